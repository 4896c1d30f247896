using System.Text.RegularExpressions;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore demo</c>: what it says that it shows.</summary>
public sealed class DemoTests
{
    // People walk at their pace: nothing here is hurried by a test.
    private static readonly TimeSpan ThreeMinutes = TimeSpan.FromMinutes(3);

    private static readonly string[] Pickups =
    [
        "^tap .*desk-1.*Chiara", "^staff .*order 1003.* waits.*, tapped at desk-1, Kim brings it", "^staff .*order 1003.* was handed over, proof: tap",
        "^tap .*locker-1.*David.*A1", "^door .*locker-1.*slot A1 opened", "^door .*locker-1.*slot A1 closed", "^staff .*order 1006.* was handed over",
    ];

    private static readonly string[] Lists =
    [
        "^phone .*Anna Lindqvist, at home .*adds Strawberries", "^phone .*Anna Lindqvist .*list: .*Strawberries", "^phone .*Anna Lindqvist, at home .* is done",
    ];

    private static readonly string[] Help =
    [
        "^tap .*kiosk-entrance.*calls for help.*Somebody comes to you in about [1-9]", "^staff .*help in Entrance and flowers, open", "^staff .*help in Entrance and flowers, taken by Kim", "^staff .*help in Entrance and flowers, settled",
    ];

    private static readonly string[] Shelf = ["^till .*Whole milk", @"^phone .*Anna Lindqvist .*list: .*Whole milk \(sold out\. "];

    [Fact]
    public async Task Within_three_minutes_it_shows_pickups_at_desk_and_locker_a_call_for_help_a_shared_list_and_what_to_take_instead_and_again_on_the_same_folder()
    {
        using var data = new FreshFolder();
        await Shows(data, [.. Pickups, .. Lists, .. Shelf, .. Help]);
        // What was handed over is over, and what was removed from a list stays so: the second run has orders and items of its own.
        await Shows(data, [.. Pickups, .. Lists]);
    }

    private static async Task Shows(FreshFolder data, string[] shown)
    {
        await using var demo = Child.SmartStore("demo", "--data", data.Path, "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0", "--walkers", "4", "--every", "3s");
        using var late = new CancellationTokenSource(ThreeMinutes);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var missing = shown.Select(pattern => new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1))).ToList();
        while (missing.RemoveAll(pattern => demo.Out.Any(line => pattern.IsMatch(line))) >= 0 && missing.Count > 0)
        {
            Assert.False(late.IsCancellationRequested || demo.HasExited, $"Not shown: {string.Join("; ", missing)}\n{string.Join('\n', demo.Out)}\n{demo.Err}");
            await turn.WaitForNextTickAsync();
        }

        await demo.Signal("TERM");
        Assert.Equal(0, (await demo.End()).Code);
    }
}

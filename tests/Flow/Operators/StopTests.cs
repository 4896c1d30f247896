using System.Diagnostics;

namespace SmartStore.Flow.Tests.Operators;

/// <summary>Stopping: exit 0 within seconds, whoever is connected.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_server_that_is_told_to_stop_ends_well_though_streams_and_devices_are_connected(string signal)
    {
        var within = TimeSpan.FromSeconds(5);
        Assert.InRange(await Eventually.Fastest(within, rounds: 3, () => Stops(signal)), TimeSpan.Zero, within);
    }

    private static async Task<TimeSpan> Stops(string signal)
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        var shopper = await client.NewShopper([Purpose.Presence]);
        await using var stream = client.Watch(shopper);
        await using var board = client.WatchStaff();
        await client.Tap(shopper, "entrance");
        await stream.First(update => update.ZoneEntered is not null, "the zone");

        var clock = Stopwatch.StartNew();
        await server.Child.Signal(signal);
        var ended = await server.Child.End();
        var took = clock.Elapsed;

        Assert.Equal(0, ended.Code);
        ended.ShowsNoStackTrace();
        return took;
    }

    [Theory]
    [InlineData("INT", "staff --store corner")]
    [InlineData("TERM", "staff --store corner")]
    [InlineData("INT", "listen --store corner")]
    [InlineData("INT", "phone --shopper ann")]
    public async Task A_command_that_watches_ends_well_when_it_is_told_to(string signal, string arguments)
    {
        using var data = new FreshFolder();
        await using var server = await ServerProcess.Start(data.Path);
        await using var client = await ShopClient.Connect(server);
        await client.Furnish();
        await client.PutShopper("ann", Tier.Regular);
        await client.Consent("ann", Purpose.Presence);
        await client.Tap("ann", "entrance");
        await using var command = Child.SmartStore([.. arguments.Split(' '), "--server", server.Grpc.ToString()]);
        await Eventually.Is(() => command.Out.Count > 0, () => $"something to watch; {command.Err}");

        await command.Signal(signal);
        var ended = await command.End();

        Assert.Equal(0, ended.Code);
        ended.ShowsNoStackTrace();
    }
}

using Google.Protobuf.WellKnownTypes;
using SmartStore.Host.Cli;
using Spectre.Console;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore listen</c> into a pipe: one picture a line.</summary>
public sealed class ListenTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_receiver_that_was_never_heard_has_no_time_until_it_is()
    {
        await using var listen = Child.SmartStore("listen", "--store", CornerShop.Id, "--server", shop.Server.Grpc.ToString());
        await Eventually.Is(() => listen.Out.Count > 0, () => $"a picture: {listen.Err}");
        Assert.Null(Entrance(listen.Out[0]).LastHeardAt);

        await shop.Client.Publish(Topics.ScannerStatus(CornerShop.Id, "s-entrance"), "online");

        await Eventually.Is(() => Entrance(listen.Out[^1]).LastHeardAt is not null, () => $"a time in {listen.Out[^1]}");
    }

    [Theory]
    [InlineData(30, 20, 1)]
    [InlineData(12, 7, 14)]
    [InlineData(1, 0, 21)]
    public void A_picture_that_is_too_long_for_the_terminal_keeps_the_receivers_that_were_heard_last(int lines, int kept, int first)
    {
        using var screen = new StringWriter();
        var console = PlainConsole.On(screen);
        (console.Profile.Width, console.Profile.Height) = (80, lines);
        var picture = new ReceiversHeard { At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMinutes(1)) };
        for (var i = 1; i <= 20; i++) picture.Receivers.Add(new ReceiverHeard { Id = $"r{i:00}", ZoneId = "hall", LastHeardAt = i == 1 ? null : Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(i)) });

        console.Write(ListenCommand.Draw(picture, console));

        var told = screen.ToString()[..^1].Split('\n');
        Assert.InRange(told.Length, 1, Math.Max(lines, 4)); // the head of the table, and the line that says what is left out
        Assert.Equal(Enumerable.Range(first, kept).Select(i => $"r{i:00}"), told.Select(line => line.Trim()[..Math.Min(3, line.Trim().Length)]).Where(word => word.StartsWith('r') && word != "rec"));
        Assert.Equal(kept < 20, told[^1] == $"Left out, heard longer ago: {20 - kept}. A taller terminal shows them.");
    }

    [Fact]
    public void A_picture_that_follows_a_longer_one_has_as_many_lines_as_the_terminal()
    {
        using var screen = new StringWriter();
        var console = PlainConsole.On(screen);
        (console.Profile.Width, console.Profile.Height) = (80, 30);
        var picture = new ReceiversHeard { At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) };
        for (var i = 1; i <= 20; i++) picture.Receivers.Add(new ReceiverHeard { Id = $"r{i:00}" });

        console.Live(new Rows(Enumerable.Repeat(new Text("long"), 60))).Start(live => live.UpdateTarget(ListenCommand.Draw(picture, console)));

        Assert.DoesNotContain("Left out", screen.ToString(), StringComparison.Ordinal);
    }

    private static ReceiverHeard Entrance(string line) => ReceiversHeard.Parser.ParseJson(line).Receivers.Single(receiver => receiver.Id == "s-entrance");
}

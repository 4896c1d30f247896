using SmartStore.Host.Cli;
using Spectre.Console;

namespace SmartStore.Flow.Tests.Operators;

/// <summary><c>smartstore staff</c>: what a person at the desk reads.</summary>
public sealed class StaffBoardTests(OpenShop shop) : IClassFixture<OpenShop>
{
    [Fact]
    public async Task A_receiver_that_says_offline_and_comes_back_is_told_in_the_servers_words()
    {
        var status = Topics.ScannerStatus(CornerShop.Id, "s-entrance");
        await using var board = Child.SmartStore("staff", "--store", CornerShop.Id, "--server", shop.Server.Grpc.ToString());

        await shop.Client.Publish(status, "offline");
        await Reads(board, "Receiver s-entrance in The entrance is offline.");
        await shop.Client.Publish(status, "online");
        await Reads(board, "Receiver s-entrance in The entrance is online.");

        Assert.DoesNotContain("silent", string.Concat(board.Out));
    }

    [Theory]
    [InlineData("""{"vipArrived":{"name":"Vera","zoneId":"entrance","confidence":0.95,"reason":"VIP"}}""", "★ Vera is here in The entrance (95 % sure): VIP")]
    [InlineData("""{"vipArrived":{"name":"Vera","reason":"VIP"}}""", "★ Vera is here: VIP")]
    [InlineData("""{"pickupWaiting":{"orderId":"o1","name":"Vera","zoneId":"new"}}""", "▣ order o1 for Vera waits in new")]
    [InlineData("""{"occupancy":{"inStore":2,"zoneUnknown":1,"zones":[{"zoneId":"produce","shoppers":1},{"zoneId":"dairy"}]}}""", "2 in the store: The produce 1, no zone known 1")]
    public void A_zone_goes_by_its_name_and_without_a_zone_nothing_is_said_of_how_sure_it_is(string update, string line)
    {
        using var screen = new StringWriter();
        PlainConsole.On(screen).Markup(StaffCommand.Line(StoreUpdate.Parser.ParseJson(update), new ZoneNames(CornerShop.Layout())));
        Assert.Equal(line, screen.ToString().Trim());
    }

    // The board goes into a pipe here: whole lines, without colours.
    private static Task Reads(Child board, string words) =>
        Eventually.Is(() => board.Out.Any(line => line.EndsWith(" " + words, StringComparison.Ordinal) && !line.Contains('\e')), () => $"\"{words}\" in {string.Join('\n', board.Out)}\n{board.Err}");
}

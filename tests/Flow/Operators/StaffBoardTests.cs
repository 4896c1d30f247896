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

    // The board goes into a pipe here: whole lines, without colours.
    private static Task Reads(Child board, string words) =>
        Eventually.Is(() => board.Out.Any(line => line.EndsWith(" " + words, StringComparison.Ordinal) && !line.Contains('\e')), () => $"\"{words}\" in {string.Join('\n', board.Out)}\n{board.Err}");
}

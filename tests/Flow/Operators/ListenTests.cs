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

    private static ReceiverHeard Entrance(string line) => ReceiversHeard.Parser.ParseJson(line).Receivers.Single(receiver => receiver.Id == "s-entrance");
}

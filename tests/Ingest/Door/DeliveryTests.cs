using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>What is on its way to a client is bounded, also when the client reads nothing.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_client_gets_no_more_at_once_than_its_receive_maximum_and_the_rest_when_it_acknowledges()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", properties: "210002");
        await client.Subscribe("a", options: 1);
        var publisher = await door.Connect("p");
        for (var i = 1; i <= 5; i++) await publisher.Publish("a", $"{i}", qos: 1, id: i);
        for (var i = 1; i <= 5; i++) await publisher.Receive();

        var ids = new[] { IdOf(await client.Receive()), IdOf(await client.Receive()) };
        foreach (var id in ids) await client.Send($"4002{id}");
        var later = new[] { IdOf(await client.Receive()), IdOf(await client.Receive()) };
        await client.Send($"4002{later[1]}");
        IdOf(await client.Receive());
        await client.Send($"4002{later[0]}");
        await client.ExpectNothing();
    }

    [Fact]
    public async Task A_client_that_never_acknowledges_holds_a_window_and_a_queue_and_no_more()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { SendWindow = 4, QueuedMessagesMax = 6 });
        var client = await door.Connect("c");
        await client.Subscribe("a", options: 1);
        await Flood(door, 40);

        // In flight, waiting for the window, and queued.
        Assert.InRange(await TakeAll(client), 6, 4 + 1 + 6);
    }

    [Fact]
    public async Task A_session_without_a_connection_keeps_so_many_messages()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { QueuedMessagesMax = 5 });
        var client = await door.Connect("c", properties: "1100000E10");
        await client.Subscribe("a", options: 1);
        await client.Send("E000");
        OpenDoor.Until(() => door.Connections.Count == 0);
        await Flood(door, 50);

        var again = await door.Connect("c", clean: false, properties: "1100000E10");
        Assert.Equal("01", again.Connack[4..6]);
        Assert.Equal(5, await TakeAll(again));
    }

    // Acknowledges every message, until a ping is answered before another one comes.
    private static async Task<int> TakeAll(WireClient client)
    {
        var (all, before) = (0, -1);
        while (all > before)
        {
            before = all;
            await client.Send("C000");
            for (var packet = await client.Receive(); packet != "D000"; packet = await client.Receive(), all++) await client.Send($"4002{IdOf(packet)}");
        }

        return all;
    }

    private static async Task Flood(OpenDoor door, int count)
    {
        var publisher = await door.Connect("p");
        for (var i = 1; i <= count; i++)
        {
            await publisher.Publish("a", $"{i}", qos: 1, id: i);
            await publisher.Receive();
        }
    }

    // Of a PUBLISH to a topic of one character.
    private static string IdOf(string packet)
    {
        Assert.StartsWith("3", packet, StringComparison.Ordinal);
        return packet[(4 + Text("a").Length)..][..4];
    }
}

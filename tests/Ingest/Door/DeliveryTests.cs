using SmartStore.Ingest.Taps;
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

    [Fact]
    public async Task What_a_screen_shows_reaches_who_is_there_and_waits_for_nobody()
    {
        const string screen = "smartstore/v1/s1/terminals/desk/screen";
        await using var door = await OpenDoor.Open();
        var away = await door.Connect("away", properties: "1100000E10");
        await away.Subscribe(screen, options: 1);
        await away.Send("E000");
        OpenDoor.Until(() => door.Connections.Count == 0);
        var here = await door.Connect("here");
        await here.Subscribe(screen, options: 1);
        foreach (var body in new[] { "frame", "" }) Assert.True(await door.Broker.TryPublish(new TerminalMessage(screen, [], Encoding.UTF8.GetBytes(body)) { IsVolatile = true }, CancellationToken.None));
        Assert.Equal([PublishOf("30", screen, "frame"), PublishOf("30", screen, "")], [await here.Receive(), await here.Receive()]);

        var again = await door.Connect("away", clean: false, properties: "1100000E10");
        Assert.Equal("01", again.Connack[4..6]);
        await again.ExpectNothing();
        await here.Subscribe("smartstore/v1/s1/terminals/+/screen", options: 1);
        await here.ExpectNothing();
        // Who has taken a session over is there, though the connection before ends later.
        var third = await door.Connect("away", clean: false, properties: "1100000E10");
        Assert.StartsWith("E0028E", await again.Receive(), StringComparison.Ordinal);
        Assert.True(await door.Broker.TryPublish(new TerminalMessage(screen, [], "frame"u8.ToArray()) { IsVolatile = true }, CancellationToken.None));
        Assert.Equal(PublishOf("30", screen, "frame"), await third.Receive());
    }

    [Theory]
    [InlineData("smartstore/v1/s1/terminals/desk/screen", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/#", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/+", true)]
    [InlineData("smartstore/v1/s1/terminals/desk/answers", false)]
    [InlineData("smartstore/v1/s1/terminals/till/screen", false)]
    [InlineData("smartstore/v1/#", false)]
    [InlineData("#", false)]
    public async Task A_terminal_has_a_screen_as_long_as_somebody_reads_its_topic(string filter, bool isRead)
    {
        const string screen = "smartstore/v1/s1/terminals/desk/screen";
        await using var door = await OpenDoor.Open();
        Assert.False(door.Broker.MayBeRead(screen));
        var (first, second) = (await door.Connect("first"), await door.Connect("second", properties: "1100000E10"));
        foreach (var client in new[] { first, first, second }) await client.Subscribe(filter);
        Assert.Equal(isRead, door.Broker.MayBeRead(screen));
        await first.Send(Packet("A2", $"000200{Text(filter)}"));
        await first.Receive();
        Assert.Equal(isRead, door.Broker.MayBeRead(screen));
        await door.Connect("second", clean: true);
        Assert.False(door.Broker.MayBeRead(screen));
    }

    // Acknowledges every message, until two pings in a row are answered and no message comes: MQTTnet sends an answer and a message by turns, so that one answer may come before what waits.
    private static async Task<int> TakeAll(WireClient client)
    {
        var (all, quiet) = (0, 0);
        while (quiet < 2)
        {
            await client.Send("C000");
            quiet++;
            for (var packet = await client.Receive(); packet != "D000"; packet = await client.Receive())
            {
                await client.Send($"4002{IdOf(packet)}");
                (all, quiet) = (all + 1, 0);
            }
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

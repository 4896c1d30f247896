using Microsoft.Extensions.Time.Testing;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>How long a session lives, and how the server says goodbye.</summary>
public sealed class SessionTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData(5, 3600, 3599, 1)]
    [InlineData(5, 3600, 3602, 0)]
    [InlineData(4, 0, (7 * 86_400) - 1, 1)]
    [InlineData(4, 0, (7 * 86_400) + 2, 0)]
    public async Task A_session_whose_client_does_not_come_back_is_forgotten_when_its_time_is_over(int version, int expiryS, int awayS, int left)
    {
        await using var door = await OpenDoor.Open(time: _time);
        var client = await door.Connect("c", version, clean: version == 5, properties: $"11{expiryS:X8}");
        var before = DateTimeOffset.UtcNow;
        await client.Send("E000");
        OpenDoor.Until(() => door.Connections.Count == 0);
        Assert.Equal(1, door.Broker.Sessions);
        // MQTTnet notes by the system's clock when the client went: not before it said goodbye, and not after it was gone.
        _time.SetUtcNow((left > 0 ? before : DateTimeOffset.UtcNow).AddSeconds(awayS));
        await door.Broker.Sweep(CancellationToken.None);
        Assert.Equal(left, door.Broker.Sessions);
    }

    [Fact]
    public async Task A_connected_client_keeps_its_session_however_old_it_is()
    {
        await using var door = await OpenDoor.Open(time: _time);
        var client = await door.Connect("c", version: 4, clean: false);
        _time.Advance(TimeSpan.FromDays(30));
        await door.Broker.Sweep(CancellationToken.None);
        Assert.Equal(1, door.Broker.Sessions);
        await client.ExpectNothing();
    }

    [Fact]
    public async Task A_session_that_is_resumed_is_served_over_its_new_connection()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", properties: "1100000E10");
        await client.Subscribe("a", options: 1);
        var again = await door.Connect("c", clean: false, version: 4);
        Assert.Equal("20020100", again.Connack);
        Assert.StartsWith("E0028E", await client.Receive(), StringComparison.Ordinal);
        await again.Publish("a", "x", version: 4);
        Assert.Equal(WireClient.PublishOf("30", "a", "x", version: 4), await again.Receive());
    }

    [Fact]
    public async Task A_server_that_stops_tells_every_client_to_go_elsewhere()
    {
        await using var door = await OpenDoor.Open();
        var (five, four) = (await door.Connect("five"), await door.Connect("four", version: 4));
        door.Broker.Drain();
        Assert.StartsWith("E0028B", await five.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await five.Receive());
        Assert.Equal("closed", await four.Receive());
    }

    [Fact]
    public async Task Before_the_broker_has_started_and_after_it_has_stopped_connections_are_turned_away()
    {
        await using var door = await OpenDoor.Open();
        await door.Broker.Stop();
        Assert.Equal("closed", await (await door.Dial()).Receive());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_client_that_falls_silent_is_thrown_out_after_one_and_a_half_times_its_keep_alive(int version)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", version, keepAliveS: 1);
        var end = await client.Receive();
        if (version == 5) Assert.StartsWith("E0028D", end, StringComparison.Ordinal);
        Assert.Equal("closed", version == 5 ? await client.Receive() : end);
    }
}

using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

public class SessionTests
{
    private const string KeepForever = "11FFFFFFFF";

    private static string Will(string topic, string payload, string properties = "") => Properties(5, properties) + Text(topic) + Text(payload);

    [Fact]
    public async Task A_session_is_present_only_when_it_was_kept_and_is_wanted()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("c", version: 4, clean: false);
        Assert.Equal("20020000", first.Connack);
        await first.Leave();
        var second = await server.Connect("c", version: 4, clean: false);
        Assert.Equal("20020100", second.Connack);
        await second.Leave();
        var clean = await server.Connect("c", version: 4, clean: true);
        Assert.Equal("20020000", clean.Connack);
        await clean.Leave();
        Assert.Equal("20020000", (await server.Connect("c", version: 4, clean: false)).Connack);
    }

    [Fact]
    public async Task A_session_ends_when_its_expiry_has_passed()
    {
        await using var server = await TestServer.Start();
        await (await server.Connect("c", properties: "110000000A")).Leave();
        server.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, server.Server.SessionCount);
        server.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, server.Server.SessionCount);
    }

    [Fact]
    public async Task Disconnect_may_change_the_expiry_but_not_bring_a_session_to_life()
    {
        await using var server = await TestServer.Start();
        await (await server.Connect("kept", properties: KeepForever)).Leave("E0070005" + "1100000000");
        Assert.Equal(0, server.Server.SessionCount);
        var client = await server.Connect("passing");
        await client.Send("E0070005" + "110000000A");
        Assert.Equal("E00182", await client.Receive());
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_sent_again_with_dup_and_the_same_id()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", clean: false, properties: KeepForever);
        await client.Subscribe("a", options: 2);
        await server.Server.Publish("a"u8, "1"u8, Qos.ExactlyOnce);
        await server.Server.Publish("a"u8, "2"u8, Qos.AtLeastOnce);
        Assert.Equal(PublishOf("34", "a", "1", 2, 1), await client.Receive());
        Assert.Equal(PublishOf("32", "a", "2", 1, 2), await client.Receive());
        await client.Break();
        var back = await server.Connect("c", clean: false, properties: KeepForever);
        Assert.Equal(PublishOf("3C", "a", "1", 2, 1), await back.Receive());
        Assert.Equal(PublishOf("3A", "a", "2", 1, 2), await back.Receive());
        await back.Send("50020001");
        Assert.Equal("62020001", await back.Receive());
        await back.Break();
        var again = await server.Connect("c", clean: false, properties: KeepForever);
        Assert.Equal("62020001", await again.Receive());
        Assert.Equal(PublishOf("3A", "a", "2", 1, 2), await again.Receive());
    }

    [Fact]
    public async Task Taking_a_session_over_ends_the_other_connection_with_0x8E()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("c");
        var second = await server.Connect("c");
        Assert.StartsWith("E0", await first.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await first.Receive());
        await second.ExpectNothing();
    }

    [Theory]
    [InlineData("E000", false)]
    [InlineData("E00104", true)]
    public async Task A_reconnect_does_not_overtake_the_goodbye_that_was_sent_before_it(string goodbye, bool isSaid)
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("#");
        var old = await server.Connect("c", clean: false, properties: KeepForever, will: Will("status", "offline"));
        await old.Send(PublishOf("30", "a", "last") + goodbye);
        var back = await server.Connect("c", clean: false, properties: KeepForever);
        await back.Publish("a", "first");
        Assert.Equal(PublishOf("30", "a", "last"), await watcher.Receive());
        if (isSaid) Assert.Equal(PublishOf("30", "status", "offline"), await watcher.Receive());
        Assert.Equal(PublishOf("30", "a", "first"), await watcher.Receive());
        Assert.Equal("closed", await old.Receive());
    }

    [Fact]
    public async Task A_take_over_waits_for_what_lies_unread_in_the_old_socket()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("#");
        var isUnread = true;
        var old = server.Open(hasUnread: () => Volatile.Read(ref isUnread));
        await old.Connect("c", will: Will("status", "offline"));
        var taking = server.Connect("c");
        await watcher.ExpectNothing();
        Assert.False(taking.IsCompleted);
        await old.Send("E000");
        Volatile.Write(ref isUnread, false);
        await (await taking).ExpectNothing();
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task What_leaves_the_old_socket_while_a_take_over_looks_at_it_is_heard()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("#");
        WireClient? leaving = null;
        var old = server.Open(hasUnread: () =>
        {
            // Into the pipe in the very moment in which the socket is asked.
            if (Interlocked.Exchange(ref leaving, null) is { } client) Assert.True(client.Send("E000").IsCompletedSuccessfully);
            return false;
        });
        await old.Connect("c", will: Will("status", "offline"));
        leaving = old;
        await (await server.Connect("c")).ExpectNothing();
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task An_old_connection_that_fell_silent_within_a_packet_is_not_waited_for()
    {
        await using var server = await TestServer.Start();
        var old = server.Open(hasUnread: () => false);
        await old.Connect("c");
        await old.Send("C000" + "30");
        Assert.Equal("D000", await old.Receive());
        await (await server.Connect("c")).ExpectNothing();
        Assert.Equal("E0018E", await old.Receive());
    }

    [Fact]
    public async Task A_take_over_does_not_wait_for_ever_for_an_old_connection_that_never_falls_silent()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { KeepAliveMaxS = 0 });
        var old = server.Open(hasUnread: () => true);
        await old.Connect("c", keepAliveS: 0);
        var taking = server.Connect("c");
        var settle = TimeSpan.FromMilliseconds(250);
        Assert.True(SpinWait.SpinUntil(() => server.Time.IsAwaitedWithin(settle), TimeSpan.FromSeconds(10)));
        server.Time.Advance(settle);

        Assert.Equal("E0018E", await old.Receive());
        await (await taking).ExpectNothing();
    }

    [Theory]
    [InlineData("E000", false)]
    [InlineData("E00104", true)]
    [InlineData(null, true)]
    public async Task A_will_is_said_unless_the_client_says_goodbye(string? goodbye, bool isSaid)
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("status");
        var client = await server.Connect("c", will: Will("status", "offline"));
        if (goodbye is null) await client.Break();
        else await client.Leave(goodbye);
        if (isSaid) Assert.Equal(PublishOf("30", "status", "offline"), await watcher.Receive());
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task A_delayed_will_waits_and_is_called_off_by_a_return()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w", keepAliveS: 200);
        await watcher.Subscribe("status");
        var will = Will("status", "offline", "1800000005");
        await (await server.Connect("c", clean: false, properties: KeepForever, will: will)).Break();
        server.Advance(TimeSpan.FromSeconds(4.9));
        await watcher.ExpectNothing();
        var back = await server.Connect("c", clean: false, properties: KeepForever, will: will);
        server.Advance(TimeSpan.FromSeconds(6));
        await watcher.ExpectNothing();
        await back.Break();
        server.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(PublishOf("30", "status", "offline"), await watcher.Receive());
    }

    [Fact]
    public async Task A_delayed_will_is_said_when_the_session_ends_first()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("status");
        await (await server.Connect("c", properties: "1100000002", will: Will("status", "offline", "1800000064"))).Break();
        server.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PublishOf("30", "status", "offline"), await watcher.Receive());
    }

    [Fact]
    public async Task A_client_that_is_silent_for_one_and_a_half_keep_alives_is_closed_with_0x8D()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", keepAliveS: 10);
        server.Advance(TimeSpan.FromSeconds(14.9));
        await client.ExpectNothing();
        server.Advance(TimeSpan.FromSeconds(15.25));
        Assert.Equal("E0018D", await client.Receive());
    }

    [Theory]
    [InlineData(0x00, true, "31")]
    [InlineData(0x10, true, "31")]
    [InlineData(0x20, false, "")]
    public async Task Retain_handling_decides_about_kept_messages(int options, bool isSent, string first)
    {
        await using var server = await TestServer.Start();
        await server.Server.Publish("a"u8, "kept"u8, retain: true);
        var client = await server.Connect("c");
        await client.Subscribe("a", options);
        if (isSent) Assert.Equal(PublishOf(first, "a", "kept"), await client.Receive());
        await client.Subscribe("a", options: 0x10);
        await client.ExpectNothing();
    }

    [Fact]
    public async Task A_retained_message_is_replaced_and_taken_away()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Publish("a", "1", retain: true);
        await client.Publish("a", "2", retain: true);
        await client.Subscribe("a");
        Assert.Equal(PublishOf("31", "a", "2"), await client.Receive());
        await client.Publish("a", "", retain: true);
        Assert.Equal(PublishOf("30", "a", ""), await client.Receive());
        await client.Subscribe("a");
        await client.ExpectNothing();
    }

    [Fact]
    public async Task Fifty_messages_for_an_absent_client_survive_a_restart()
    {
        var store = new MemorySessionStore();
        await Durability.FiftyMessagesSurvive(store, () => store);
    }

    [Fact]
    public async Task A_queue_takes_exactly_its_limit_and_drops_the_newest()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { QueuedMessagesMax = 3 });
        var absent = await server.Connect("sub", clean: false, properties: KeepForever);
        await absent.Subscribe("a", options: 1);
        await absent.Leave();
        for (var i = 1; i <= 4; i++) await server.Server.Publish("a"u8, [(byte)('0' + i)], Qos.AtLeastOnce);
        var back = await server.Connect("sub", clean: false, properties: KeepForever);
        for (var i = 1; i <= 3; i++) Assert.Equal(PublishOf("32", "a", $"{i}", 1, i), await back.Receive());
        await back.ExpectNothing();
    }
}

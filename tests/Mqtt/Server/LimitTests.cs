using SmartStore.Mqtt.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>Each limit at its boundary: as much as allowed passes, one more gets the named code.</summary>
public class LimitTests
{
    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public async Task A_packet_may_have_64_KiB(int totalBytes, bool isAllowed)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send(PublishOf("30", "a", new string('x', totalBytes - 8)));
        await ExpectPassOrClose(client, isAllowed, "E00195");
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task A_topic_may_have_256_bytes(int length, bool isAllowed)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        var topic = new string('t', length);
        await client.Publish(topic, "x", qos: 1);
        Assert.Equal(isAllowed ? "4003000110" : "4003000190", await client.Receive());
        Assert.Equal(isAllowed ? "00" : "8F", await client.Subscribe(topic));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task A_topic_may_have_10_levels(int levels, bool isAllowed)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        var topic = string.Join('/', Enumerable.Repeat("l", levels));
        await client.Publish(topic, "x", qos: 1);
        Assert.Equal(isAllowed ? "4003000110" : "4003000190", await client.Receive());
        await client.Publish(topic, "x");
        await ExpectPassOrClose(client, isAllowed, "E00190");
    }

    [Theory]
    [InlineData(64, "00")]
    [InlineData(65, "85")]
    public async Task A_client_id_may_have_64_characters(int length, string code)
    {
        await using var server = await TestServer.Start();
        Assert.Equal(code, (await server.Connect(new string('c', length))).Connack[6..8]);
    }

    [Theory]
    [InlineData(16, 250, true)]
    [InlineData(17, 1, false)]
    [InlineData(1, 251, true)]
    [InlineData(1, 252, false)]
    public async Task User_properties_are_16_of_256_bytes(int count, int valueBytes, bool isAllowed)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        var one = "26" + Text("name1") + Text(new string('v', valueBytes));
        var all = string.Concat(Enumerable.Repeat(one, count));
        var length = new byte[4];
        var size = Mqtt.Packets.VariableInteger.Write(length, all.Length / 2);
        await client.Send(Packet("30", Text("a") + Convert.ToHexString(length.AsSpan(0, size)) + all));
        await ExpectPassOrClose(client, isAllowed, "E00195");
    }

    [Theory]
    [InlineData(4095, "00")]
    [InlineData(4096, "95")]
    public async Task A_will_may_have_4_KiB(int payloadBytes, string code)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", will: "00" + Text("t") + $"{payloadBytes:X4}" + new string('0', payloadBytes * 2));
        Assert.Equal(code, client.Connack[6..8]);
    }

    [Fact]
    public async Task A_session_may_have_10_subscriptions()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        for (var i = 0; i < 10; i++) Assert.Equal("00", await client.Subscribe($"a/{i}"));
        Assert.Equal("97", await client.Subscribe("a/10"));
        Assert.Equal("01", await client.Subscribe("a/9", options: 1));
    }

    [Fact]
    public async Task A_subscribe_may_have_8_filters()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        var filters = string.Concat(Enumerable.Range(0, 9).Select(i => Text($"{i}") + "00"));
        await client.Send(Packet("82", "000100" + filters));
        Assert.Equal("900C000100" + "0000000000000000" + "97", await client.Receive());
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public async Task A_client_may_use_16_aliases(int alias, bool isAllowed)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Publish("a", "x", properties: $"23{alias:X4}");
        await ExpectPassOrClose(client, isAllowed, "E00194");
    }

    [Fact]
    public async Task One_message_more_than_the_receive_maximum_is_answered_with_0x93()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { ReceiveMaximum = 3 });
        var client = await server.Connect("c");
        for (var i = 1; i <= 3; i++)
        {
            await client.Publish("a", "x", qos: 2, id: i);
            Assert.Equal($"5002{i:X4}", await client.Receive());
        }

        await client.Publish("a", "x", qos: 2, id: 4);
        Assert.Equal("E00193", await client.Receive());
    }

    [Theory]
    [InlineData(300, "")]
    [InlineData(301, "13012C")]
    [InlineData(0, "13012C")]
    public async Task Keep_alive_is_at_most_300_s(int askedS, string serverKeepAlive)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", keepAliveS: askedS);
        Assert.Equal("220010" + serverKeepAlive + "210064" + "2700010000", client.Connack[10..]);
        server.Advance(TimeSpan.FromSeconds(449));
        await client.ExpectNothing();
        server.Advance(TimeSpan.FromSeconds(451));
        Assert.Equal("E0018D", await client.Receive());
    }

    [Theory]
    [InlineData("", 4.5, 5.25)]
    [InlineData("10", 9.5, 10.25)]
    public async Task A_connection_without_a_connect_is_closed(string sent, double aliveS, double closedS)
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(sent);
        await Settle(server, client);
        server.Advance(TimeSpan.FromSeconds(aliveS));
        Assert.False(client.Served.IsCompleted);
        server.Advance(TimeSpan.FromSeconds(closedS - aliveS));
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_packet_must_be_whole_15_s_after_its_first_byte_however_slowly_it_comes()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", keepAliveS: 65_535);
        var other = await server.Connect("other");
        await client.Send("3064");
        for (var i = 0; i < 14; i++)
        {
            await client.Send("00");
            await Settle(server, client);
            server.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(client.Served.IsCompleted);
        var end = client.Receive();
        for (var i = 0; i < 20 && !end.IsCompleted; i++)
        {
            server.Advance(TimeSpan.FromSeconds(1));
            await other.ExpectNothing();
        }

        Assert.Equal("E0018D", await end);
        await other.ExpectNothing();
    }

    [Fact]
    public async Task The_sixteenth_connect_within_a_minute_is_banned_for_five()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { LimitsOnLoopback = true });
        for (var i = 0; i < 15; i++) Assert.Equal("00", (await server.Connect($"c{i}", address: "127.0.0.1")).Connack[6..8]);
        Assert.Equal("8A", (await server.Connect("c", address: "127.0.0.1")).Connack[6..8]);
        server.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal("8A", (await server.Connect("c", address: "127.0.0.1")).Connack[6..8]);
        server.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal("00", (await server.Connect("c", address: "127.0.0.1")).Connack[6..8]);
    }

    [Fact]
    public async Task Loopback_is_exempt_unless_it_is_asked_for()
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < 20; i++) Assert.Equal("00", (await server.Connect($"c{i}", address: "127.0.0.1")).Connack[6..8]);
    }

    [Fact]
    public async Task An_address_may_have_50_connections_that_have_not_said_who_they_are()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { LimitsOnLoopback = true });
        var waiting = Enumerable.Range(0, 50).Select(_ => server.Open("127.0.0.1")).ToList();
        SpinWait.SpinUntil(() => server.Server.ConnectionCount == 50, TimeSpan.FromSeconds(10));
        var oneMore = server.Open("127.0.0.1");
        Assert.Equal("closed", await oneMore.Receive());
        Assert.Equal("00", (await server.Connect("other", address: "127.0.0.2")).Connack[6..8]);
        await waiting[0].Break();
        Assert.Equal("00", (await server.Connect("c", address: "127.0.0.1")).Connack[6..8]);
    }

    [Fact]
    public async Task A_server_may_have_so_many_connections_and_each_that_goes_makes_room()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { ConnectionsMax = 3 });
        var first = await server.Connect("1");
        await server.Connect("2");
        await server.Connect("3");
        Assert.Equal("closed", await server.Open().Receive());
        await first.Leave();
        Assert.Equal("00", (await server.Connect("4")).Connack[6..8]);
        Assert.Equal("closed", await server.Open().Receive());
    }

    [Fact]
    public async Task A_server_takes_so_many_new_connections_a_second_from_all_addresses_together()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { AcceptsPerSecond = 3, LimitsOnLoopback = true });
        for (var i = 1; i <= 3; i++) Assert.Equal("00", (await server.Connect($"{i}", address: $"127.0.0.{i}")).Connack[6..8]);
        Assert.Equal("closed", await server.Open("127.0.0.4").Receive());
        server.Advance(TimeSpan.FromSeconds(0.34));
        Assert.Equal("00", (await server.Connect("5", address: "127.0.0.5")).Connack[6..8]);
        Assert.Equal("closed", await server.Open("127.0.0.6").Receive());
    }

    [Fact]
    public async Task An_address_may_open_so_many_connections_a_second()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { AcceptsPerAddressPerSecond = 2, LimitsOnLoopback = true });
        for (var i = 1; i <= 2; i++) Assert.Equal("00", (await server.Connect($"{i}", address: "127.0.0.1")).Connack[6..8]);
        Assert.Equal("closed", await server.Open("127.0.0.1").Receive());
        Assert.Equal("00", (await server.Connect("3", address: "127.0.0.2")).Connack[6..8]);
        server.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("00", (await server.Connect("4", address: "127.0.0.1")).Connack[6..8]);
    }

    [Fact]
    public async Task Beyond_its_burst_an_identity_is_paused_and_then_cut_off_with_0x96()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { LimitsOnLoopback = true, MessagesBurst = 5, MessagesPerSecond = 5, PausesPerMinute = 1 });
        var client = await server.Connect("c", address: "127.0.0.1");
        for (var i = 0; i < 5; i++) await client.Publish("a", "x");
        await client.ExpectNothing();
        await client.Publish("a", "x");
        await client.Send("C000");
        var pong = client.Receive();
        await Settle(server, client);
        Assert.False(pong.IsCompleted);
        SpinWait.SpinUntil(() =>
        {
            server.Advance(TimeSpan.FromSeconds(0.5));
            return pong.IsCompleted;
        }, TimeSpan.FromSeconds(10));
        Assert.Equal("D000", await pong);
        for (var i = 0; i < 40; i++) await client.Publish("a", "x");
        Assert.StartsWith("E0", await client.Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_in_the_options_is_named_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new MqttServer(new MqttServerOptions { PacketBytesMax = 1, ReceiveMaximum = 0 }));
        Assert.Contains("PacketBytesMax is 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("ReceiveMaximum is 0", error.Message, StringComparison.Ordinal);
    }

    private static async Task ExpectPassOrClose(WireClient client, bool isAllowed, string disconnect)
    {
        if (isAllowed) await client.ExpectNothing();
        else Assert.Equal(disconnect, await client.Receive());
    }

    // What was sent has reached the read loop when another client, served by the same threads, has had its answers.
    private static async Task Settle(TestServer server, WireClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var other = await server.Connect($"settle-{Guid.NewGuid():N}", keepAliveS: 0, address: "127.0.0.9");
        for (var i = 0; i < 20; i++) await other.ExpectNothing();
        await other.Leave();
    }
}

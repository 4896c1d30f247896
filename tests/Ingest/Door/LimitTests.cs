using System.Net;
using MQTTnet.Protocol;
using SmartStore.Ingest.Door.Limits;
using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Each limit at its boundary: as much as allowed passes, one more gets the named code.</summary>
public sealed class LimitTests
{
    private readonly WatchedTime _time = new(DateTimeOffset.UtcNow);

    public static TheoryData<string, bool> Topics => new()
    {
        { new string('t', 256), true },
        { new string('t', 257), false },
        { string.Join('/', Enumerable.Repeat("l", 10)), true },
        { string.Join('/', Enumerable.Repeat("l", 11)), false },
    };

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task A_topic_may_have_256_bytes_and_10_levels(string topic, bool isAllowed)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        await client.Publish(topic, "x", qos: 1);
        Assert.Equal(isAllowed ? "4003000110" : "4003000190", await Ack(client));
        Assert.Equal(isAllowed ? "00" : "8F", await client.Subscribe(topic));
    }

    [Theory]
    [InlineData(64, "00")]
    [InlineData(65, "85")]
    public async Task A_client_id_may_have_64_characters(int length, string code)
    {
        await using var door = await OpenDoor.Open();
        Assert.Equal(code, (await door.Connect(new string('c', length))).Answer);
    }

    [Theory]
    [InlineData("a.b_c:d-E9", 5, "00")]
    [InlineData("$smartstore", 5, "85")]
    [InlineData("a/b", 5, "85")]
    [InlineData("ü", 5, "85")]
    [InlineData("a b", 4, "02")]
    public async Task A_client_id_consists_of_letters_digits_and_a_few_signs(string clientId, int version, string code)
    {
        await using var door = await OpenDoor.Open();
        Assert.Equal(code, (await door.Connect(clientId, version)).Answer);
    }

    [Theory]
    [InlineData(5, true, "00")]
    [InlineData(5, false, "00")]
    [InlineData(4, true, "00")]
    [InlineData(4, false, "closed")] // [MQTT-3.1.3-8] of 3.1.1
    public async Task A_client_without_an_id_is_given_one(int version, bool clean, string code)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("", version, clean);
        Assert.Equal(code, client.Answer);
        if (version == 5) Assert.Contains(Convert.ToHexString("auto-"u8), client.Connack, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 250, true)]
    [InlineData(17, 1, false)]
    [InlineData(1, 251, true)]
    [InlineData(1, 252, false)]
    public async Task User_properties_are_16_of_256_bytes(int count, int valueBytes, bool isAllowed)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        var one = "26" + Text("name1") + Text(new string('v', valueBytes));
        await client.Publish("a", "x", properties: string.Concat(Enumerable.Repeat(one, count)));
        await GuardTests.ExpectPassOrClose(client, isAllowed, 0x95);
    }

    [Theory]
    [InlineData(4095, "00")]
    [InlineData(4096, "95")]
    public async Task A_will_may_have_4_KiB(int payloadBytes, string code)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", will: "00" + Text("t") + $"{payloadBytes:X4}" + new string('0', payloadBytes * 2));
        Assert.Equal(code, client.Answer);
    }

    [Theory]
    [InlineData("a/+", "90")]
    [InlineData("a/#", "90")]
    [InlineData("a", "00")]
    public async Task A_will_is_for_a_topic_name(string topic, string code)
    {
        await using var door = await OpenDoor.Open();
        Assert.Equal(code, (await door.Connect("c", will: "00" + Text(topic) + Text("x"))).Answer);
    }

    [Fact]
    public async Task A_session_may_have_10_subscriptions_over_all_its_connections()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", properties: "1100000E10");
        for (var i = 0; i < 10; i++) Assert.Equal("00", await client.Subscribe($"a/{i}"));
        Assert.Equal("97", await client.Subscribe("a/10"));
        Assert.Equal("01", await client.Subscribe("a/9", options: 1));

        var again = await door.Connect("c", clean: false, properties: "1100000E10");
        Assert.Equal("97", await again.Subscribe("a/10"));
        await again.Send(Packet("A2", "0002" + "00" + Text("a/0")));
        Assert.StartsWith("B0", await again.Receive(), StringComparison.Ordinal);
        Assert.Equal("00", await again.Subscribe("a/10"));
        var fresh = await door.Connect("c");
        Assert.Equal("00", await fresh.Subscribe("a/11"));
    }

    [Fact]
    public async Task A_subscribe_may_have_8_filters()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        var filters = string.Concat(Enumerable.Range(0, 9).Select(i => Text($"{i}") + "00"));
        await client.Send(Packet("82", "000100" + filters));
        Assert.Equal("900C000100" + "0000000000000000" + "97", await client.Receive());
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public async Task A_client_may_use_16_aliases(int alias, bool isAllowed)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        Assert.Contains("220010", client.Connack, StringComparison.Ordinal);
        await client.Publish("a", "x", properties: $"23{alias:X4}");
        await GuardTests.ExpectPassOrClose(client, isAllowed, 0x94);
    }

    [Theory]
    [InlineData(300, "", "13012C", false)]
    [InlineData(301, "", "13012C", true)]
    [InlineData(0, "", "13012C", true)]
    [InlineData(60, "1100093A80", "1100093A80", false)]
    [InlineData(60, "1100093A81", "1100093A80", true)]
    public async Task Keep_alive_is_at_most_300_s_and_a_session_lasts_7_days_at_most(int keepAliveS, string properties, string cut, bool isOverruled)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c", properties: properties, keepAliveS: keepAliveS);
        Assert.Equal(isOverruled, client.Connack.Contains(cut, StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_are_so_many_sessions_connected_or_not()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { SessionsMax = 2 });
        (await door.Connect("lasting", properties: "1100000E10")).Dispose();
        var passing = await door.Connect("passing");
        Assert.Equal("97", (await door.Connect("third")).Answer);
        Assert.Equal("03", (await door.Connect("third", version: 4)).Answer);
        Assert.Equal("00", (await door.Connect("lasting", clean: false, properties: "1100000E10")).Answer);
        await passing.Send("E000");
        OpenDoor.Until(() => door.Broker.Sessions == 1);
        Assert.Equal("00", (await door.Connect("third")).Answer);
    }

    [Fact]
    public async Task So_many_topics_are_retained()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { RetainedMax = 2 });
        var client = await door.Connect("c");
        foreach (var (topic, payload, code) in new[] { ("a", "x", "10"), ("b", "x", "10"), ("c", "x", "97"), ("b", "y", "10"), ("a", "", "10"), ("c", "x", "10") })
        {
            await client.Publish(topic, payload, qos: 1, retain: true);
            Assert.Equal(code, (await Ack(client))[8..10]);
        }
    }

    [Fact]
    public async Task The_sixteenth_connect_within_a_minute_is_banned_for_five()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { LimitsOnLoopback = true }, _time);
        for (var i = 0; i < 15; i++) Assert.Equal("00", (await door.Connect($"c{i}")).Answer);
        Assert.Equal("8A", (await door.Connect("c")).Answer);
        Assert.Equal("05", (await door.Connect("c", version: 4)).Answer);
        Assert.Equal("00", (await door.Connect("c", from: "127.0.0.2")).Answer);
        _time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal("8A", (await door.Connect("c")).Answer);
        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal("00", (await door.Connect("c")).Answer);
    }

    [Fact]
    public async Task Loopback_is_exempt_unless_it_is_asked_for()
    {
        await using var door = await OpenDoor.Open();
        for (var i = 0; i < 20; i++) Assert.Equal("00", (await door.Connect($"c{i}")).Answer);
    }

    [Fact]
    public async Task An_address_may_have_so_many_connections_that_have_not_said_who_they_are()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { LimitsOnLoopback = true, UnauthenticatedPerAddressMax = 5 }, _time);
        var waiting = new List<WireClient>();
        for (var i = 0; i < 5; i++) waiting.Add(await door.Dial());
        OpenDoor.Until(() => door.Connections.Count == 5);
        Assert.Equal("closed", await (await door.Dial()).Receive());
        Assert.Equal("00", (await door.Connect("other", from: "127.0.0.2")).Answer);
        waiting[0].Dispose();
        OpenDoor.Until(() => door.Connections.Count == 5);
        Assert.Equal("00", (await door.Connect("c")).Answer);
        await waiting[1].Connect("d");
        Assert.Equal("00", waiting[1].Answer);
    }

    [Fact]
    public async Task A_server_may_have_so_many_connections_and_each_that_goes_makes_room()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { ConnectionsMax = 2 });
        var first = await door.Connect("1");
        await door.Connect("2");
        Assert.Equal("closed", await (await door.Dial()).Receive());
        await first.Send("E000");
        OpenDoor.Until(() => door.Connections.Count == 1);
        Assert.Equal("00", (await door.Connect("3")).Answer);
        Assert.Equal("closed", await (await door.Dial()).Receive());
    }

    [Fact]
    public async Task A_server_takes_so_many_new_connections_a_second_from_all_addresses_together()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { AcceptsPerSecond = 3, LimitsOnLoopback = true }, _time);
        for (var i = 1; i <= 3; i++) Assert.Equal("00", (await door.Connect($"{i}", from: $"127.0.0.{i}")).Answer);
        Assert.Equal("closed", await (await door.Dial("127.0.0.4")).Receive());
        _time.Advance(TimeSpan.FromSeconds(0.34));
        Assert.Equal("00", (await door.Connect("5", from: "127.0.0.5")).Answer);
        Assert.Equal("closed", await (await door.Dial("127.0.0.6")).Receive());
    }

    [Fact]
    public async Task An_address_may_open_so_many_connections_a_second()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { AcceptsPerAddressPerSecond = 2, LimitsOnLoopback = true }, _time);
        for (var i = 1; i <= 2; i++) Assert.Equal("00", (await door.Connect($"{i}")).Answer);
        Assert.Equal("closed", await (await door.Dial()).Receive());
        Assert.Equal("00", (await door.Connect("3", from: "127.0.0.2")).Answer);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("00", (await door.Connect("4")).Answer);
    }

    [Fact]
    public void A_flood_of_identities_is_turned_away_when_no_more_can_be_counted_and_lifts_no_ban()
    {
        var guard = new FlappingGuard(new DoorOptions { CountedMax = 3, ConnectsPerMinute = 1 }, _time);
        Assert.Equal([null, MqttConnectReasonCode.Banned, null, null], new[] { "flapping", "flapping", "a", "b" }.Select(guard.Judge));
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(MqttConnectReasonCode.QuotaExceeded, guard.Judge($"{i}")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([null, null, MqttConnectReasonCode.QuotaExceeded, MqttConnectReasonCode.Banned], new[] { "c", "d", "e", "flapping" }.Select(guard.Judge));
    }

    [Fact]
    public void A_flood_of_addresses_is_turned_away_when_no_more_can_be_counted_and_no_open_connection_is_forgotten()
    {
        var admission = new Admission(new DoorOptions { CountedMax = 2, UnauthenticatedPerAddressMax = 1 }, _time);
        Assert.Equal([null, null, "addresses"], new[] { 1, 2, 3 }.Select(Enter));
        admission.Leave(Peer(2), wasAuthenticated: false);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([null, "addresses", "unauthenticated of address"], new[] { 3, 4, 1 }.Select(Enter));

        string? Enter(int address) => admission.Enter(Peer(address));
        static DevicePeer Peer(int address) => new(IPAddress.Parse($"192.0.2.{address}"));
    }

    [Fact]
    public void The_rate_of_an_identity_is_remembered_while_one_of_its_connections_is_open()
    {
        var rates = new RateLimits(new DoorOptions(), _time);
        var rate = rates.Rent("door");
        Assert.Same(rate, rates.Rent("door"));
        rates.Return("door");
        Assert.Same(rate, rates.Rent("door"));
        for (var i = 0; i < 2; i++) rates.Return("door");
        Assert.NotSame(rate, rates.Rent("door"));
    }

    [Fact]
    public async Task Beyond_its_burst_an_identity_is_paused_loses_nothing_and_then_is_cut_off_with_0x96()
    {
        await using var door = await OpenDoor.Open(new DoorOptions { LimitsOnLoopback = true, MessagesBurst = 5, MessagesPerSecond = 5, PausesPerMinute = 1 }, _time);
        var client = await door.Connect("c");
        var timers = _time.Timers;
        for (var i = 1; i <= 7; i++) await client.Publish("a", "x", qos: 1, id: i);
        for (var i = 1; i <= 5; i++) Assert.StartsWith($"4003{i:X4}", await Ack(client), StringComparison.Ordinal);
        var sixth = Ack(client);
        Assert.False(sixth.IsCompleted);
        // Once the pause has begun, and for as long as it lasts: in a minute the client would have another one free.
        OpenDoor.Until(() => _time.Timers > timers);
        Assert.False(sixth.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.StartsWith("40030006", await sixth, StringComparison.Ordinal);
        Assert.StartsWith("40030007", await Ack(client), StringComparison.Ordinal);
        // At once: after the cut nothing more can be sent.
        await client.Send(string.Concat(Enumerable.Repeat(WireClient.PublishOf("30", "a", "x"), 40)));
        await GuardTests.ExpectPassOrClose(client, isAllowed: false, 0x96);
    }

    // A PUBACK with its reason, whether or not an empty list of properties follows.
    private static async Task<string> Ack(WireClient client)
    {
        var packet = await client.Receive();
        return packet.StartsWith("4004", StringComparison.Ordinal) ? $"4003{packet[4..10]}" : packet;
    }
}

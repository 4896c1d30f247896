using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>Every rule a broker can break: the client leaves with the code the specification names, comes back, and works.</summary>
public sealed class HostileBrokerTests
{
    private const string OnePublish5 = "30 06 00 01 74 00 68 69";
    private const string OnePublish4 = "30 05 00 01 74 68 69";

    /// <summary>What a 5.0 broker sends instead of CONNACK.</summary>
    public static TheoryData<string, string, ReasonCode> BadFirstPackets => new()
    {
        { "PUBLISH", "30 06 00 01 74 00 68 69", ReasonCode.ProtocolError },
        { "SUBACK", "90 04 00 01 00 00", ReasonCode.ProtocolError },
        { "PINGRESP", "D0 00", ReasonCode.ProtocolError },
        { "DISCONNECT", "E0 02 8B 00", ReasonCode.ProtocolError },
        { "AUTH without a method", "F0 02 18 00", ReasonCode.ProtocolError },
        { "packet type 0", "00 00", ReasonCode.MalformedPacket },
        { "CONNACK with reserved header flags", "21 03 00 00 00", ReasonCode.MalformedPacket },
        { "CONNACK with reserved acknowledge flags", "20 03 02 00 00", ReasonCode.MalformedPacket },
        { "CONNACK with a reason code that does not exist", "20 03 00 7F 00", ReasonCode.MalformedPacket },
        { "CONNACK of zero bytes", "20 00", ReasonCode.MalformedPacket },
        { "CONNACK that is longer than its content", "20 04 00 00 00 00", ReasonCode.MalformedPacket },
        { "CONNACK in the form of 3.1.1", "20 02 00 00", ReasonCode.MalformedPacket },
        { "CONNACK with session present after a clean start", "20 03 01 00 00", ReasonCode.ProtocolError },
        { "CONNACK with session present beside a refusal", "20 03 01 87 00", ReasonCode.ProtocolError },
        { "CONNACK with receive maximum 0", "20 06 00 00 03 21 00 00", ReasonCode.ProtocolError },
        { "CONNACK with maximum QoS 2", "20 05 00 00 02 24 02", ReasonCode.ProtocolError },
        { "CONNACK with maximum packet size 0", "20 08 00 00 05 27 00 00 00 00", ReasonCode.ProtocolError },
        { "CONNACK with the same property twice", "20 09 00 00 06 21 00 01 21 00 01", ReasonCode.ProtocolError },
        { "CONNACK with a property of PUBLISH", "20 06 00 00 03 23 00 01", ReasonCode.MalformedPacket },
        { "CONNACK with a property that does not exist", "20 05 00 00 02 7E 01", ReasonCode.MalformedPacket },
        { "CONNACK whose properties run past its end", "20 03 00 00 05", ReasonCode.MalformedPacket },
        { "CONNACK with an authentication method that was not asked for", "20 07 00 00 04 15 00 01 78", ReasonCode.ProtocolError },
        { "CONNACK with response information that was not asked for", "20 07 00 00 04 1A 00 01 78", ReasonCode.ProtocolError },
        { "a remaining length of five bytes", "20 FF FF FF FF 01", ReasonCode.MalformedPacket },
        { "a remaining length above our maximum", "20 FF FF FF 7F", ReasonCode.PacketTooLarge },
    };

    /// <summary>What a 5.0 broker sends after a good CONNACK.</summary>
    public static TheoryData<string, string, ReasonCode> BadPackets5 => new()
    {
        { "a second CONNACK", "20 03 00 00 00", ReasonCode.ProtocolError },
        { "CONNECT", "10 0D 00 04 4D 51 54 54 05 02 00 3C 00 00 00", ReasonCode.ProtocolError },
        { "SUBSCRIBE", "82 07 00 01 00 00 01 74 00", ReasonCode.ProtocolError },
        { "UNSUBSCRIBE", "A2 06 00 01 00 00 01 74", ReasonCode.ProtocolError },
        { "PINGREQ", "C0 00", ReasonCode.ProtocolError },
        { "AUTH without a method", "F0 02 19 00", ReasonCode.ProtocolError },
        { "packet type 0", "00 00", ReasonCode.MalformedPacket },
        { "PUBLISH with QoS 3", "36 08 00 01 74 00 01 00 68 69", ReasonCode.MalformedPacket },
        { "PUBLISH with DUP at QoS 0", "38 06 00 01 74 00 68 69", ReasonCode.MalformedPacket },
        { "PUBLISH without packet id", "32 03 00 01 74", ReasonCode.MalformedPacket },
        { "PUBLISH with packet id 0", "32 06 00 01 74 00 00 00", ReasonCode.ProtocolError },
        { "PUBLISH with a topic longer than the packet", "30 04 00 09 74 00", ReasonCode.MalformedPacket },
        { "PUBLISH with a wildcard in its topic", "30 04 00 01 23 00", ReasonCode.MalformedPacket },
        { "PUBLISH with U+0000 in its topic", "30 05 00 02 74 00 00", ReasonCode.MalformedPacket },
        { "PUBLISH with a surrogate in its topic", "30 06 00 03 ED A0 80 00", ReasonCode.MalformedPacket },
        { "PUBLISH with an overlong UTF-8 form in its topic", "30 05 00 02 C0 AF 00", ReasonCode.MalformedPacket },
        { "PUBLISH without topic or alias", "30 03 00 00 00", ReasonCode.ProtocolError },
        { "PUBLISH with topic alias 0", "30 07 00 01 74 03 23 00 00", ReasonCode.TopicAliasInvalid },
        { "PUBLISH with a topic alias above our maximum", "30 07 00 01 74 03 23 00 11", ReasonCode.TopicAliasInvalid },
        { "PUBLISH with an alias that was never set", "30 06 00 00 03 23 00 05", ReasonCode.ProtocolError },
        { "PUBLISH with two aliases", "30 0A 00 01 74 06 23 00 01 23 00 01", ReasonCode.ProtocolError },
        { "PUBLISH with subscription id 0", "30 06 00 01 74 02 0B 00", ReasonCode.ProtocolError },
        { "PUBLISH with a property of CONNACK", "30 07 00 01 74 03 21 00 01", ReasonCode.MalformedPacket },
        { "PUBLISH with a payload format of 2", "30 06 00 01 74 02 01 02", ReasonCode.ProtocolError },
        { "PUBLISH whose properties run past its end", "30 04 00 01 74 7F", ReasonCode.MalformedPacket },
        { "PUBLISH above our maximum packet size", "30 81 80 10", ReasonCode.PacketTooLarge },
        { "PUBLISH with a remaining length of five bytes", "30 80 80 80 80 01", ReasonCode.MalformedPacket },
        { "the same packet id for two messages at QoS 1", "32 06 00 01 74 00 07 00 32 06 00 01 74 00 07 00", ReasonCode.ProtocolError },
        { "PUBACK for a packet id never sent", "40 02 00 07", ReasonCode.ProtocolError },
        { "PUBACK with packet id 0", "40 02 00 00", ReasonCode.ProtocolError },
        { "PUBACK of one byte", "40 01 00", ReasonCode.MalformedPacket },
        { "PUBACK with reserved flags", "42 02 00 01", ReasonCode.MalformedPacket },
        { "PUBACK with a reason code that does not exist", "40 04 00 01 7F 00", ReasonCode.ProtocolError },
        { "PUBREL with reserved flags", "60 02 00 01", ReasonCode.MalformedPacket },
        { "SUBACK for a packet id never sent", "90 04 00 09 00 00", ReasonCode.ProtocolError },
        { "SUBACK without codes", "90 03 00 09 00", ReasonCode.MalformedPacket },
        { "UNSUBACK for a packet id never sent", "B0 04 00 09 00 00", ReasonCode.ProtocolError },
        { "PINGRESP with a body", "D0 01 00", ReasonCode.MalformedPacket },
        { "DISCONNECT with a code of the client", "E0 02 04 00", ReasonCode.ProtocolError },
        { "DISCONNECT with a code that does not exist", "E0 02 7F 00", ReasonCode.ProtocolError },
        { "DISCONNECT with a session expiry", "E0 07 00 05 11 00 00 00 01", ReasonCode.ProtocolError },
        { "DISCONNECT with reserved flags", "E1 00", ReasonCode.MalformedPacket },
    };

    /// <summary>What a 3.1.1 broker sends after a good CONNACK.</summary>
    public static TheoryData<string, string> BadPackets4 => new()
    {
        { "a second CONNACK", "20 02 00 00" },
        { "CONNECT", "10 0C 00 04 4D 51 54 54 04 02 00 3C 00 00" },
        { "SUBSCRIBE", "82 06 00 01 00 01 74 00" },
        { "PINGREQ", "C0 00" },
        { "DISCONNECT", "E0 00" },
        { "AUTH", "F0 00" },
        { "PUBLISH with QoS 3", "36 07 00 01 74 00 01 68 69" },
        { "PUBLISH with an empty topic", "30 02 00 00" },
        { "PUBLISH with a wildcard in its topic", "30 03 00 01 2B" },
        { "PUBLISH with U+0000 in its topic", "30 04 00 02 74 00" },
        { "PUBLISH with packet id 0", "32 05 00 01 74 00 00" },
        { "PUBACK for a packet id never sent", "40 02 00 07" },
        { "PUBACK with a reason code", "40 03 00 01 00" },
        { "SUBACK with return code 3", "90 03 00 09 03" },
        { "UNSUBACK with a body of 5.0", "B0 04 00 09 00 00" },
        { "a packet above our maximum", "30 81 80 10" },
        { "a remaining length of five bytes", "30 80 80 80 80 01" },
    };

    /// <summary>Reasons with which a server may send a client away.</summary>
    public static TheoryData<ReasonCode> ServerReasons => [.. Enum.GetValues<ReasonCode>().Where(ReasonCodes.MayServerDisconnect).Distinct()];

    [Theory]
    [MemberData(nameof(BadFirstPackets))]
    public async Task A_wrong_first_packet_is_answered_with_its_reason_and_the_client_comes_back(string what, string bytes, ReasonCode code)
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.ExpectAsync(BrokerSide.Connect);
                await side.SendAsync(bytes);
                Assert.Equal((int)code, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
                await side.ExpectCloseAsync();
            },
            async side => await Behave(side, BrokerSide.Welcome5, OnePublish5));
        await using var client = new ClientFixture(broker);
        client.Start();
        var ended = await client.NextEndAsync();
        Assert.Equal((EndedBy.ServerFault, code, false), (ended.By, ended.Code, ended.WasConnected));
        Assert.False(ended.IsClean, what);
        Assert.Equal("hi", await client.NextPayloadAsync());
        Assert.Equal(1, client.Client.Counters.EndedWith(code));
    }

    [Theory]
    [MemberData(nameof(BadPackets5))]
    public async Task A_broken_rule_is_answered_with_its_reason_and_the_client_comes_back(string what, string bytes, ReasonCode code)
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.SendAsync(bytes);
                Assert.Equal((int)code, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
                await side.ExpectCloseAsync();
            },
            async side => await Behave(side, BrokerSide.Welcome5, OnePublish5));
        await using var client = new ClientFixture(broker, o => o with { PacketBytesMax = 256 << 10 });
        client.Start();
        var ended = await client.NextEndAsync();
        Assert.Equal((EndedBy.ServerFault, code, true), (ended.By, ended.Code, ended.WasConnected));
        Assert.False(ended.IsClean, what);
        string payload;
        do payload = await client.NextPayloadAsync();
        while (payload.Length == 0);
        Assert.Equal("hi", payload);
    }

    [Theory]
    [MemberData(nameof(BadPackets4))]
    public async Task In_3_1_1_a_broken_rule_closes_the_connection_without_a_word(string what, string bytes)
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync(BrokerSide.Welcome4);
                await side.SendAsync(bytes);
                await side.ExpectCloseAsync();
            },
            async side => await Behave(side, BrokerSide.Welcome4, OnePublish4));
        await using var client = new ClientFixture(broker, o => o with { Version = MqttVersion.V311 });
        client.Start();
        var ended = await client.NextEndAsync();
        Assert.True(ended.By == EndedBy.ServerFault, what);
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Theory]
    [MemberData(nameof(ServerReasons))]
    public async Task A_server_that_sends_the_client_away_is_reported_and_asked_again(ReasonCode code)
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.SendAsync($"E0 02 {(int)code:X2} 00");
                await side.ExpectCloseAsync();
            },
            async side => await Behave(side, BrokerSide.Welcome5, OnePublish5));
        await using var client = new ClientFixture(broker);
        client.Start();
        var ended = await client.NextEndAsync();
        Assert.Equal((EndedBy.Server, code), (ended.By, ended.Code));
        Assert.Equal(code == ReasonCode.Success, ended.IsClean);
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task A_redirect_is_reported_and_not_followed()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.ExpectAsync(BrokerSide.Connect);
                // Server reference "evil:1883".
                await side.SendAsync("20 0F 00 9C 0C 1C 00 09 65 76 69 6C 3A 31 38 38 33");
                await side.ExpectCloseAsync();
            },
            async side => await Behave(side, BrokerSide.Welcome5, OnePublish5));
        await using var client = new ClientFixture(broker);
        client.Start();
        var ended = await client.NextEndAsync();
        Assert.Equal((ReasonCode.UseAnotherServer, "evil:1883"), (ended.Code, ended.ServerReference));
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task A_suback_with_fewer_codes_than_filters_is_a_protocol_error_and_the_subscription_is_made_again()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                var asked = await side.ExpectAsync(BrokerSide.Subscribe);
                await side.SendAsync($"90 04 {asked.PacketId:X4} 00 01");
                Assert.Equal((int)ReasonCode.ProtocolError, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
            },
            async side =>
            {
                await side.WelcomeAsync();
                var asked = await side.ExpectAsync(BrokerSide.Subscribe);
                await side.SendAsync($"90 05 {asked.PacketId:X4} 00 01 00");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        client.Start();
        var result = await client.Client.SubscribeAsync([new("a"), new("b")]).WaitAsync(ClientFixture.Patience);
        Assert.Equal([ReasonCode.GrantedQos1, ReasonCode.Success], result.Codes);
    }

    [Fact]
    public async Task A_release_of_an_unknown_packet_id_is_answered_with_0x92_and_nothing_else_happens()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync("62 02 00 09");
            Assert.Equal("000992", Convert.ToHexString((await side.ExpectAsync(BrokerSide.Pubcomp)).Body));
            await side.SendAsync("50 02 00 0A");
            Assert.Equal("000A92", Convert.ToHexString((await side.ExpectAsync(BrokerSide.Pubrel)).Body));
            await side.SendAsync("70 03 00 0A 92 D0 00");
            await side.SendAsync(OnePublish5);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task More_unacknowledged_messages_than_the_receive_maximum_end_the_connection_with_0x93()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            for (var id = 1; id <= 3; id++) await side.SendAsync($"32 08 00 01 74 {id:X4} 00 68 69");
            Assert.Equal((int)ReasonCode.ReceiveMaximumExceeded, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
        });
        await using var client = new ClientFixture(broker, o => o with { ReceiveMaximum = 2 });
        await client.ConnectAsync();
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, (await client.NextEndAsync()).Code);
    }

    [Fact]
    public async Task As_many_unacknowledged_messages_as_the_receive_maximum_are_taken()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            for (var id = 1; id <= 2; id++) await side.SendAsync($"32 08 00 01 74 {id:X4} 00 68 69");
            await side.SendAsync(OnePublish5);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { ReceiveMaximum = 2 });
        await client.ConnectAsync();
        for (var i = 0; i < 3; i++) Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task A_packet_of_exactly_our_maximum_is_taken()
    {
        var body = new byte[1024 - 3];
        (body[1], body[2]) = (1, (byte)'t');
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync([0x30, 0xFD, 0x07, .. body]);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { PacketBytesMax = 1024 });
        await client.ConnectAsync();
        Assert.Equal(1024 - 3 - 4, (await client.NextPayloadAsync()).Length);
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_packet_is_the_servers_fault()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync("30 06 00");
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.Equal(EndedBy.ServerFault, (await client.NextEndAsync()).By);
    }

    [Fact]
    public async Task Packets_that_come_one_byte_at_a_time_are_understood()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.ExpectAsync(BrokerSide.Connect);
            foreach (var b in Convert.FromHexString((BrokerSide.Welcome5 + OnePublish5 + OnePublish5).Replace(" ", "", StringComparison.Ordinal))) await side.SendAsync([b]);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.Equal("hi", await client.NextPayloadAsync());
        Assert.Equal("hi", await client.NextPayloadAsync());
    }

    [Fact]
    public async Task A_flood_that_nobody_reads_is_left_in_the_socket()
    {
        var flood = Enumerable.Repeat(Convert.FromHexString(OnePublish5.Replace(" ", "", StringComparison.Ordinal)), 4000).SelectMany(bytes => bytes).ToArray();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync(flood);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker, o => o with { DeliveriesMax = 10 });
        await client.ConnectAsync();
        for (var taken = 1; taken <= 4000; taken++)
        {
            Assert.Equal("hi", await client.NextPayloadAsync());
            Assert.InRange(client.Client.Counters.Received, taken, taken + 11);
        }
    }

    private static async Task Behave(BrokerSide side, string welcome, string publish)
    {
        await side.WelcomeAsync(welcome);
        await side.SendAsync(publish);
        await side.DrainAsync();
    }
}

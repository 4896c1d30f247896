using System.Text;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Tests.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>CONNECT and CONNACK (5.0 and 3.1.1 §3.1, §3.2).</summary>
public sealed class ConnectStatements
{
    private const string KeepForever = "11FFFFFFFF";

    [Theory]
    [InlineData("C000")]
    [InlineData("30030001 61")]
    [InlineData("8206 0001 0001 61 00")]
    [InlineData("E000")]
    [InlineData("F000")]
    public async Task The_first_packet_is_connect_or_the_connection_ends(string packet)
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(packet);
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData(0x03, "000163")] // 3.1.2-3: the reserved flag
    [InlineData(0x0A, "000163")] // 3.1.2-11 (3.1.1: -11, -13): will QoS without a will
    [InlineData(0x22, "000163")] // 3.1.2-13 (-11, -15): will retain without a will
    [InlineData(0x1E, "000163 P 000174 000178")] // 3.1.2-12 (-14): will QoS 3
    [InlineData(0x06, "000163")] // 3.1.2-9: a will that is not there
    [InlineData(0x06, "000163 P 000174")] // 3.1.2-9: a will without payload
    [InlineData(0x06, "000163 P 0001FF 000178")] // 3.1.3-11 (-10): will topic that is no UTF-8
    [InlineData(0x06, "000163 P 000123 000178")] // a will topic is a topic name
    [InlineData(0x02, "000163 000175")] // 3.1.2-16 (-18): a user name without its flag
    [InlineData(0x82, "000163")] // 3.1.2-17 (-19): no user name with its flag
    [InlineData(0x82, "000163 000175 000170")] // 3.1.2-18 (-20): a password without its flag
    [InlineData(0xC2, "000163 000175")] // 3.1.2-19 (-21): no password with its flag
    [InlineData(0x02, "")] // 3.1.3-3: no client id
    [InlineData(0x02, "0001FF")] // 3.1.3-4: client id that is no UTF-8
    [InlineData(0x82, "000163 0001FF")] // 3.1.3-12 (-11): user name that is no UTF-8
    public async Task A_connect_that_does_not_have_its_form_ends_the_connection_without_connack(int flags, string payload)
    {
        await using var server = await TestServer.Start();
        foreach (var version in new[] { 4, 5 })
        {
            var client = server.Open();
            await client.Send(RawConnect.Of(version, flags, payload.Replace("P", version == 5 ? "00" : "", StringComparison.Ordinal)));
            Assert.Equal("closed", await client.Receive());
        }
    }

    [Fact]
    public async Task In_3_1_1_a_password_needs_a_user_name()
    {
        await using var server = await TestServer.Start();
        var old = server.Open();
        await old.Send(RawConnect.Of(4, 0x42, Text("c") + Text("p")));
        Assert.Equal("closed", await old.Receive());
        var client = server.Open();
        await client.Send(RawConnect.Of(5, 0x42, Text("c") + Text("p")));
        Assert.StartsWith("20", await client.Receive(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_of_the_payload_are_read_in_their_order()
    {
        var heard = "";
        await using var server = await TestServer.Start(authenticator: new Authenticator(credentials =>
        {
            heard = $"{credentials.ClientId} {credentials.UserName} {Encoding.UTF8.GetString(credentials.Password ?? [])}";
            return ReasonCode.Success;
        }));
        var watcher = await server.Connect("w");
        await watcher.Subscribe("#");
        var client = server.Open();
        await client.Send(RawConnect.Of(5, 0xC6, Text("c") + RawConnect.Will(5, "t", "x") + Text("u") + Text("p")));
        Assert.Equal("00", (await client.Receive())[6..8]);
        Assert.Equal("c u p", heard);
        await client.Break();
        Assert.Equal(PublishOf("30", "t", "x"), await watcher.Receive());
    }

    [Theory]
    [InlineData("00044D515454", 3)]
    [InlineData("00044D515454", 6)]
    [InlineData("00064D5149736470", 4)]
    public async Task A_protocol_level_we_do_not_speak_is_answered_with_0x01_and_closed(string head, int level)
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(RawConnect.Of(level, 2, Text("c"), head: head));
        Assert.Equal("20020001", await client.Receive());
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public async Task A_later_protocol_level_in_the_form_of_5_0_is_answered_with_0x84_and_closed(int level)
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(RawConnect.Of(level, 2, Properties(5, "") + Text("c")));
        Assert.Equal("2003008400", await client.Receive());
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_protocol_that_is_not_called_mqtt_is_not_continued()
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(RawConnect.Of(5, 2, Text("c"), head: "00044D515455"));
        Assert.Equal("closed", await client.Receive());
        Assert.Equal(0, server.Server.SessionCount);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Clean_start_discards_subscriptions_and_messages_of_the_session_before(int version)
    {
        await using var server = await TestServer.Start();
        var keep = version == 5 ? KeepForever : "";
        var first = await server.Connect("c", version, clean: false, keep);
        await first.Subscribe("a", 1, version);
        await first.Leave();
        await server.Server.Publish("a"u8, "missed"u8, Qos.AtLeastOnce);
        var clean = await server.Connect("c", version, clean: true, keep);
        Assert.Equal("00", clean.Connack[4..6]);
        await server.Server.Publish("a"u8, "later"u8, Qos.AtLeastOnce);
        await clean.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_kept_session_is_resumed_with_its_subscriptions_and_what_it_missed(int version)
    {
        await using var server = await TestServer.Start();
        var keep = version == 5 ? KeepForever : "";
        var first = await server.Connect("c", version, clean: false, keep);
        Assert.Equal("00", first.Connack[4..6]);
        await first.Subscribe("a", 1, version);
        await first.Subscribe("b", 2, version);
        await first.Break();
        await server.Server.Publish("a"u8, "1"u8, Qos.AtLeastOnce);
        await server.Server.Publish("b"u8, "2"u8, Qos.ExactlyOnce);
        var back = await server.Connect("c", version, clean: false, keep);
        Assert.Equal("01", back.Connack[4..6]);
        Assert.Equal(PublishOf("32", "a", "1", 1, 1, version), await back.Receive());
        Assert.Equal(PublishOf("34", "b", "2", 2, 2, version), await back.Receive());
        await server.Server.Publish("a"u8, "3"u8);
        Assert.Equal(PublishOf("30", "a", "3", version: version), await back.Receive());
    }

    [Fact]
    public async Task A_3_1_1_session_with_clean_session_ends_with_its_connection()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version: 4, clean: true);
        await client.Break();
        Assert.Equal(0, server.Server.SessionCount);
        Assert.Equal("20020000", (await server.Connect("c", version: 4, clean: false)).Connack);
    }

    [Theory]
    [InlineData(4, 0x06, "30", 0)]
    [InlineData(5, 0x06, "30", 0)]
    [InlineData(4, 0x0E, "32", 1)]
    [InlineData(5, 0x0E, "32", 1)]
    [InlineData(4, 0x16, "34", 2)]
    [InlineData(5, 0x16, "34", 2)]
    public async Task A_will_is_said_once_at_its_qos_and_not_retained_unless_so_marked(int version, int flags, string first, int qos)
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w", version);
        await watcher.Subscribe("t", 2, version);
        var client = server.Open();
        await client.Send(RawConnect.Of(version, flags, Text("c") + RawConnect.Will(version, "t", "gone")));
        await client.Receive();
        await client.Break();
        Assert.Equal(PublishOf(first, "t", "gone", qos, 1, version), await watcher.Receive());
        await (await server.Connect("c", version)).Break();
        await watcher.ExpectNothing();
        var late = await server.Connect("late", version);
        await late.Subscribe("t", 0, version);
        await late.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_will_marked_to_be_retained_is(int version)
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(RawConnect.Of(version, 0x26, Text("c") + RawConnect.Will(version, "t", "gone")));
        await client.Receive();
        await client.Break();
        var late = await server.Connect("late", version);
        await late.Subscribe("t", 0, version);
        Assert.Equal(PublishOf("31", "t", "gone", version: version), await late.Receive());
    }

    [Fact]
    public async Task A_connection_without_a_will_ends_without_one_and_with_disconnect_there_is_none()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w", version: 4);
        await watcher.Subscribe("#", version: 4);
        await (await server.Connect("c", version: 4)).Break();
        await (await server.Connect("c", version: 4, will: RawConnect.Will(4, "t", "x"))).Leave();
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task A_will_keeps_its_properties_and_the_order_of_its_user_properties()
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w");
        await watcher.Subscribe("t");
        const string Properties = "0101" + "260001620001" + "32" + "26000161000131" + "26000162000133" + "03000174" + "08000172" + "09000142";
        await (await server.Connect("c", will: RawConnect.Will(5, "t", "x", Properties))).Break();
        Assert.Equal(PublishOf("30", "t", "x", properties: Properties), await watcher.Receive());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Silence_of_one_and_a_half_keep_alives_ends_the_connection_as_if_the_network_had(int version)
    {
        await using var server = await TestServer.Start();
        var watcher = await server.Connect("w", keepAliveS: 200);
        await watcher.Subscribe("t");
        var client = await server.Connect("c", version, keepAliveS: 10, will: RawConnect.Will(version, "t", "x"));
        server.Advance(TimeSpan.FromSeconds(14.5));
        await client.ExpectNothing();
        server.Advance(TimeSpan.FromSeconds(15.25));
        Assert.Equal(version == 5 ? "E0018D" : "closed", await client.Receive());
        Assert.Equal(PublishOf("30", "t", "x"), await watcher.Receive());
    }

    [Fact]
    public async Task A_keep_alive_of_zero_means_none_where_the_server_asks_for_none()
    {
        await using var server = await TestServer.Start(new Mqtt.Server.MqttServerOptions { KeepAliveMaxS = 0 });
        var client = await server.Connect("c", keepAliveS: 0);
        server.Advance(TimeSpan.FromDays(1));
        await client.ExpectNothing();
    }

    [Fact]
    public async Task Every_client_id_of_up_to_23_letters_and_digits_is_taken()
    {
        await using var server = await TestServer.Start();
        foreach (var id in new[] { "0", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ" })
            Assert.Equal("20020000", (await server.Connect(id, version: 4)).Connack);
    }

    [Fact]
    public async Task A_client_without_an_id_gets_one_that_nobody_has_and_with_it_a_session()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("", clean: false, properties: KeepForever);
        var second = await server.Connect("", clean: false, properties: KeepForever);
        Assert.NotEqual(Assigned(first.Connack), Assigned(second.Connack));
        await first.Leave();
        var back = await server.Connect(Assigned(first.Connack), clean: false, properties: KeepForever);
        Assert.Equal("01", back.Connack[4..6]);
        Assert.Equal("20020000", (await server.Connect("", version: 4)).Connack);
        var refused = await server.Connect("", version: 4, clean: false);
        Assert.Equal("20020002", refused.Connack);
        Assert.Equal("closed", await refused.Receive());
    }

    [Theory]
    [InlineData(4, "20020002")]
    [InlineData(5, "2003008500")]
    public async Task A_client_id_that_is_too_long_is_refused_by_name_and_closed(int version, string connack)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect(new string('c', 65), version);
        Assert.Equal(connack, client.Connack);
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData(4, "20020004")]
    [InlineData(5, "2003008600")]
    public async Task A_refused_client_is_told_closed_and_not_listened_to_any_more(int version, string connack)
    {
        await using var server = await TestServer.Start(authenticator: new Authenticator(credentials => credentials.ClientId == "c" ? ReasonCode.BadUserNameOrPassword : ReasonCode.Success));
        var watcher = await server.Connect("w");
        await watcher.Subscribe("#");
        var client = server.Open();
        await client.Send(RawConnect.Of(version, 2, Text("c")) + PublishOf("30", "a", "x", version: version));
        Assert.Equal(connack, await client.Receive());
        Assert.Equal("closed", await client.Receive());
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task What_a_client_sends_behind_its_connect_waits_for_connack()
    {
        await using var server = await TestServer.Start();
        var client = server.Open();
        await client.Send(RawConnect.Of(4, 2, Text("c")) + Packet("82", "0001" + Text("a") + "00") + PublishOf("30", "a", "x", version: 4));
        Assert.Equal("20020000", await client.Receive());
        Assert.Equal("9003000100", await client.Receive());
        Assert.Equal(PublishOf("30", "a", "x", version: 4), await client.Receive());
    }

    [Fact]
    public async Task A_second_connect_gets_no_second_connack_and_the_client_is_gone()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send(RawConnect.Of(5, 2, Text("c")));
        Assert.Equal("E00182", await client.Receive());
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData("15 0001 6D", "2003008C00")] // 4.12.0-1: a method we do not have
    [InlineData("15 0001 6D 16 0001 00", "2003008C00")]
    [InlineData("16 0001 00", "2003008200")] // data without a method
    public async Task Enhanced_authentication_is_refused_with_session_present_0_also_for_a_client_that_has_a_session(string properties, string connack)
    {
        await using var server = await TestServer.Start();
        await (await server.Connect("c", clean: false, properties: KeepForever)).Leave();
        var client = await server.Connect("c", clean: false, properties: properties.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(connack, client.Connack);
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task Connack_offers_all_qos_retain_wildcards_and_shares_by_silence_and_answers_nothing_that_was_not_asked()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "1901" + "1701");
        var known = new[] { PropertyId.TopicAliasMaximum, PropertyId.ReceiveMaximum, PropertyId.MaximumPacketSize };
        Assert.Equal(known, PropertiesOf(client.Connack));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("1700", false)]
    [InlineData("1701", true)]
    public async Task Reasons_in_words_go_only_to_who_asked(string properties, bool isTold)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: properties);
        await client.Publish("a", "x", qos: 1);
        Assert.Equal("4003000110", await client.Receive());
        await server.Connect("c");
        var words = "1F" + Text("another connection uses this client id");
        Assert.Equal(isTold ? Packet("E0", "8E" + Properties(5, words)) : "E0018E", await client.Receive()); // and never a session expiry
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_reason_in_words_that_would_make_a_packet_too_large_is_left_out()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "1701" + "2700000014");
        await server.Connect("c");
        Assert.Equal("E0018E", await client.Receive());
    }

    private static string Assigned(string connack)
    {
        foreach (var property in Read(Convert.FromHexString(connack)))
            if (property.Id == PropertyId.AssignedClientId)
                return Encoding.UTF8.GetString(property.Value);
        return "";
    }

    private static List<PropertyId> PropertiesOf(string connack)
    {
        var ids = new List<PropertyId>();
        foreach (var property in Read(Convert.FromHexString(connack))) ids.Add(property.Id);
        return ids;
    }

    // Behind fixed header, flags, reason and the properties' own length, each of one byte here but the last.
    private static PropertySet Read(ReadOnlySpan<byte> connack) => PropertySet.FromEncoded(connack[5..]);

    private sealed class Authenticator(Func<Credentials, ReasonCode> judge) : IMqttAuthenticator
    {
        public ValueTask<AuthenticationResult> Authenticate(Credentials credentials, CancellationToken cancel)
        {
            var reason = judge(credentials);
            return new ValueTask<AuthenticationResult>(reason == ReasonCode.Success ? AuthenticationResult.Accepted(MqttIdentity.Anonymous) : AuthenticationResult.Refused(reason));
        }
    }
}

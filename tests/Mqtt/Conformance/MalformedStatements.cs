using SmartStore.Mqtt.Tests.Server;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>What no client may send: a 5.0 client is told its reason, a 3.1.1 client only loses its connection (5.0 §4.13, 3.1.1 §4.8).</summary>
public sealed class MalformedStatements
{
    [Theory]
    [InlineData("3004 0001 FF 00", "81")] // 1.5.4-1: not UTF-8
    [InlineData("3006 0003 EDA080 00", "81")] // 1.5.4-1: a surrogate
    [InlineData("3004 0001 00 00", "81")] // 1.5.4-2, 4.7.3-2: U+0000
    [InlineData("3005 0001 61 8000", "81")] // 1.5.5-1: two bytes where one would do
    [InlineData("300A 0001 61 06 26 0001 FF 0000", "81")] // 1.5.7-1: name of a user property
    [InlineData("300A 0001 61 06 26 0000 0001 FF", "81")] // 1.5.7-1: its value
    [InlineData("4202 0001", "81")] // 2.1.3-1: reserved flags
    [InlineData("6002 0001", "81")] // 3.6.1-1
    [InlineData("8007 0001 00 0001 61 00", "81")] // 3.8.1-1
    [InlineData("A006 0001 00 0001 61", "81")] // 3.10.1-1
    [InlineData("E100", "81")] // 3.14.1-1
    [InlineData("3206 0001 61 0000 00", "82")] // 2.2.1-3: packet id 0
    [InlineData("3804 0001 61 00", "81")] // 3.3.1-2: DUP at QoS 0
    [InlineData("3606 0001 61 0001 00", "81")] // 3.3.1-4: QoS 3
    [InlineData("3001 00", "81")] // 3.3.2-1: no topic
    [InlineData("3004 0001 23 00", "81")] // 3.3.2-2, 4.7.0-1: # in a topic name
    [InlineData("3004 0001 2B 00", "81")] // 3.3.2-2, 4.7.0-1: + in a topic name
    [InlineData("3003 0000 00", "81")] // 4.7.3-1: empty topic name
    [InlineData("3007 0001 61 03 230000", "94")] // 3.3.2-8: alias 0
    [InlineData("3007 0001 61 03 230011", "94")] // 3.3.2-9: alias 17 of 16
    [InlineData("3006 0000 03 230001", "82")] // 3.3.2-7: an alias that was never set
    [InlineData("3008 0001 61 04 08 0001 FF", "81")] // 3.3.2-13: response topic not UTF-8
    [InlineData("3008 0001 61 04 08 0001 23", "82")] // 3.3.2-14: response topic with a wildcard
    [InlineData("3008 0001 61 04 03 0001 FF", "81")] // 3.3.2-19: content type not UTF-8
    [InlineData("3006 0001 61 02 0B01", "82")] // 3.3.4-6: subscription identifier
    [InlineData("4003 0001 01", "82")] // 3.4.2-1: no reason of PUBACK
    [InlineData("5003 0001 01", "82")] // 3.5.2-1
    [InlineData("6203 0001 80", "82")] // 3.6.2-1
    [InlineData("7003 0001 80", "82")] // 3.7.2-1
    [InlineData("8207 0001 00 0001 FF 00", "81")] // 3.8.3-1: filter not UTF-8
    [InlineData("8203 0001 00", "81")] // 3.8.3-2: no filter
    [InlineData("820E 0001 00 0008 2473686172652F67 2F", "81")] // the options are missing
    [InlineData("8210 0001 00 000A 2473686172652F672F61 04", "82")] // 3.8.3-4: no local on a shared subscription
    [InlineData("8207 0001 00 0001 61 40", "81")] // 3.8.3-5: reserved bit
    [InlineData("8207 0001 00 0001 61 80", "81")] // 3.8.3-5: the other
    [InlineData("8206 0001 00 0000 00", "81")] // 4.7.3-1: empty filter
    [InlineData("A206 0001 00 0001 FF", "81")] // 3.10.3-1: filter not UTF-8
    [InlineData("A203 0001 00", "81")] // 3.10.3-2: no filter
    [InlineData("820A 0001 00 0004 612F2362 00", "81")] // 4.7.1-1: a/#b
    [InlineData("8208 0001 00 0002 6123 00", "81")] // 4.7.1-1: a#
    [InlineData("820B 0001 00 0005 612F232F62 00", "81")] // 4.7.1-1: a/#/b
    [InlineData("8208 0001 00 0002 612B 00", "81")] // 4.7.1-2: a+
    [InlineData("820F 0001 00 0009 2473686172652F2F61 00", "82")] // 4.8.2-1: no share name
    [InlineData("8210 0001 00 000A 2473686172652F2B2F61 00", "82")] // 4.8.2-2: wildcard in the share name
    [InlineData("820E 0001 00 0008 2473686172652F67 00", "82")] // 4.8.2-2: no filter behind it
    [InlineData("1000", "82")] // 3.1.0-2: a second CONNECT
    [InlineData("2003 0000 00", "82")] // what only a server sends
    [InlineData("F000", "82")] // 4.12.0-7: AUTH without a method in CONNECT
    [InlineData("F100", "82")] // 3.15.1-1: reserved flags, of a packet that may not come at all
    public async Task A_5_0_client_that_breaks_a_rule_is_told_the_reason_and_closed(string packet, string reason)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send(packet);
        await client.Send("C000");
        Assert.Equal("E001" + reason, await client.Receive());
        Assert.Equal("closed", await client.Receive());
        await client.Break();
    }

    [Theory]
    [InlineData("3003 0001 FF")] // 1.5.3-1
    [InlineData("3005 0003 EDA080")] // 1.5.3-1
    [InlineData("3003 0001 00")] // 1.5.3-2, 4.7.3-2
    [InlineData("4202 0001")] // 2.2.2-1, -2
    [InlineData("6002 0001")] // 3.6.1-1
    [InlineData("8006 0001 0001 61 00")] // 3.8.1-1
    [InlineData("A005 0001 0001 61")] // 3.10.1-1
    [InlineData("E100")] // 3.14.1-1
    [InlineData("3205 0001 61 0000")] // 2.3.1-1
    [InlineData("8206 0000 0001 61 00")] // 2.3.1-1
    [InlineData("A205 0000 0001 61")] // 2.3.1-1
    [InlineData("3803 0001 61")] // 3.3.1-2
    [InlineData("3605 0001 61 0001")] // 3.3.1-4
    [InlineData("3001 00")] // 3.3.2-1
    [InlineData("3003 0001 23")] // 3.3.2-2, 4.7.1-1
    [InlineData("3003 0001 2B")] // 3.3.2-2, 4.7.1-1
    [InlineData("3002 0000")] // 4.7.3-1
    [InlineData("8206 0001 0001 FF 00")] // 3.8.3-1
    [InlineData("8202 0001")] // 3.8.3-3
    [InlineData("8206 0001 0001 61 04")] // 3.8.3-4: reserved bits
    [InlineData("8206 0001 0001 61 03")] // 3.8.3-4: QoS 3
    [InlineData("8205 0001 0000 00")] // 4.7.3-1
    [InlineData("A205 0001 0001 FF")] // 3.10.3-1
    [InlineData("A202 0001")] // 3.10.3-2
    [InlineData("8207 0001 0002 6123 00")] // 4.7.1-2
    [InlineData("8207 0001 0002 612B 00")] // 4.7.1-3
    [InlineData("1000")] // 3.1.0-2
    [InlineData("F000")] // 4.8.0-1: not a packet of 3.1.1
    [InlineData("0000")] // 4.8.0-1: not a packet at all
    public async Task A_3_1_1_client_that_breaks_a_rule_is_closed_without_a_word(string packet)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version: 4);
        await client.Send(packet);
        await client.Send("C000");
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData("6A020001", "70020001")]
    [InlineData("8A06000100016101", "9003000101")]
    [InlineData("AA050001000161", "B0020001")]
    public async Task A_client_of_mqtt_3_1_may_mark_as_repeated_what_3_1_1_may_not(string packet, string answer)
    {
        await using var server = await TestServer.Start();
        var old = server.Open();
        await old.Send(RawConnect.Of(3, 2, WireClient.Text("c"), head: "00064D5149736470"));
        Assert.Equal("20020000", await old.Receive());
        await old.Send(packet);
        Assert.Equal(answer, await old.Receive());
        var later = await server.Connect("d", version: 4);
        await later.Send(packet);
        Assert.Equal("closed", await later.Receive());
    }
}

using static SmartStore.Ingest.Tests.Door.WireClient;

namespace SmartStore.Ingest.Tests.Door;

/// <summary>Packets that MQTTnet's server takes although the standard forbids them, or answers in its own way.</summary>
public sealed class PacketRuleTests
{
    [Theory]
    [InlineData("3005 0003 612F2B", "90")] // wildcards in a topic name
    [InlineData("3004 0002 2361", "90")]
    [InlineData("3006 0003 610062 00", "90")] // U+0000
    [InlineData("3006 0003 61C328 00", "90")] // no UTF-8
    [InlineData("3003 0000 00", "90")] // no topic, no alias
    [InlineData("3006 0000 03 230005", "82")] // an alias that was never set
    [InlineData("3206 0001 61 0000 00", "81")] // packet id 0
    [InlineData("3606 0001 61 0001 00", "81")] // QoS 3
    [InlineData("3006 0001 61 02 0B01", "82")] // subscription identifier, which only a server sends
    [InlineData("300B 0001 61 07 08 0004 2F2B2F23", "82")] // response topic with wildcards
    [InlineData("8206 0000 00 0001 61 00", "81")] // packet id 0
    [InlineData("8203 1234 00", "81")] // no filter
    [InlineData("A206 0000 00 0001 61", "81")] // packet id 0
    [InlineData("100D 0004 4D515454 05 02 003C 00 0000", "82")] // a second CONNECT
    public async Task A_packet_that_breaks_a_rule_ends_its_connection_with_a_reason(string packet, string reason)
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        var bytes = packet.Replace(" ", "", StringComparison.Ordinal);
        await client.Send(Packet(bytes[..2], bytes[4..]));
        Assert.StartsWith($"E002{reason}", await client.Receive(), StringComparison.Ordinal);
        Assert.Equal("closed", await client.Receive());
    }

    [Theory]
    [InlineData("a/#/b")]
    [InlineData("a#")]
    [InlineData("a+/b")]
    [InlineData("+a")]
    public async Task A_filter_that_is_none_is_refused(string filter)
    {
        await using var door = await OpenDoor.Open();
        Assert.Equal("8F", await (await door.Connect("c")).Subscribe(filter));
        Assert.Equal("80", await (await door.Connect("d", version: 4)).Subscribe(filter, version: 4));
    }

    [Fact]
    public async Task A_shared_subscription_is_refused() =>
        Assert.Equal("9E", await (await (await OpenDoor.Open()).Connect("c")).Subscribe("$share/g/a"));

    [Fact]
    public async Task The_codes_of_a_SUBACK_are_in_the_order_of_the_filters_and_its_properties_are_its_own()
    {
        await using var door = await OpenDoor.Open();
        var client = await door.Connect("c");
        var property = "26" + Text("k") + Text("v");
        await client.Send(Packet("82", "0007" + Properties(5, property) + Text("a") + "00" + Text("b/#/c") + "01" + Text("c") + "01" + Text("d") + "02" + Text("e") + "00"));
        Assert.Equal("9008" + "0007" + "00" + "008F010200", await client.Receive());
    }

    [Fact]
    public async Task A_QoS_2_message_that_is_sent_again_is_taken_once_until_it_is_released()
    {
        await using var door = await OpenDoor.Open();
        var watcher = await door.Connect("watcher");
        await watcher.Subscribe("a", options: 0);
        var client = await door.Connect("c", version: 4);
        await client.Publish("a", "x", qos: 2, id: 7, version: 4);
        Assert.Equal("50020007", await client.Receive());
        await client.Publish("a", "x", qos: 2, id: 7, version: 4, duplicate: true);
        Assert.Equal("50020007", await client.Receive());
        await client.Send("62020007");
        Assert.Equal("70020007", await client.Receive());
        await client.Publish("a", "y", qos: 2, id: 7, version: 4);
        Assert.Equal("50020007", await client.Receive());

        Assert.Equal(PublishOf("30", "a", "x"), await watcher.Receive());
        Assert.Equal(PublishOf("30", "a", "y"), await watcher.Receive());
        await watcher.ExpectNothing();
    }

    [Fact]
    public async Task One_QoS_2_message_more_than_the_receive_maximum_is_answered_with_0x93()
    {
        await using var door = await OpenDoor.Open(new Ingest.Door.DoorOptions { ReceiveMaximum = 3 });
        var client = await door.Connect("c");
        Assert.Contains("210003", client.Connack, StringComparison.Ordinal);
        for (var i = 1; i <= 3; i++)
        {
            await client.Publish("a", "x", qos: 2, id: i);
            Assert.StartsWith("50", await client.Receive(), StringComparison.Ordinal);
        }

        await client.Publish("a", "x", qos: 2, id: 4);
        await GuardTests.ExpectPassOrClose(client, isAllowed: false, 0x93);
    }

    [Fact]
    public async Task An_alias_stands_for_its_topic()
    {
        await using var door = await OpenDoor.Open();
        var watcher = await door.Connect("watcher");
        await watcher.Subscribe("a/b");
        var client = await door.Connect("c");
        await client.Publish("a/b", "1", properties: "230010");
        await client.Publish("", "2", properties: "230010");
        Assert.Equal(PublishOf("30", "a/b", "1"), await watcher.Receive());
        Assert.Equal(PublishOf("30", "a/b", "2"), await watcher.Receive());
    }
}

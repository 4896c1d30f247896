using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>What a 5.0 client is told that broke a rule: where the standard leaves 0x81 and 0x82 open, what other brokers say.</summary>
public sealed class FaultCodeTests
{
    [Theory]
    [InlineData("4007 0001 00 03 210014", "E00182")] // property of another packet
    [InlineData("4008 0001 00 04 23000170", "E00181")] // one of another packet, then one that cannot be read
    [InlineData("3006 0001 61 02 7E01", "E00181")] // property that does not exist
    [InlineData("3006 0001 61 02 0B01", "E00182")] // subscription identifier, which only a server sends
    [InlineData("3008 0001 61 04 0B010B02", "E00182")] // two of them
    [InlineData("8206 0000 00 0001 61 00", "E00181")] // packet id 0
    [InlineData("A206 0000 00 0001 61", "E00181")] // packet id 0
    [InlineData("3003 0000 00", "E00181")] // no topic, no alias
    [InlineData("8203 1234 00", "E00181")] // no filter
    [InlineData("8207 1234 00 0001 70 03", "E00181")] // QoS 3
    [InlineData("8207 1234 00 0001 70 30", "E00181")] // retain handling 3
    [InlineData("8209 0001 02 0B00 0001 70 00", "E00181")] // subscription identifier 0
    [InlineData("A203 1234 00", "E00181")] // no filter
    [InlineData("8209 1234 02 0101 0001 70 00", "E00181")] // property of another packet
    [InlineData("C100", "E00181")] // reserved flag
    [InlineData("D100", "E00182")] // a server's packet, with a reserved flag
    [InlineData("0000", "E00182")] // type 0
    [InlineData("F100", "E00182")] // AUTH without a method, with a reserved flag
    [InlineData("E003 00 01 11", "E00181")] // DISCONNECT that ends too early
    [InlineData("E005 00 03 230001", "E00182")] // DISCONNECT with a property of another packet
    [InlineData("E001 8B", "closed")] // DISCONNECT in a server's words
    [InlineData("C001 00", "closed")] // ping with a body
    public async Task A_mistake_is_answered_with_the_code_that_brokers_give(string packet, string answer)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send(packet);
        Assert.Equal(answer, await client.Receive());
        if (answer != "closed") Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task A_subscription_identifier_of_a_publisher_goes_no_further_where_it_is_suffered()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { TakesSubscriptionIdsFromClients = true });
        var subscriber = await server.Connect("s");
        await subscriber.Subscribe("a");
        var publisher = await server.Connect("p");
        await publisher.Publish("a", "x", qos: 1, properties: "0B05" + "0101");
        Assert.Equal("40020001", await publisher.Receive());
        Assert.Equal(WireClient.PublishOf("30", "a", "x", properties: "0101"), await subscriber.Receive());
    }

    [Theory]
    [InlineData("2700000002")]
    [InlineData("270000000F")]
    public async Task A_client_that_takes_no_packet_as_long_as_connack_is_closed_without_one(string maximumPacketSize)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: maximumPacketSize);
        Assert.Equal(maximumPacketSize == "2700000002" ? "closed" : "2003009500", client.Connack);
    }

    [Fact]
    public async Task An_answer_longer_than_the_client_takes_is_not_sent()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "2700000015"); // 21 bytes
        var filters = string.Concat(Enumerable.Repeat("0001" + "61" + "00", 17));
        await client.Send(WireClient.Packet("82", "0001" + "00" + filters));
        await client.ExpectNothing();
    }
}

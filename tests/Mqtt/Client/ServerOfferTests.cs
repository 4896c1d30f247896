using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>What a server's CONNACK does not allow is not sent (MQTT 5.0 §3.2.2.3).</summary>
public sealed class ServerOfferTests
{
    [Theory]
    [InlineData("24 00", Qos.AtLeastOnce, false, ReasonCode.QosNotSupported)]
    [InlineData("24 01", Qos.ExactlyOnce, false, ReasonCode.QosNotSupported)]
    [InlineData("25 00", Qos.AtLeastOnce, true, ReasonCode.RetainNotSupported)]
    [InlineData("27 00 00 00 20", Qos.AtLeastOnce, false, ReasonCode.PacketTooLarge)]
    public async Task A_message_the_server_does_not_take_is_refused_here(string property, Qos qos, bool retain, ReasonCode code)
    {
        await using var broker = new FakeBroker(async side =>
        {
            var bytes = property.Split(' ').Length;
            await side.WelcomeAsync($"20 {3 + bytes:X2} 00 00 {bytes:X2} {property}");
            await side.ExpectAsync(BrokerSide.Disconnect);
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var result = await client.Client.PublishAsync(new MqttMessage { Topic = "t", Payload = new byte[40], Qos = qos, Retain = retain });
        Assert.Equal((code, false), (result.Code, result.ByServer));
        await client.DisposeAsync();
        await broker.ScriptsDone;
    }

    [Theory]
    [InlineData("28 00", "a/+", 0, ReasonCode.WildcardSubscriptionsNotSupported)]
    [InlineData("2A 00", "$share/g/a", 0, ReasonCode.SharedSubscriptionsNotSupported)]
    [InlineData("29 00", "a", 5, ReasonCode.SubscriptionIdsNotSupported)]
    public async Task A_subscription_the_server_does_not_take_is_refused_here(string property, string filter, int id, ReasonCode code)
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync($"20 05 00 00 02 {property}");
            await side.ExpectAsync(BrokerSide.Disconnect);
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var result = await client.Client.SubscribeAsync([new ClientSubscription(filter, SubscriptionId: id)]);
        Assert.Equal([code], result.Codes);
        await client.DisposeAsync();
        await broker.ScriptsDone;
    }

    [Fact]
    public async Task A_receive_maximum_of_one_means_one_message_at_a_time_and_qos_0_is_not_held_up()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync("20 06 00 00 03 21 00 01");
            for (var i = 0; i < 3; i++)
            {
                var published = await side.ExpectAsync(BrokerSide.Publish);
                Assert.Equal(2, published.Flags);
                if (i == 0) Assert.Equal(0, (await side.ExpectAsync(BrokerSide.Publish)).Flags);
                await side.SendAsync($"40 02 {published.PublishId:X4}");
            }

            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var publishing = Enumerable.Range(0, 3).Select(i => client.PublishAsync("t", "x", Qos.AtLeastOnce)).ToArray();
        await client.PublishAsync("t", "now", Qos.AtMostOnce);
        Assert.All(await Task.WhenAll(publishing).WaitAsync(ClientFixture.Patience), result => Assert.True(result.IsSuccess));
    }

    [Fact]
    public async Task Topic_aliases_are_set_once_then_used_and_never_above_what_the_server_allows()
    {
        var bodies = new List<string>();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync("20 06 00 00 03 22 00 01");
            for (var i = 0; i < 3; i++) bodies.Add(Convert.ToHexString((await side.ExpectAsync(BrokerSide.Publish)).Body));
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        await client.PublishAsync("t", "x", Qos.AtMostOnce);
        await client.PublishAsync("t", "x", Qos.AtMostOnce);
        await client.PublishAsync("u", "x", Qos.AtMostOnce);
        await client.DisposeAsync();
        await broker.ScriptsDone;
        Assert.Equal(["000174" + "03230001" + "78", "0000" + "03230001" + "78", "000175" + "00" + "78"], bodies);
    }

    [Fact]
    public async Task The_servers_topic_aliases_are_understood()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            await side.SendAsync("30 09 00 01 74 03 23 00 10 68 69" + "30 08 00 00 03 23 00 10 68 6F");
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var topics = new List<string>();
        await foreach (var message in client.Client.ReadMessagesAsync())
        {
            topics.Add(message.Topic);
            if (topics.Count == 2) break;
        }

        Assert.Equal(["t", "t"], topics);
    }

    [Fact]
    public async Task Aliases_end_with_the_connection_and_a_message_sent_again_carries_its_topic()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync("20 06 00 00 03 22 00 01");
                await side.ExpectAsync(BrokerSide.Publish);
                await side.ExpectAsync(BrokerSide.Publish);
            },
            async side =>
            {
                await side.WelcomeAsync("20 03 01 00 00");
                for (var i = 0; i < 2; i++)
                {
                    var again = await side.ExpectAsync(BrokerSide.Publish);
                    Assert.Equal("000174", Convert.ToHexString(again.Body)[..6]);
                    await side.SendAsync($"40 02 {again.PublishId:X4}");
                }

                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var publishing = new[] { client.PublishAsync("t", "x", Qos.AtLeastOnce), client.PublishAsync("t", "x", Qos.AtLeastOnce) };
        Assert.All(await Task.WhenAll(publishing).WaitAsync(ClientFixture.Patience), result => Assert.True(result.IsSuccess));
    }
}

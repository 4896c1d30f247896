using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Client.Receiving;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Tests.Client;

/// <summary>What survives the end of a connection (MQTT 5.0 §4.1, §4.4).</summary>
public sealed class SessionResumeTests
{
    private const string Resumed5 = "20 03 01 00 00";

    [Fact]
    public async Task A_message_in_flight_is_sent_again_with_dup_and_its_packet_id()
    {
        Heard? first = null;
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                first = await side.ExpectAsync(BrokerSide.Publish);
            },
            async side =>
            {
                var connect = await side.WelcomeAsync(Resumed5);
                Assert.Equal(0, connect.Body[7] & 0x02);
                var again = await side.ExpectAsync(BrokerSide.Publish);
                Assert.Equal((false, true, first!.PublishId), (first.IsDuplicate, again.IsDuplicate, again.PublishId));
                await side.SendAsync($"40 03 {again.PublishId:X4} 10");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.Equal(ReasonCode.NoMatchingSubscribers, (await client.PublishAsync("t", "x", Qos.AtLeastOnce)).Code);
    }

    [Fact]
    public async Task After_pubrec_only_the_release_is_sent_again()
    {
        var id = 0;
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                id = (await side.ExpectAsync(BrokerSide.Publish)).PublishId;
                await side.SendAsync($"50 02 {id:X4}");
                await side.ExpectAsync(BrokerSide.Pubrel);
            },
            async side =>
            {
                await side.WelcomeAsync(Resumed5);
                Assert.Equal(id, (await side.ExpectAsync(BrokerSide.Pubrel)).PacketId);
                await side.SendAsync($"70 02 {id:X4}");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.True((await client.PublishAsync("t", "x", Qos.ExactlyOnce)).IsSuccess);
    }

    [Fact]
    public async Task A_server_that_lost_the_session_gets_the_message_as_a_new_one_and_the_subscriptions_again()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                var asked = await side.ExpectAsync(BrokerSide.Subscribe);
                await side.SendAsync($"90 04 {asked.PacketId:X4} 00 01");
                await side.ExpectAsync(BrokerSide.Publish);
            },
            async side =>
            {
                await side.WelcomeAsync();
                var asked = await side.ExpectAsync(BrokerSide.Subscribe);
                var again = await side.ExpectAsync(BrokerSide.Publish);
                Assert.False(again.IsDuplicate);
                await side.SendAsync($"90 04 {asked.PacketId:X4} 00 01 40 02 {again.PublishId:X4}");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        Assert.Equal(ReasonCode.GrantedQos1, await client.Client.SubscribeAsync("a/#"));
        Assert.True((await client.PublishAsync("t", "x", Qos.AtLeastOnce)).IsSuccess);
        await client.DisposeAsync();
        await broker.ScriptsDone;
    }

    [Fact]
    public async Task A_3_1_1_clean_session_sends_what_was_not_acknowledged_as_new()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync(BrokerSide.Welcome4);
                await side.ExpectAsync(BrokerSide.Publish);
            },
            async side =>
            {
                var connect = await side.WelcomeAsync(BrokerSide.Welcome4);
                Assert.Equal(0x02, connect.Body[7] & 0x02);
                var again = await side.ExpectAsync(BrokerSide.Publish);
                Assert.False(again.IsDuplicate);
                await side.SendAsync($"40 02 {again.PublishId:X4}");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker, o => o with { Version = MqttVersion.V311 });
        await client.ConnectAsync();
        Assert.True((await client.PublishAsync("t", "x", Qos.AtLeastOnce)).IsSuccess);
    }

    [Fact]
    public async Task A_qos_2_message_that_comes_again_is_delivered_once()
    {
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.SendAsync("34 08 00 01 74 00 07 00 68 69");
                await side.ExpectAsync(BrokerSide.Pubrec);
            },
            async side =>
            {
                await side.WelcomeAsync(Resumed5);
                await side.SendAsync("3C 08 00 01 74 00 07 00 68 69");
                Assert.Equal(7, (await side.ExpectAsync(BrokerSide.Pubrec)).PacketId);
                await side.SendAsync("62 02 00 07");
                Assert.Equal(7, (await side.ExpectAsync(BrokerSide.Pubcomp)).PacketId);
                await side.SendAsync("30 08 00 01 74 00 6C 61 73 74");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var got = new List<string>();
        await foreach (var message in client.Client.ReadMessagesAsync())
        {
            got.Add(System.Text.Encoding.UTF8.GetString(message.Payload.Span));
            if (got[^1] == "last") break;
        }

        Assert.Equal(["hi", "last"], got);
        Assert.Equal(1, client.Client.Counters.Duplicates);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_handler_is_done_and_then_in_order()
    {
        var acknowledgements = new List<int>();
        var pinged = new TaskCompletionSource();
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            for (var id = 1; id <= 3; id++) await side.SendAsync($"32 08 00 01 74 {id:X4} 00 68 69");
            Assert.Equal(BrokerSide.Publish, (await side.ReadAsync())!.Type);
            pinged.SetResult();
            for (var i = 0; i < 3; i++) acknowledgements.Add((await side.ExpectAsync(BrokerSide.Puback)).PacketId);
            await side.DrainAsync();
        });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        var deliveries = new List<MqttDelivery>();
        await foreach (var delivery in client.Client.ReadDeliveriesAsync())
        {
            deliveries.Add(delivery);
            if (deliveries.Count == 3) break;
        }

        deliveries[2].Acknowledge();
        deliveries[1].Acknowledge();
        // This QoS 0 message overtakes acknowledgements that are not due.
        await client.PublishAsync("t", "x", Qos.AtMostOnce);
        await pinged.Task.WaitAsync(ClientFixture.Patience);
        deliveries[0].Acknowledge();
        deliveries[0].Acknowledge();
        await client.DisposeAsync();
        await broker.ScriptsDone;
        Assert.Equal([1, 2, 3], acknowledgements);
    }

    [Fact]
    public async Task A_message_whose_handler_finished_after_the_connection_is_acknowledged_when_it_comes_again()
    {
        var acknowledged = new TaskCompletionSource();
        await using var broker = new FakeBroker(
            async side =>
            {
                await side.WelcomeAsync();
                await side.SendAsync("34 08 00 01 74 00 07 00 68 69");
            },
            async side =>
            {
                await side.WelcomeAsync(Resumed5);
                await side.SendAsync("3C 08 00 01 74 00 07 00 68 69");
                Assert.Equal(7, (await side.ExpectAsync(BrokerSide.Pubrec)).PacketId);
                acknowledged.SetResult();
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker);
        await client.ConnectAsync();
        await foreach (var delivery in client.Client.ReadDeliveriesAsync())
        {
            await client.NextEndAsync();
            delivery.Acknowledge();
            break;
        }

        await acknowledged.Task.WaitAsync(ClientFixture.Patience);
    }

    [Fact]
    public async Task An_assigned_client_id_is_used_again()
    {
        Heard? second = null;
        await using var broker = new FakeBroker(
            async side => await side.WelcomeAsync("20 08 00 00 05 12 00 02 61 62"),
            async side =>
            {
                second = await side.WelcomeAsync(Resumed5);
                await side.SendAsync("30 06 00 01 74 00 68 69");
                await side.DrainAsync();
            });
        await using var client = new ClientFixture(broker, o => o with { ClientId = "" });
        Assert.Equal("ab", (await client.ConnectAsync()).ClientId);
        Assert.Equal("hi", await client.NextPayloadAsync());
        Assert.EndsWith("00026162", Convert.ToHexString(second!.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_assigns_no_client_id_where_it_must_is_left()
    {
        await using var broker = new FakeBroker(async side =>
        {
            await side.WelcomeAsync();
            Assert.Equal((int)ReasonCode.ProtocolError, (await side.ExpectAsync(BrokerSide.Disconnect)).Reason);
        });
        await using var client = new ClientFixture(broker, o => o with { ClientId = "" });
        client.Start();
        Assert.Equal(ReasonCode.ProtocolError, (await client.NextEndAsync()).Code);
    }
}

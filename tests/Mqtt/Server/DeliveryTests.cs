using SmartStore.Mqtt.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

public class DeliveryTests
{
    [Theory]
    [InlineData(0, 0, "30")]
    [InlineData(1, 0, "30")]
    [InlineData(2, 1, "32")]
    [InlineData(1, 2, "32")]
    [InlineData(2, 2, "34")]
    public async Task A_message_goes_out_at_the_lower_of_both_qos(int published, int subscribed, string first)
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("sub");
        await subscriber.Subscribe("a/b", subscribed);
        var publisher = await server.Connect("pub");
        await publisher.Publish("a/b", "hi", published);
        Assert.Equal(PublishOf(first, "a/b", "hi", Math.Min(published, subscribed)), await subscriber.Receive());
    }

    [Fact]
    public async Task Qos_2_is_taken_once_however_often_it_is_sent()
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("sub");
        await subscriber.Subscribe("a");
        var publisher = await server.Connect("pub");
        await publisher.Publish("a", "1", qos: 2, id: 7);
        Assert.Equal("50020007", await publisher.Receive());
        await publisher.Publish("a", "1", qos: 2, id: 7, duplicate: true);
        Assert.Equal("50020007", await publisher.Receive());
        await publisher.Send("62020007");
        Assert.Equal("70020007", await publisher.Receive());
        await publisher.Publish("a", "2", qos: 2, id: 7);
        Assert.Equal("50020007", await publisher.Receive());
        Assert.Equal(PublishOf("30", "a", "1"), await subscriber.Receive());
        Assert.Equal(PublishOf("30", "a", "2"), await subscriber.Receive());
        await subscriber.ExpectNothing();
    }

    [Fact]
    public async Task Pubrel_and_pubrec_of_unknown_ids_let_a_client_that_recovers_finish()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send("62020009");
        Assert.Equal("70020009", await client.Receive());
        await client.Send("50020009");
        Assert.Equal("62020009", await client.Receive());
    }

    [Theory]
    [InlineData(1, "50020001")]
    [InlineData(1, "70020001")]
    [InlineData(2, "40020001")]
    [InlineData(2, "70020001")]
    public async Task An_answer_that_does_not_fit_the_qos_is_a_protocol_error(int qos, string answer)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Subscribe("a", qos);
        await server.Server.Publish("a"u8, "x"u8, (Mqtt.Packets.Qos)qos);
        await client.Receive();
        await client.Send(answer);
        Assert.Equal("E00182", await client.Receive());
        Assert.Equal("closed", await client.Receive());
    }

    [Fact]
    public async Task No_more_than_the_receive_maximum_is_in_flight()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "210002");
        await client.Subscribe("a", options: 1);
        for (var i = 1; i <= 3; i++) await server.Server.Publish("a"u8, [(byte)('0' + i)], Mqtt.Packets.Qos.AtLeastOnce);
        Assert.Equal(PublishOf("32", "a", "1", 1, id: 1), await client.Receive());
        Assert.Equal(PublishOf("32", "a", "2", 1, id: 2), await client.Receive());
        await client.ExpectNothing();
        await client.Send("40020001");
        Assert.Equal(PublishOf("32", "a", "3", 1, id: 3), await client.Receive());
    }

    [Fact]
    public async Task Overlapping_filters_give_one_message_with_all_identifiers_at_the_highest_qos()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Subscribe("a/#", 0, properties: "0B01");
        await client.Subscribe("a/+", 1, properties: "0B02");
        await server.Server.Publish("a/b"u8, "x"u8, Mqtt.Packets.Qos.ExactlyOnce);
        var message = await client.Receive();
        var either = new[] { "0B010B02", "0B020B01" }.Select(ids => PublishOf("32", "a/b", "x", 1, 1, properties: ids));
        Assert.Contains(message, either);
        await client.ExpectNothing();
    }

    [Fact]
    public async Task No_local_keeps_a_clients_own_messages_from_it()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Subscribe("a", options: 4);
        await client.Publish("a", "mine");
        await client.ExpectNothing();
        await server.Server.Publish("a"u8, "x"u8);
        Assert.Equal(PublishOf("30", "a", "x"), await client.Receive());
    }

    [Fact]
    public async Task A_shared_subscription_gives_each_message_to_one_member()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("1");
        var second = await server.Connect("2");
        await first.Subscribe("$share/g/a");
        await second.Subscribe("$share/g/a");
        for (var i = 0; i < 4; i++) await server.Server.Publish("a"u8, "x"u8);
        foreach (var client in new[] { first, second })
        {
            await client.Receive();
            await client.Receive();
            await client.ExpectNothing();
        }
    }

    [Fact]
    public async Task Wildcards_do_not_take_topics_that_begin_with_a_dollar()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Subscribe("#");
        await client.Subscribe("+/x");
        await server.Server.Publish("$other/x"u8, "x"u8);
        await client.ExpectNothing();
    }

    [Fact]
    public async Task The_server_uses_aliases_towards_a_client_that_allows_them()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "220001");
        await client.Subscribe("#");
        await server.Server.Publish("a"u8, "1"u8);
        await server.Server.Publish("b"u8, "2"u8);
        await server.Server.Publish("a"u8, "3"u8);
        Assert.Equal(PublishOf("30", "a", "1", properties: "230001"), await client.Receive());
        Assert.Equal(PublishOf("30", "b", "2"), await client.Receive());
        Assert.Equal(PublishOf("30", "", "3", properties: "230001"), await client.Receive());
    }

    [Fact]
    public async Task A_client_may_use_aliases_and_change_them()
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("sub");
        await subscriber.Subscribe("#");
        var publisher = await server.Connect("pub");
        await publisher.Publish("a", "1", properties: "230001");
        await publisher.Publish("", "2", properties: "230001");
        await publisher.Publish("b", "3", properties: "230001");
        await publisher.Publish("", "4", properties: "230001");
        foreach (var (topic, payload) in new[] { ("a", "1"), ("a", "2"), ("b", "3"), ("b", "4") })
            Assert.Equal(PublishOf("30", topic, payload), await subscriber.Receive());
    }

    [Fact]
    public async Task Properties_are_passed_on_in_their_order_and_the_expiry_counts_down()
    {
        await using var server = await TestServer.Start();
        var absent = await server.Connect("sub", clean: false, properties: "11000000FF");
        await absent.Subscribe("a", options: 1);
        await absent.Leave();
        var publisher = await server.Connect("pub");
        const string PassedOn = "0101" + "260001620001" + "32" + "26000161000131" + "03000174";
        await publisher.Publish("a", "x", qos: 1, properties: "020000000A" + PassedOn);
        Assert.Equal("40020001", await publisher.Receive());
        server.Advance(TimeSpan.FromSeconds(4));
        var back = await server.Connect("sub", clean: false, properties: "11000000FF");
        Assert.Equal(PublishOf("32", "a", "x", 1, 1, properties: "0200000006" + PassedOn), await back.Receive());
    }

    [Fact]
    public async Task An_expired_message_is_not_delivered()
    {
        await using var server = await TestServer.Start();
        var absent = await server.Connect("sub", clean: false, properties: "11000000FF");
        await absent.Subscribe("a", options: 1);
        await absent.Leave();
        var publisher = await server.Connect("pub");
        await publisher.Publish("a", "x", qos: 1, properties: "020000000A");
        await publisher.Receive();
        server.Advance(TimeSpan.FromSeconds(11));
        var back = await server.Connect("sub", clean: false, properties: "11000000FF");
        await back.ExpectNothing();
    }

    [Fact]
    public async Task A_packet_larger_than_the_client_takes_is_not_sent_and_the_next_one_is()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "2700000028");
        await client.Subscribe("a", options: 1);
        await server.Server.Publish("a"u8, new byte[64], Mqtt.Packets.Qos.AtLeastOnce);
        await server.Server.Publish("a"u8, "x"u8, Mqtt.Packets.Qos.AtLeastOnce);
        Assert.Equal(PublishOf("32", "a", "x", 1, 2), await client.Receive());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_publisher_waits_for_a_subscriber_that_is_behind_so_that_nothing_is_lost(int qos)
    {
        await using var server = await TestServer.Start(new MqttServerOptions { OutboundBytesMax = 4096, QueuedMessagesMax = 20, ReceiveMaximum = 2000 });
        var slow = await server.Connect("slow");
        await slow.Subscribe("a", qos);
        var publisher = await server.Connect("p");
        for (var i = 1; i <= 1000; i++) await publisher.Publish("a", $"{i:D100}", qos, i);
        for (var i = 1; i <= 1000; i++)
        {
            Assert.EndsWith(Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes($"{i:D100}")), await slow.Receive(), StringComparison.Ordinal);
            if (qos == 1) await slow.Send($"4002{i:X4}");
        }
    }

    [Fact]
    public async Task A_publisher_waits_only_a_moment_for_a_subscriber_that_is_stuck_and_not_again()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { OutboundBytesMax = 4096, ReceiveMaximum = 2000 });
        var stuck = await server.Connect("stuck");
        await stuck.Subscribe("a");
        // Sixteen of them fit in its line, and the write of the next one hangs: from here on nothing relieves it.
        for (var i = 0; i < 16; i++)
        {
            await server.Server.Publish("a"u8, new byte[1000]);
            Assert.True(SpinWait.SpinUntil(() => server.Server.IsIdle, TimeSpan.FromSeconds(10)));
        }

        await server.Server.Publish("a"u8, new byte[1000]);
        Assert.False(server.Server.IsIdle);

        var publisher = await server.Connect("p");
        for (var i = 1; i <= 1000; i++) await publisher.Publish("a", $"{i:D100}");
        var pong = publisher.Send("C000");
        Assert.True(SpinWait.SpinUntil(() => server.Time.IsAwaitedWithin(TimeSpan.FromMilliseconds(100)), TimeSpan.FromSeconds(10)));
        server.Time.Advance(TimeSpan.FromMilliseconds(100));
        await pong;
        Assert.Equal("D000", await publisher.Receive());
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_qos_0_and_nobody_else_notices()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { OutboundBytesMax = 4096, PacketBytesMax = 65_536 });
        var slow = await server.Connect("slow");
        await slow.Subscribe("a");
        var good = await server.Connect("good");
        await good.Subscribe("b");
        for (var i = 0; i < 2000; i++) await server.Server.Publish("a"u8, new byte[1000]);
        await server.Server.Publish("b"u8, "x"u8);
        Assert.Equal(PublishOf("30", "b", "x"), await good.Receive());

        // In steps, each with an answer to the one who reads: a whole wait at once would find the last write to them unfinished for as long.
        for (var i = 0; i < 100 && !slow.Served.IsCompleted; i++)
        {
            await server.Server.Publish("a"u8, new byte[1000]);
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await good.ExpectNothing();
        }

        await slow.Served.WaitAsync(TimeSpan.FromSeconds(10));
    }
}

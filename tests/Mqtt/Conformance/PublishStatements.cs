using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using SmartStore.Mqtt.Tests.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>PUBLISH with its answers, what is retained and what is passed on (§3.3–3.7, §4.3).</summary>
public sealed class PublishStatements
{
    private const string KeepForever = "11FFFFFFFF";

    [Theory]
    [InlineData(4, 0, null)]
    [InlineData(4, 1, "40020001")]
    [InlineData(4, 2, "50020001")]
    [InlineData(5, 0, null)]
    [InlineData(5, 1, "4003000110")]
    [InlineData(5, 2, "50020001")]
    public async Task A_message_is_answered_as_its_qos_demands_and_under_its_id(int version, int qos, string? answer)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        await client.Publish("a", "x", qos, 1, version);
        if (answer is not null) Assert.Equal(answer, await client.Receive());
        if (qos == 2)
        {
            await client.Send("62020001");
            Assert.Equal("70020001", await client.Receive());
        }

        await client.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task After_its_puback_an_id_names_a_new_message_whatever_dup_says(int version)
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s", version);
        await subscriber.Subscribe("a", 0, version);
        var client = await server.Connect("c", version);
        foreach (var payload in new[] { "1", "2" })
        {
            await client.Publish("a", payload, 1, 1, version, duplicate: true);
            Assert.Equal("40020001", await client.Receive());
            Assert.Equal(PublishOf("30", "a", payload, version: version), await subscriber.Receive());
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Dup_of_a_publisher_is_not_passed_on(int version)
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s", version);
        await subscriber.Subscribe("a", 2, version);
        var client = await server.Connect("c", version);
        await client.Publish("a", "1", 1, 5, version, duplicate: true);
        await client.Publish("a", "2", 2, 6, version, duplicate: true);
        Assert.Equal(PublishOf("32", "a", "1", 1, 1, version), await subscriber.Receive());
        Assert.Equal(PublishOf("34", "a", "2", 2, 2, version), await subscriber.Receive());
    }

    [Fact]
    public async Task A_qos_2_message_that_expires_half_way_is_carried_to_its_end_in_both_directions()
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s", clean: false, properties: KeepForever);
        await subscriber.Subscribe("a", 2);
        var client = await server.Connect("c");
        await client.Publish("a", "x", 2, 1, properties: "0200000001");
        Assert.Equal("50020001", await client.Receive());
        Assert.Equal(PublishOf("34", "a", "x", 2, 1, properties: "0200000001"), await subscriber.Receive());
        await subscriber.Break();
        server.Advance(TimeSpan.FromSeconds(5));
        await client.Send("62020001");
        Assert.Equal("70020001", await client.Receive());
        var back = await server.Connect("s", clean: false, properties: KeepForever);
        Assert.Equal(PublishOf("3C", "a", "x", 2, 1, properties: "0200000001"), await back.Receive());
        await back.Send("50020001");
        Assert.Equal("62020001", await back.Receive());
        await back.Send("70020001");
        await back.ExpectNothing();
    }

    [Fact]
    public async Task A_message_the_subscriber_refuses_counts_as_acknowledged_and_is_not_sent_again()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", clean: false, properties: KeepForever);
        await client.Subscribe("a", 2);
        await server.Server.Publish("a"u8, "1"u8, Qos.AtLeastOnce);
        await server.Server.Publish("a"u8, "2"u8, Qos.ExactlyOnce);
        await client.Receive();
        await client.Receive();
        await client.Send("4003000197" + "5003000297");
        await client.ExpectNothing();
        await client.Break();
        await (await server.Connect("c", clean: false, properties: KeepForever)).ExpectNothing();
    }

    [Fact]
    public void A_new_message_never_takes_an_id_that_is_still_open()
    {
        using var meter = new MqttMeter();
        var queue = new OutgoingQueue("c", new SessionEnvironment(new MqttServerOptions(), null, new ManualTime(), meter));
        var message = new Message("a"u8.ToArray(), [], [], Qos.AtLeastOnce, Retain: false, Message.NeverExpires);
        Assert.Equal(1, Take().PacketId);
        for (var i = 2; i <= ushort.MaxValue; i++) queue.Done(Take(), isStored: false);
        Assert.Equal(2, Take().PacketId);

        QueuedDelivery Take()
        {
            Assert.True(queue.TryAdd(message, new DeliveryHeader(Qos.AtLeastOnce, 0, Duplicate: false, Retain: false, []), isDurable: true, out var delivery));
            return delivery;
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_message_without_the_retain_flag_leaves_what_is_retained_alone(int version)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        await client.Publish("a", "kept", version: version, retain: true);
        await client.Publish("a", "passing", version: version);
        await client.Publish("a", "", version: version);
        await client.Subscribe("a", 0, version);
        Assert.Equal(PublishOf("31", "a", "kept", version: version), await client.Receive());
        await client.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_is_retained_is_the_last_message_at_its_own_qos_and_outlives_the_session(int version)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        await client.Publish("a", "1", 2, 1, version, retain: true);
        await client.Publish("a", "2", 1, 2, version, retain: true);
        await client.Receive();
        await client.Receive();
        await client.Leave();
        var later = await server.Connect("later", version);
        await later.Subscribe("a", 2, version);
        Assert.Equal(PublishOf("33", "a", "2", 1, 1, version), await later.Receive());
        await later.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_empty_retained_message_is_passed_on_and_not_kept(int version)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        await client.Subscribe("a", 0, version);
        await client.Publish("a", "1", version: version, retain: true);
        await client.Publish("a", "", version: version, retain: true);
        Assert.Equal(PublishOf("30", "a", "1", version: version), await client.Receive());
        Assert.Equal(PublishOf("30", "a", "", version: version), await client.Receive());
        var later = await server.Connect("later", version);
        await later.Subscribe("a", 0, version);
        await later.ExpectNothing();
    }

    [Theory]
    [InlineData(false, false, "30")]
    [InlineData(false, true, "30")]
    [InlineData(true, false, "30")]
    [InlineData(true, true, "31")]
    public async Task The_retain_flag_is_passed_on_only_where_retain_as_published_was_asked(bool retainAsPublished, bool retain, string first)
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s");
        await subscriber.Subscribe("a", retainAsPublished ? 8 : 0);
        var client = await server.Connect("c");
        await client.Publish("a", "x", retain: retain);
        Assert.Equal(PublishOf(first, "a", "x"), await subscriber.Receive());
    }

    [Fact]
    public async Task Every_property_that_is_a_publishers_is_passed_on_unaltered()
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s");
        await subscriber.Subscribe("a");
        var client = await server.Connect("c");
        const string PassedOn = "0101" + "03000474657874" + "080003722F78" + "09000400FF0001" + "26000162000132" + "26000162000131";
        await client.Publish("a", "x", properties: PassedOn);
        Assert.Equal(PublishOf("30", "a", "x", properties: PassedOn), await subscriber.Receive());
    }

    [Fact]
    public async Task An_alias_ends_with_its_connection_also_where_the_session_does_not()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", clean: false, properties: KeepForever);
        await client.Publish("a", "x", properties: "230001");
        await client.Break();
        var back = await server.Connect("c", clean: false, properties: KeepForever);
        await back.Publish("", "x", properties: "230001");
        Assert.Equal("E00182", await back.Receive());
    }

    [Theory]
    [InlineData("")]
    [InlineData("220000")]
    public async Task Without_a_topic_alias_maximum_the_server_sends_no_alias(string properties)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: properties);
        await client.Subscribe("a");
        await server.Server.Publish("a"u8, "1"u8);
        await server.Server.Publish("a"u8, "2"u8);
        Assert.Equal(PublishOf("30", "a", "1"), await client.Receive());
        Assert.Equal(PublishOf("30", "a", "2"), await client.Receive());
    }

    [Fact]
    public async Task A_full_window_holds_back_nothing_but_qos_1_and_2()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", properties: "210001");
        await client.Subscribe("a", 1);
        for (var i = 0; i < 3; i++) await server.Server.Publish("a"u8, "x"u8, Qos.AtLeastOnce);
        await client.Receive();
        await server.Server.Publish("a"u8, "0"u8);
        Assert.Equal(PublishOf("30", "a", "0"), await client.Receive());
        Assert.Equal("00", await client.Subscribe("b"));
        await client.Publish("c", "x", qos: 1, id: 9);
        Assert.Equal("4003000910", await client.Receive());
        await client.ExpectNothing();
    }

    [Fact]
    public async Task A_refusal_of_the_disk_ends_a_3_1_1_connection_that_could_not_be_told_otherwise()
    {
        await using var server = await TestServer.Start(before: server => server.Intercept("#", new FailingHandler()));
        var client = await server.Connect("c", version: 4);
        await client.Publish("a", "x", 1, 1, version: 4);
        Assert.Equal("closed", await client.Receive());
    }

    private sealed class FailingHandler : IPublishHandler
    {
        public Verdict OnPublish(in IncomingPublish publish) => Verdict.Deferred(ValueTask.FromException<ReasonCode>(new IOException("disk full")));
    }
}

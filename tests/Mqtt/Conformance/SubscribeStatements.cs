using System.Text;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Tests.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Conformance;

/// <summary>SUBSCRIBE, UNSUBSCRIBE, filters, shares and order (§3.8–3.11, §4.6–4.8).</summary>
public sealed class SubscribeStatements
{
    private const string KeepForever = "11FFFFFFFF";

    [Theory]
    [InlineData(4, "9006123400020180")]
    [InlineData(5, "9007123400" + "00028F01")]
    public async Task One_suback_answers_each_filter_in_its_place_and_under_the_packets_id(int version, string suback)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        var tooDeep = Text("1/2/3/4/5/6/7/8/9/10/11");
        var filters = version == 4
            ? Text("a") + "00" + Text("b") + "02" + Text("c") + "01" + tooDeep + "00"
            : Text("a") + "00" + Text("b") + "02" + tooDeep + "00" + Text("c") + "01";
        await client.Send(Packet("82", "1234" + Properties(version, "") + filters));
        Assert.Equal(suback, await client.Receive());
        await server.Server.Publish("b"u8, "x"u8, Qos.ExactlyOnce);
        Assert.Equal(PublishOf("34", "b", "x", 2, 1, version), await client.Receive());
        await server.Server.Publish("c"u8, "x"u8, Qos.ExactlyOnce);
        Assert.Equal(PublishOf("32", "c", "x", 1, 2, version), await client.Receive());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Subscribing_again_replaces_the_subscription_sends_what_is_retained_again_and_loses_nothing(int version)
    {
        await using var server = await TestServer.Start();
        await server.Server.Publish("a"u8, "kept"u8, Qos.AtLeastOnce, retain: true);
        var client = await server.Connect("c", version);
        await client.Subscribe("a", 0, version);
        Assert.Equal(PublishOf("31", "a", "kept", version: version), await client.Receive());
        Assert.Equal("01", await client.Subscribe("a", 1, version));
        Assert.Equal(PublishOf("33", "a", "kept", 1, 1, version), await client.Receive());
        await server.Server.Publish("a"u8, "new"u8, Qos.AtLeastOnce);
        Assert.Equal(PublishOf("32", "a", "new", 1, 2, version), await client.Receive());
        await client.ExpectNothing();
    }

    [Theory]
    [InlineData(4, "B0021234")]
    [InlineData(5, "B00612340000" + "1100")]
    public async Task One_unsuback_answers_every_filter_also_those_that_were_never_there(int version, string unsuback)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        foreach (var filter in new[] { "a/+", "b" }) await client.Subscribe(filter, 0, version);
        await client.Send(Packet("A2", "1234" + Properties(version, "") + Text("a/+") + Text("a/1") + Text("b")));
        Assert.Equal(unsuback, await client.Receive());
        await server.Server.Publish("a/1"u8, "x"u8);
        await server.Server.Publish("b"u8, "x"u8);
        await client.ExpectNothing();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Filters_are_taken_back_byte_for_byte(int version)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version);
        await client.Subscribe("a/+", 0, version);
        foreach (var other in new[] { "a/b", "a/#", "A/+", "a/+/" })
        {
            await client.Send(Packet("A2", "0001" + Properties(version, "") + Text(other)));
            Assert.Equal(version == 5 ? "B00400010011" : "B0020001", await client.Receive());
        }

        await server.Server.Publish("a/b"u8, "x"u8);
        Assert.Equal(PublishOf("30", "a/b", "x", version: version), await client.Receive());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_was_begun_is_delivered_also_after_unsubscribe(int version)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version, clean: false, version == 5 ? KeepForever : "");
        await client.Subscribe("a", 2, version);
        await server.Server.Publish("a"u8, "x"u8, Qos.ExactlyOnce);
        Assert.Equal(PublishOf("34", "a", "x", 2, 1, version), await client.Receive());
        await client.Send(Packet("A2", "0001" + Properties(version, "") + Text("a")));
        await client.Receive();
        await client.Break();
        var back = await server.Connect("c", version, clean: false, version == 5 ? KeepForever : "");
        Assert.Equal(PublishOf("3C", "a", "x", 2, 1, version), await back.Receive());
        await back.Send("50020001");
        Assert.Equal("62020001", await back.Receive());
        await server.Server.Publish("a"u8, "y"u8, Qos.ExactlyOnce);
        await back.ExpectNothing();
    }

    [Theory]
    [InlineData("a//b", "a/b")]
    [InlineData("/a", "a")]
    [InlineData("a/", "a")]
    [InlineData("a", "A")]
    [InlineData("é", "e\u0301")]
    [InlineData("a b", "a+b")]
    [InlineData("\uFEFFa", "a")]
    public async Task Topics_that_look_alike_are_not_the_same(string filter, string other)
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c");
        await client.Send(Packet("82", "0001" + "00" + Utf8(filter) + "00"));
        Assert.Equal("9004000100" + "00", await client.Receive());
        if (!other.Contains('+', StringComparison.Ordinal)) await server.Server.Publish(Encoding.UTF8.GetBytes(other), "x"u8);
        await client.ExpectNothing();
        await server.Server.Publish(Encoding.UTF8.GetBytes(filter), "x"u8);
        Assert.Equal(Packet("30", Utf8(filter) + "00" + "78"), await client.Receive());
    }

    [Fact]
    public async Task A_topic_may_have_65535_bytes_where_the_options_let_it()
    {
        await using var server = await TestServer.Start(new MqttServerOptions { TopicBytesMax = 65_535, PacketBytesMax = 256 * 1024 });
        var client = await server.Connect("c");
        var topic = new string('t', 65_535);
        Assert.Equal("00", await client.Subscribe(topic));
        await client.Publish(topic, "x");
        Assert.Equal(PublishOf("30", topic, "x"), await client.Receive());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Messages_of_one_publisher_come_in_their_order_at_each_qos(int version)
    {
        await using var server = await TestServer.Start();
        var subscriber = await server.Connect("s", version);
        await subscriber.Subscribe("t/#", 2, version);
        var publisher = await server.Connect("p", version);
        for (var i = 1; i <= 60; i++)
        {
            await publisher.Publish($"t/{i % 3}", $"{i}", i % 3, i, version);
            if (i % 3 != 0) await publisher.Receive();
            if (i % 3 == 2)
            {
                await publisher.Send($"6202{i:X4}");
                await publisher.Receive();
            }
        }

        var ids = 0;
        for (var i = 1; i <= 60; i++)
            Assert.Equal(PublishOf($"{0x30 | ((i % 3) << 1):X2}", $"t/{i % 3}", $"{i}", i % 3, i % 3 == 0 ? 0 : ++ids, version), await subscriber.Receive());
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_what_they_answer()
    {
        await using var server = await TestServer.Start();
        var client = await server.Connect("c", version: 4);
        await client.Publish("a", "1", 1, 3, 4);
        await client.Publish("a", "2", 2, 2, 4);
        await client.Publish("a", "3", 2, 1, 4);
        await client.Publish("a", "4", 1, 4, 4);
        foreach (var answer in new[] { "40020003", "50020002", "50020001", "40020004" }) Assert.Equal(answer, await client.Receive());
        await client.Subscribe("b", 2, 4);
        for (var i = 0; i < 2; i++)
        {
            await server.Server.Publish("b"u8, "x"u8, Qos.ExactlyOnce);
            await client.Receive();
        }

        await client.Send("50020002" + "50020001");
        Assert.Equal("62020002", await client.Receive());
        Assert.Equal("62020001", await client.Receive());
    }

    [Fact]
    public async Task A_share_gives_each_member_its_own_qos()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("1");
        await first.Subscribe("$share/g/a", 0);
        var second = await server.Connect("2");
        await second.Subscribe("$share/g/a", 1);
        for (var i = 0; i < 2; i++) await server.Server.Publish("a"u8, "x"u8, Qos.ExactlyOnce);
        Assert.Equal(PublishOf("30", "a", "x"), await first.Receive());
        Assert.Equal(PublishOf("32", "a", "x", 1, 1), await second.Receive());
    }

    [Fact]
    public async Task A_qos_2_message_of_a_share_stays_with_the_member_it_was_begun_with()
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("1", clean: false, properties: KeepForever);
        await first.Subscribe("$share/g/a", 2);
        await server.Server.Publish("a"u8, "x"u8, Qos.ExactlyOnce);
        Assert.Equal(PublishOf("34", "a", "x", 2, 1), await first.Receive());
        var second = await server.Connect("2");
        await second.Subscribe("$share/g/a", 2);
        await first.Break();
        await second.ExpectNothing();
        var back = await server.Connect("1", clean: false, properties: KeepForever);
        Assert.Equal(PublishOf("3C", "a", "x", 2, 1), await back.Receive());
    }

    [Theory]
    [InlineData("5003000180")]
    [InlineData(null)]
    public async Task A_message_of_a_share_that_its_member_refuses_or_never_takes_goes_to_nobody_else(string? refusal)
    {
        await using var server = await TestServer.Start();
        var first = await server.Connect("1");
        await first.Subscribe("$share/g/a", 2);
        await server.Server.Publish("a"u8, "x"u8, Qos.ExactlyOnce);
        await first.Receive();
        var second = await server.Connect("2");
        await second.Subscribe("$share/g/a", 2);
        if (refusal is not null)
        {
            await first.Send(refusal);
            await first.ExpectNothing();
        }

        await first.Break();
        await second.ExpectNothing();
    }

    [Fact]
    public async Task A_share_gets_nothing_of_what_is_retained()
    {
        await using var server = await TestServer.Start();
        await server.Server.Publish("a"u8, "kept"u8, retain: true);
        var client = await server.Connect("c");
        await client.Subscribe("$share/g/a");
        await client.ExpectNothing();
    }

    private static string Utf8(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return $"{bytes.Length:X4}{Convert.ToHexString(bytes)}";
    }
}

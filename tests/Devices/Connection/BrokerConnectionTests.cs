using System.Buffers;
using System.Collections.Concurrent;
using MQTTnet;

namespace SmartStore.Devices.Tests.Connection;

/// <summary>The one connection loop of devices and of the server as a client of the shop's broker.</summary>
public sealed class BrokerConnectionTests
{
    [Fact]
    public async Task It_connects_again_and_subscribes_again_after_a_broker_has_come_back()
    {
        var first = await TestBroker.StartAsync();
        var heard = new ConcurrentQueue<string>();
        await using var connection = new BrokerConnection(first.Client, Keep(heard));
        connection.Subscribe("a", "b/#");
        await connection.ConnectedAsync(Eventually.Soon);
        Assert.Equal(["a", "b/#"], first.Subscriptions.Order(StringComparer.Ordinal));
        await first.DisposeAsync();
        Assert.Null((await connection.PublishAsync(Message("x"), Eventually.Soon)).Code);

        await using var second = await TestBroker.StartAsync(first.Port);
        // Until the end of the first connection is noticed, it is the one that stands.
        await Eventually.IsAsync(() => second.Subscriptions.Count >= 2, "the subscriptions");
        await connection.ConnectedAsync(Eventually.Soon);
        Assert.Equal(["a", "b/#"], second.Subscriptions.Order(StringComparer.Ordinal));
        await second.PublishAsync("a", "1");
        await Eventually.IsAsync(() => !heard.IsEmpty, "a message");
    }

    [Fact]
    public async Task What_it_is_subscribed_to_follows_what_is_wanted_while_it_is_connected()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var connection = new BrokerConnection(broker.Client, Keep(new ConcurrentQueue<string>()));
        connection.Subscribe("a", "b");
        await connection.ConnectedAsync(Eventually.Soon);
        connection.Subscribe("b", "c");
        await Eventually.IsAsync(() => broker.Subscriptions.Contains("c"), "the new subscription");
        Assert.Equal(["a"], broker.Unsubscriptions);
        Assert.Equal(["a", "b", "c"], broker.Subscriptions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Messages_are_handled_at_once_and_acknowledged_in_the_order_in_which_they_came()
    {
        await using var broker = await TestBroker.StartAsync();
        var handled = new ConcurrentDictionary<string, TaskCompletionSource>();
        await using var connection = new BrokerConnection(broker.Client, async (message, _) =>
        {
            await handled.GetOrAdd(Text(message), _ => new TaskCompletionSource()).Task;
            return MqttApplicationMessageReceivedReasonCode.Success;
        });
        connection.Subscribe("a");
        await connection.ConnectedAsync(Eventually.Soon);
        for (var i = 1; i <= 3; i++) await broker.PublishAsync("a", $"{i}");
        await Eventually.IsAsync(() => handled.Count == 3, "three messages at once");
        handled["3"].SetResult();
        handled["2"].SetResult();
        Assert.Empty(broker.Acknowledged);
        handled["1"].SetResult();
        await Eventually.IsAsync(() => broker.Acknowledged.Count == 3, "three acknowledgements");
        Assert.Equal(["1", "2", "3"], broker.Acknowledged);
    }

    [Fact]
    public async Task A_message_whose_handler_fails_stays_unacknowledged_comes_again_and_stops_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var heard = new ConcurrentQueue<string>();
        await using var connection = new BrokerConnection(broker.Client, (message, _) =>
        {
            heard.Enqueue(Text(message));
            return heard.Count == 1 ? throw new InvalidOperationException("a defect") : Task.FromResult(MqttApplicationMessageReceivedReasonCode.Success);
        });
        connection.Subscribe("a");
        await connection.ConnectedAsync(Eventually.Soon);
        await broker.PublishAsync("a", "1");
        await broker.PublishAsync("a", "2");
        await Eventually.IsAsync(() => broker.Acknowledged.Count == 1, "an acknowledgement");
        Assert.Equal(["2"], broker.Acknowledged);
        await broker.BreakAsync();
        await Eventually.IsAsync(() => broker.Acknowledged.Count == 2, "the other one");
        Assert.Equal(["1", "2", "1"], heard);
    }

    [Fact]
    public async Task A_handler_of_an_ended_connection_acknowledges_nothing_on_the_next()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = new TaskCompletionSource();
        var heard = new ConcurrentQueue<string>();
        await using var connection = new BrokerConnection(broker.Client, async (message, _) =>
        {
            heard.Enqueue(Text(message));
            if (heard.Count == 1) await first.Task;
            return MqttApplicationMessageReceivedReasonCode.Success;
        });
        connection.Subscribe("a");
        await connection.ConnectedAsync(Eventually.Soon);
        await broker.PublishAsync("a", "1");
        await Eventually.IsAsync(() => heard.Count == 1, "the message");
        await broker.BreakAsync();
        await Eventually.IsAsync(() => broker.Acknowledged.Count == 1, "its acknowledgement on the new connection");
        first.SetResult();
        await broker.PublishAsync("a", "2");
        await Eventually.IsAsync(() => broker.Acknowledged.Count == 2, "the next one");
        Assert.Equal(["1", "2"], broker.Acknowledged);
    }

    [Fact]
    public async Task Whoever_publishes_when_the_connection_has_just_ended_gets_no_answer_and_no_exception()
    {
        var link = new BrokerLink(TestBroker.Nobody(), receive: null);
        link.Dispose();
        Assert.Null((await link.Publish(Message("x"), Eventually.Soon)).Code);
    }

    [Fact]
    public async Task A_broker_that_names_a_shorter_keep_alive_is_obeyed()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.ServerKeepAliveS = 5;
        await using var connection = new BrokerConnection(broker.Client);
        await connection.ConnectedAsync(Eventually.Soon);
        // The broker counts a client after it has told it that it is connected.
        await Eventually.IsAsync(() => broker.Connects >= 2, "the second connection");
        Assert.Equal(2, broker.Connects);
    }

    [Fact]
    public async Task It_says_online_after_each_connect_and_offline_before_it_leaves()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var connection = new BrokerConnection(broker.Client with { StatusTopic = "status" }))
        {
            await connection.ConnectedAsync(Eventually.Soon);
            await broker.BreakAsync();
            await Eventually.IsAsync(() => broker.To("status").Count(word => word == "online") == 2, "online again");
        }

        Assert.Equal("offline", broker.To("status").Last());
        Assert.All(broker.Messages, message => Assert.True(message.Retain));
    }

    [Theory]
    [InlineData(1, false, 0.5, 250)]
    [InlineData(2, false, 0.5, 500)]
    [InlineData(20, false, 0.5, 15_000)]
    [InlineData(1, true, 0.5, 15_000)]
    [InlineData(1, false, 0, 50)]
    public void A_pause_doubles_up_to_half_a_minute_and_is_drawn_from_nothing_to_its_ceiling(int failures, bool isRefused, double draw, int ms) =>
        Assert.Equal(TimeSpan.FromMilliseconds(ms), new ReconnectBackoff().After(failures, isRefused, draw));

    [Theory]
    [InlineData("mqtt://shop:1884", "mqtt://shop:1884")]
    [InlineData("mqtts://shop", "mqtts://shop:8883")]
    [InlineData("ws://shop", "ws://shop:80/mqtt")]
    [InlineData("http://shop", null)]
    [InlineData("shop:1883", null)]
    public void An_address_is_read(string text, string? address)
    {
        Assert.Equal(address is not null, BrokerAddress.TryParse(text, out var read));
        Assert.Equal(address, read?.ToString());
    }

    private static Func<MqttApplicationMessage, CancellationToken, Task<MqttApplicationMessageReceivedReasonCode>> Keep(ConcurrentQueue<string> heard) => (message, _) =>
    {
        heard.Enqueue(Text(message));
        return Task.FromResult(MqttApplicationMessageReceivedReasonCode.Success);
    };

    private static string Text(MqttApplicationMessage message) => Encoding.UTF8.GetString(message.Payload.ToArray());

    private static MqttApplicationMessage Message(string payload) =>
        new() { Topic = "t", PayloadSegment = Encoding.UTF8.GetBytes(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
}

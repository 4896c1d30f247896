using System.Text;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

public class InterceptTests
{
    [Fact]
    public async Task A_handler_takes_a_message_with_all_that_belongs_to_it()
    {
        var heard = "";
        var handler = new Handler((in IncomingPublish publish) =>
        {
            heard = $"{publish.Client.ClientId} {Text(publish.Topic)} {Text(publish.Payload)} {publish.Qos} {Text(publish.ResponseTopic)} {Text(publish.CorrelationData)}";
            return Verdict.Accepted;
        });
        await using var server = await TestServer.Start(before: server => server.Intercept("in/+/x", handler));
        var client = await server.Connect("c");
        await client.Subscribe("in/#");
        await client.Publish("in/a/x", "hi", qos: 1, properties: "08000172" + "0900023432");
        Assert.Equal("40020001", await client.Receive());
        Assert.Equal("c in/a/x hi AtLeastOnce r 42", heard);
        await client.ExpectNothing();
    }

    [Theory]
    [InlineData(1, "4003000199")]
    [InlineData(2, "5003000199")]
    public async Task A_refusal_is_told_with_its_reason(int qos, string answer)
    {
        await using var server = await TestServer.Start(before: server => server.Intercept("#", new Handler((in IncomingPublish _) => Verdict.Refused(ReasonCode.PayloadFormatInvalid))));
        var client = await server.Connect("c");
        for (var again = 0; again < 2; again++)
        {
            await client.Publish("a", "x", qos);
            Assert.Equal(answer, await client.Receive());
        }
    }

    [Fact]
    public async Task A_deferred_answer_holds_back_those_behind_it()
    {
        var first = new TaskCompletionSource<ReasonCode>();
        var handler = new Handler((in IncomingPublish publish) => Text(publish.Payload) == "wait" ? Verdict.Deferred(new ValueTask<ReasonCode>(first.Task)) : Verdict.Accepted);
        await using var server = await TestServer.Start(before: server => server.Intercept("#", handler));
        var client = await server.Connect("c");
        await client.Publish("a", "wait", qos: 1, id: 1);
        await client.Publish("a", "go", qos: 1, id: 2);
        await client.ExpectNothing();
        first.SetResult(ReasonCode.Success);
        Assert.Equal("40020001", await client.Receive());
        Assert.Equal("40020002", await client.Receive());
    }

    [Fact]
    public async Task No_more_is_taken_ahead_of_a_slow_handler_than_the_receive_maximum()
    {
        var taken = 0;
        var handler = new Handler((in IncomingPublish _) =>
        {
            Interlocked.Increment(ref taken);
            return Verdict.Deferred(new ValueTask<ReasonCode>(new TaskCompletionSource<ReasonCode>().Task));
        });
        await using var server = await TestServer.Start(new MqttServerOptions { ReceiveMaximum = 4 }, before: server => server.Intercept("#", handler));
        var polite = await server.Connect("4", version: 4);
        for (var i = 1; i <= 6; i++) await polite.Publish("a", "x", qos: 1, id: i, version: 4);
        var greedy = await server.Connect("5");
        for (var i = 1; i <= 5; i++) await greedy.Publish("a", "x", qos: 1, id: i);
        Assert.Equal("E00193", await greedy.Receive());
        SpinWait.SpinUntil(() => Volatile.Read(ref taken) >= 8, TimeSpan.FromSeconds(10));
        Assert.Equal(8, taken);
    }

    [Fact]
    public async Task A_handler_that_passes_on_lets_subscribers_have_the_message()
    {
        await using var server = await TestServer.Start(before: server => server.Intercept("a", new Handler((in IncomingPublish _) => Verdict.PassOn)));
        var client = await server.Connect("c");
        await client.Subscribe("a");
        await client.Publish("a", "x");
        Assert.Equal(PublishOf("30", "a", "x"), await client.Receive());
    }

    [Fact]
    public async Task A_will_comes_by_the_handler_and_observers_hear_of_the_end()
    {
        var wills = 0;
        var observer = new Observer();
        var handler = new Handler((in IncomingPublish publish) =>
        {
            if (publish.IsWill) wills++;
            return Verdict.Accepted;
        });
        await using var server = await TestServer.Start(before: server =>
        {
            server.Intercept("status", handler);
            server.Observe(observer);
        });
        var client = await server.Connect("c", will: "00" + Text("status") + Text("offline"));
        await client.Break();
        Assert.Equal(1, wills);
        Assert.Equal(["+c", "will c status", "-c UnspecifiedError"], observer.Heard);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string Text(string text) => WireClient.Text(text);

    private delegate Verdict Judge(in IncomingPublish publish);

    private sealed class Handler(Judge judge) : IPublishHandler
    {
        public Verdict OnPublish(in IncomingPublish publish) => judge(publish);
    }

    private sealed class Observer : IConnectionObserver
    {
        public List<string> Heard { get; } = [];

        public void OnConnected(MqttClientInfo client) => Heard.Add($"+{client.ClientId}");

        public void OnDisconnected(MqttClientInfo client, ReasonCode reason) => Heard.Add($"-{client.ClientId} {reason}");

        public void OnWillSaid(string clientId, ReadOnlyMemory<byte> topic) => Heard.Add($"will {clientId} {Encoding.UTF8.GetString(topic.Span)}");
    }
}

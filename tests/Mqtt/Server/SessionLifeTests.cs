using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;
using SmartStore.Mqtt.Sessions;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Tests.Server;

public sealed class SessionLifeTests
{
    [Fact]
    public async Task A_message_queued_while_its_session_ends_does_not_wait_for_the_next_session_of_the_client()
    {
        var store = new MemorySessionStore();
        using var meter = new MqttMeter();
        var environment = new SessionEnvironment(new MqttServerOptions(), store, new ManualTime(), meter);
        using var registry = new SessionRegistry(environment, new SubscriptionTree(), (_, _) => { });
        var message = new Message("a"u8.ToArray(), "late"u8.ToArray(), [], Qos.AtLeastOnce, Retain: false, Message.NeverExpires);
        var first = await Open(registry, cleanStart: false);
        var late = new FanOut(kicks: null);
        Deliver(first, message, late);

        var second = await Open(registry, cleanStart: true);
        var inTime = new FanOut(kicks: null);
        Deliver(second, message with { Payload = "in time"u8.ToArray() }, inTime);
        await inTime.Commit(store);
        await late.Commit(store);

        var waiting = Assert.Single(Assert.Single((await store.Load()).Sessions).Deliveries);
        Assert.Equal("in time"u8.ToArray(), waiting.Message.Payload);
    }

    private static async Task<Session> Open(SessionRegistry registry, bool cleanStart)
    {
        Session? opened = null;
        Assert.True(await registry.Open(new SessionRequest("kiosk", cleanStart, ExpiryS: 60, Will: null), (session, _) => opened = session));
        return opened!;
    }

    private static void Deliver(Session session, Message message, FanOut fanOut)
    {
        Message? kept = message;
        session.Deliver(message.View, ref kept, new DeliveryHeader(Qos.AtLeastOnce, 0, Duplicate: false, Retain: false, []), nowMs: 0, fanOut);
    }
}

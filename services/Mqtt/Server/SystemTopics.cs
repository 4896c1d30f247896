using System.Globalization;
using System.Text;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>Tells about the server on <c>$SYS/broker/…</c>, retained, in the names that tools know from other brokers.</summary>
internal sealed class SystemTopics(Broker broker) : IDisposable
{
    private readonly long _startedAt = broker.Time.GetTimestamp();
    private ITimer? _timer;

    public void Start()
    {
        var meter = broker.Meter;
        meter.Gauge("mqtt.connections", "{connection}", () => broker.Connections.Count);
        meter.Gauge("mqtt.sessions", "{session}", () => broker.Sessions.Count);
        meter.Gauge("mqtt.retained", "{message}", () => broker.Retained.Count);
        meter.Gauge("mqtt.queued", "{message}", () => broker.Sessions.All.Sum(session => (long)session.QueuedCount));
        var interval = broker.Options.SysInterval;
        if (interval > TimeSpan.Zero) _timer = broker.Time.CreateTimer(_ => Tell(), null, TimeSpan.Zero, interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tell()
    {
        Tell("$SYS/broker/version", "SmartStore");
        Tell("$SYS/broker/uptime", $"{(long)broker.Time.GetElapsedTime(_startedAt).TotalSeconds} seconds");
        Tell("$SYS/broker/clients/connected", broker.Connections.Count);
        Tell("$SYS/broker/clients/total", broker.Sessions.Count);
        Tell("$SYS/broker/retained messages/count", broker.Retained.Count);
        Tell("$SYS/broker/messages/received", broker.Meter.ReceivedTotal);
        Tell("$SYS/broker/messages/sent", broker.Meter.SentTotal);
        Tell("$SYS/broker/publish/messages/dropped", broker.Meter.DroppedTotal);
    }

    private void Tell(string topic, long value) => Tell(topic, value.ToString(CultureInfo.InvariantCulture));

    private void Tell(string topic, string value)
    {
        var message = new MessageView
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(value),
            Qos = Qos.AtLeastOnce,
            Retain = true,
            ExpiresAtMs = Message.NeverExpires,
        };
        var fanOut = new FanOut(kicks: null);
        broker.Route(message, publisher: null, fanOut);
        broker.Environment.Observe(fanOut.Commit(broker.Environment.Store));
    }
}

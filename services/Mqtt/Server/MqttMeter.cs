using System.Diagnostics.Metrics;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>Why a message did not reach a subscriber.</summary>
internal enum DropReason
{
    OutboundFull,
    QueueFull,
    Expired,
    TooLarge,
    Offline,
    Unauthorized,
}

/// <summary>
/// Counters of the server, meter <c>SmartStore.Mqtt</c>: what came, what went, what was refused and dropped, and why.
/// Shared by all connections; every method may be called from any thread.
/// </summary>
internal sealed class MqttMeter : IDisposable
{
    public const string MeterName = "SmartStore.Mqtt";

    private static readonly string[] s_dropReasons = [.. Enum.GetNames<DropReason>()];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _received;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _intercepted;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _storeFailures;
    private long _receivedTotal;
    private long _sentTotal;
    private long _droppedTotal;

    public MqttMeter()
    {
        _received = _meter.CreateCounter<long>("mqtt.messages.received", "{message}", "PUBLISH packets taken");
        _receivedBytes = _meter.CreateCounter<long>("mqtt.bytes.received", "By", "Bytes read");
        _sent = _meter.CreateCounter<long>("mqtt.messages.sent", "{message}", "PUBLISH packets handed to connections");
        _intercepted = _meter.CreateCounter<long>("mqtt.messages.intercepted", "{message}", "Messages taken in process");
        _dropped = _meter.CreateCounter<long>("mqtt.messages.dropped", "{message}", "Messages that did not reach a subscriber, by reason");
        _refused = _meter.CreateCounter<long>("mqtt.refused", "{packet}", "Packets refused while the connection stayed, by packet and reason code");
        _connects = _meter.CreateCounter<long>("mqtt.connects", "{connection}", "CONNECTs answered, by reason code");
        _disconnects = _meter.CreateCounter<long>("mqtt.disconnects", "{connection}", "Connections ended by the server, by reason code");
        _turnedAway = _meter.CreateCounter<long>("mqtt.connections.turned_away", "{connection}", "Connections closed before CONNECT, by limit");
        _pauses = _meter.CreateCounter<long>("mqtt.reads.paused", "{pause}", "Times reading was paused, by cause");
        _storeFailures = _meter.CreateCounter<long>("mqtt.store.failures", "{write}", "Writes of the session store that failed");
    }

    public long ReceivedTotal => Interlocked.Read(ref _receivedTotal);

    public long SentTotal => Interlocked.Read(ref _sentTotal);

    public long DroppedTotal => Interlocked.Read(ref _droppedTotal);

    public void Gauge(string name, string unit, Func<long> read) => _meter.CreateObservableGauge(name, read, unit);

    /// <summary>Once per read, not per message.</summary>
    public void Received(long messages, long intercepted, long bytes)
    {
        _receivedBytes.Add(bytes);
        if (messages == 0) return;
        Interlocked.Add(ref _receivedTotal, messages);
        _received.Add(messages);
        if (intercepted > 0) _intercepted.Add(intercepted);
    }

    public void Sent()
    {
        Interlocked.Increment(ref _sentTotal);
        _sent.Add(1);
    }

    public void Dropped(DropReason reason)
    {
        Interlocked.Increment(ref _droppedTotal);
        _dropped.Add(1, new KeyValuePair<string, object?>("reason", s_dropReasons[(int)reason]));
    }

    public void Refused(PacketType packet, ReasonCode reason) => _refused.Add(
        1,
        new KeyValuePair<string, object?>("packet", packet.ToString()),
        new KeyValuePair<string, object?>("code", Hex(reason)));

    public void Connected(ReasonCode reason) => _connects.Add(1, new KeyValuePair<string, object?>("code", Hex(reason)));

    public void Disconnected(ReasonCode reason) => _disconnects.Add(1, new KeyValuePair<string, object?>("code", Hex(reason)));

    public void TurnedAway(string limit) => _turnedAway.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Paused(string cause) => _pauses.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public void StoreFailed() => _storeFailures.Add(1);

    public void Dispose() => _meter.Dispose();

    private static string Hex(ReasonCode reason) => $"0x{(int)reason:X2}";
}

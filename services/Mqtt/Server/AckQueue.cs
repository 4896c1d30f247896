using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>
/// Answers to a client in the order of its packets [MQTT-4.6.0-2]: one that has to wait for the disk or for a handler holds back
/// those behind it. Filled by the read loop; drained by whichever task ends.
/// </summary>
/// <param name="link">Where answers go.</param>
/// <param name="answered">Told, before an answer is sent, what it says; any thread.</param>
internal sealed class AckQueue(ClientLink link, Action<PacketType, ushort, ReasonCode> answered)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = new();
    private readonly AsyncSignal _shrunk = new();
    private bool _isDraining;

    /// <summary>Answers that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>Answers now, or after those that wait.</summary>
    public void Add(PacketType type, ushort packetId, ReasonCode reason, KickList kicks)
    {
        lock (_gate)
        {
            if (_entries.Count > 0)
            {
                _entries.Enqueue(new Entry(type, packetId, new ValueTask<ReasonCode>(reason)));
                return;
            }
        }

        Answer(type, packetId, reason, kicks);
    }

    /// <summary>Answers when the task is done, and after those that wait.</summary>
    /// <param name="type">The answer; None: only wait.</param>
    /// <param name="packetId">Of the packet answered.</param>
    /// <param name="pending">Its result is the reason; a failure is 0x80.</param>
    /// <param name="kicks">Of the read loop.</param>
    public void Add(PacketType type, ushort packetId, ValueTask<ReasonCode> pending, KickList kicks)
    {
        if (pending.IsCompletedSuccessfully)
        {
            Add(type, packetId, pending.Result, kicks);
            return;
        }

        lock (_gate)
        {
            _entries.Enqueue(new Entry(type, packetId, pending));
            if (_isDraining) return;
            _isDraining = true;
        }

        _ = Drain();
    }

    /// <summary>Waits until fewer than so many answers wait.</summary>
    public async ValueTask WaitBelow(int count)
    {
        while (Count >= count) await _shrunk.Wait().ConfigureAwait(false);
    }

    private async Task Drain()
    {
        while (true)
        {
            Entry entry;
            lock (_gate) entry = _entries.Peek();
            Answer(entry.Type, entry.PacketId, await Outcome(entry.Pending).ConfigureAwait(false), kicks: null);
            lock (_gate)
            {
                _entries.Dequeue();
                _isDraining = _entries.Count > 0;
            }

            _shrunk.Set();
            if (!_isDraining) return;
        }
    }

    // A 3.1.1 client has no other way to learn that its message was not taken than a closed connection: then it sends it again.
    private async ValueTask<ReasonCode> Outcome(ValueTask<ReasonCode> pending)
    {
        try
        {
            return await pending.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (link.Client.Version == MqttVersion.V311) link.Close(ReasonCode.UnspecifiedError);
            return ReasonCode.UnspecifiedError;
        }
    }

    private void Answer(PacketType type, ushort packetId, ReasonCode reason, KickList? kicks)
    {
        answered(type, packetId, reason);
        if (type != PacketType.None) link.Acknowledge(type, packetId, reason, kicks);
    }

    private readonly record struct Entry(PacketType Type, ushort PacketId, ValueTask<ReasonCode> Pending);
}

using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Mqtt.Sessions;

/// <summary>
/// QoS 1 and 2 messages on their way to one session, in order: those in flight within the client's window, and those that wait.
/// Bounded by count and bytes; when full, the newest is dropped: what was promised first is kept. Under the session's gate.
/// </summary>
internal sealed class OutgoingQueue(string clientId, SessionEnvironment environment)
{
    private readonly Dictionary<ushort, QueuedDelivery> _open = [];
    private Queue<QueuedDelivery> _waiting = new();
    private long _bytes;
    private long _lastSequence;
    private int _inFlight;
    private ushort _lastPacketId;

    /// <summary>Sent or not, but not complete.</summary>
    public int Count => _open.Count;

    /// <summary>Half full: who can hold back should.</summary>
    public bool IsCrowded => _open.Count >= environment.Options.QueuedMessagesMax / 2 || _bytes >= environment.Options.QueuedBytesMax / 2;

    /// <summary>Less than a quarter full.</summary>
    public bool IsRelieved => _open.Count < Math.Max(1, environment.Options.QueuedMessagesMax / 4) && _bytes < environment.Options.QueuedBytesMax / 4;

    public QueuedDelivery? Find(ushort packetId) => _open.GetValueOrDefault(packetId);

    /// <summary>Gives a message its packet id and its place. False: full; counted.</summary>
    public bool TryAdd(Message message, in DeliveryHeader header, bool isDurable, out QueuedDelivery delivery)
    {
        delivery = null!;
        if (_open.Count >= environment.Options.QueuedMessagesMax || _bytes + message.SizeBytes > environment.Options.QueuedBytesMax)
        {
            environment.Meter.Dropped(DropReason.QueueFull);
            return false;
        }

        delivery = new QueuedDelivery(message, ++_lastSequence, NextPacketId(), header.Qos, header.Retain, header.SubscriptionIds) { IsDurable = isDurable };
        Keep(delivery);
        return true;
    }

    public void Restore(StoredDelivery stored)
    {
        Keep(QueuedDelivery.FromStored(stored));
        _lastSequence = stored.Sequence;
        _lastPacketId = stored.PacketId;
    }

    /// <summary>A new connection: what was in flight waits again, before what waited.</summary>
    public void Rewind()
    {
        _inFlight = 0;
        foreach (var delivery in _open.Values) delivery.IsInFlight = false;
        _waiting = new Queue<QueuedDelivery>(_open.Values.Where(delivery => !delivery.IsReleased).OrderBy(delivery => delivery.Sequence));
    }

    /// <summary>Sends PUBREL again for what the client already has.</summary>
    public void ResendReleases(ClientLink link)
    {
        foreach (var delivery in _open.Values.Where(delivery => delivery.IsReleased).OrderBy(delivery => delivery.Sequence))
        {
            delivery.IsInFlight = true;
            _inFlight++;
            link.Acknowledge(PacketType.Pubrel, delivery.PacketId, ReasonCode.Success, kicks: null);
        }
    }

    /// <summary>Sends what may go: durable, within the window, while the buffer has room. Expired and too large ones end here.</summary>
    public void Pump(ClientLink link, KickList? kicks, bool isStored)
    {
        var nowMs = 0L;
        var sentThrough = 0L;
        while (_inFlight < link.Window && _waiting.TryPeek(out var delivery) && delivery.IsDurable)
        {
            if (nowMs == 0 && delivery.Message.ExpiresAtMs != Message.NeverExpires) nowMs = environment.NowMs;
            if (delivery.Message.ExpiresAtMs <= nowMs && !delivery.IsSent)
            {
                environment.Meter.Dropped(DropReason.Expired);
                _waiting.Dequeue();
                Done(delivery, isStored);
                continue;
            }

            var outcome = link.Send(delivery.Message.View, delivery.Header, nowMs, kicks);
            if (outcome is SendOutcome.Full or SendOutcome.Closed) break;
            _waiting.Dequeue();
            if (outcome == SendOutcome.TooLarge)
            {
                environment.Meter.Dropped(DropReason.TooLarge);
                Done(delivery, isStored);
                continue;
            }

            if (!delivery.IsSent) sentThrough = delivery.Sequence;
            delivery.IsSent = true;
            delivery.IsInFlight = true;
            _inFlight++;
            environment.Meter.Sent();
        }

        // Not awaited: if it is lost, the message is sent again under the same id, only without DUP.
        if (sentThrough > 0 && isStored) Write(new DeliveriesSent(clientId, sentThrough));
    }

    /// <summary>Complete, or given up.</summary>
    public void Done(QueuedDelivery delivery, bool isStored)
    {
        _open.Remove(delivery.PacketId);
        _bytes -= delivery.Message.SizeBytes;
        if (delivery.IsInFlight) _inFlight--;
        if (isStored) Write(new DeliveryDone(clientId, delivery.PacketId));
    }

    public void Clear()
    {
        _open.Clear();
        _waiting.Clear();
        _bytes = 0;
        _inFlight = 0;
    }

    /// <summary>A QoS 0 message that could not be sent is lost; counted.</summary>
    public void CountLoss(SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Full:
                environment.Meter.Dropped(DropReason.OutboundFull);
                break;
            case SendOutcome.TooLarge:
                environment.Meter.Dropped(DropReason.TooLarge);
                break;
            case SendOutcome.Closed:
                environment.Meter.Dropped(DropReason.Offline);
                break;
            default:
                environment.Meter.Sent();
                break;
        }
    }

    private void Keep(QueuedDelivery delivery)
    {
        _open.Add(delivery.PacketId, delivery);
        _waiting.Enqueue(delivery);
        _bytes += delivery.Message.SizeBytes;
    }

    // A lost write of this kind costs at most a repetition, which QoS 1 allows and QoS 2 clients recognise by the id.
    private void Write(SessionChange change) => environment.WriteLater(change);

    private ushort NextPacketId()
    {
        do _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        while (_open.ContainsKey(_lastPacketId));
        return _lastPacketId;
    }
}

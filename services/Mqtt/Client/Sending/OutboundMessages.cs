using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Sending;

/// <summary>
/// Our half of the session (MQTT 5.0 §4.1): QoS 1 and 2 messages in the order they were published, sent ones first.
/// Lives across connections; used under the client's lock.
/// </summary>
internal sealed class OutboundMessages(MqttClientOptions options, PacketIds ids)
{
    // In publishing order. Those with a packet id are the session state; the rest is only waiting for its turn.
    private readonly LinkedList<OutboundMessage> _all = new();
    private readonly Dictionary<ushort, LinkedListNode<OutboundMessage>> _byId = [];
    private LinkedListNode<OutboundMessage>? _next;
    private long _bytes;

    /// <summary>Opens when a message has left.</summary>
    public Turnstile Room { get; } = new();

    public int Count => _all.Count;

    /// <summary>Sent on this connection and not yet answered for.</summary>
    public int OnTheirWay { get; private set; }

    public bool HasRoomFor(EncodedMessage message) =>
        _all.Count == 0 || (_all.Count < options.PendingMax && _bytes + message.Bytes <= options.PendingBytesMax);

    public OutboundMessage Add(EncodedMessage message)
    {
        var outbound = new OutboundMessage(message);
        var node = _all.AddLast(outbound);
        _bytes += message.Bytes;
        _next ??= node;
        return outbound;
    }

    /// <summary>The next message to send or to send again on this connection, with its packet id; null when none waits or no id is free.</summary>
    public OutboundMessage? Next()
    {
        while (_next is { } node)
        {
            var message = node.Value;
            if (message.PacketId != 0) return message;
            message.PacketId = ids.Take();
            if (message.PacketId == 0) return null;
            _byId.Add(message.PacketId, node);
            return message;
        }

        return null;
    }

    /// <summary>The message that <see cref="Next"/> gave has been written.</summary>
    public void Sent(OutboundMessage message, long now)
    {
        if (message.Stage == OutboundStage.Waiting) message.Stage = OutboundStage.Published;
        message.IsOnItsWay = true;
        message.SentAt = now;
        OnTheirWay++;
        _next = _byId[message.PacketId].Next;
    }

    public OutboundMessage? Find(ushort packetId) => _byId.TryGetValue(packetId, out var node) && node.Value.IsOnItsWay ? node.Value : null;

    /// <summary>The server answered for it, or it cannot be sent at all.</summary>
    public void Finish(OutboundMessage message, PublishResult result)
    {
        if (_byId.Remove(message.PacketId, out var node))
        {
            ids.Free(message.PacketId);
            Remove(node);
        }

        message.Complete(result);
    }

    /// <summary>The publisher no longer waits: forgotten if nothing of it was sent yet, otherwise the protocol goes on without them.</summary>
    public void Withdraw(OutboundMessage message)
    {
        if (message.Stage != OutboundStage.Waiting || _all.Find(message) is not { } node) return;
        if (message.PacketId != 0)
        {
            _byId.Remove(message.PacketId);
            ids.Free(message.PacketId);
        }

        Remove(node);
    }

    /// <summary>A new connection: everything is sent again from the front. Without the session (§3.2.2.1.1) what was sent becomes new, with new ids.</summary>
    public void Rewind(bool sessionPresent)
    {
        OnTheirWay = 0;
        for (var node = _all.First; node is not null;)
        {
            var (message, following) = (node.Value, node.Next);
            message.IsOnItsWay = false;
            if (!sessionPresent && message.PacketId != 0)
            {
                // PUBREC was its promise to deliver; the server has the message, whatever became of the session.
                if (message.Stage == OutboundStage.Released) Finish(message, new PublishResult(ReasonCode.Success));
                else Forget(message);
            }

            node = following;
        }

        _next = _all.First;
    }

    /// <summary>Timestamp of the oldest packet on its way that has no answer yet; null: none is.</summary>
    public long? OldestUnanswered()
    {
        if (OnTheirWay == 0) return null;
        long? oldest = null;
        // Answers come in the order of the packets, so the first on its way is the oldest or close to it.
        for (var (node, looked) = (_all.First, 0); node is not null && looked < 64; node = node.Next, looked++)
        {
            if (node.Value.IsOnItsWay && !(node.Value.SentAt >= oldest)) oldest = node.Value.SentAt;
        }

        return oldest;
    }

    /// <summary>The client ends: nobody will answer any more.</summary>
    public void CompleteAll(PublishResult result)
    {
        foreach (var message in _all) message.Complete(result);
        _all.Clear();
        _byId.Clear();
        _next = null;
        Room.Open();
    }

    private void Forget(OutboundMessage message)
    {
        _byId.Remove(message.PacketId);
        ids.Free(message.PacketId);
        message.PacketId = 0;
        message.Stage = OutboundStage.Waiting;
    }

    private void Remove(LinkedListNode<OutboundMessage> node)
    {
        if (ReferenceEquals(_next, node)) _next = node.Next;
        if (node.Value.IsOnItsWay) OnTheirWay--;
        _bytes -= node.Value.Message.Bytes;
        _all.Remove(node);
        Room.Open();
    }
}

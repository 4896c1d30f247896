using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Receiving;

/// <summary>What to do with a PUBLISH.</summary>
internal enum Arrival
{
    /// <summary>Hand it to the application.</summary>
    New,

    /// <summary>QoS 2: the application has it already.</summary>
    Known,

    /// <summary>More on their way than we allowed (0x93).</summary>
    TooMany,

    /// <summary>Its packet id belongs to another message that is not acknowledged.</summary>
    IdInUse,
}

/// <summary>
/// The server's half of the session (MQTT 5.0 §4.1): what we owe it. QoS 2 ids outlive connections; the order of acknowledgement (§4.6) is per connection.
/// Used under the client's lock.
/// </summary>
internal sealed class InboundMessages(int receiveMaximum)
{
    private readonly Dictionary<ushort, Receipt> _qos2 = [];
    private readonly Dictionary<ushort, Receipt> _unacknowledged = [];
    private readonly Queue<Receipt> _inOrder = new();
    private int _connection;

    /// <summary>A new connection. Without the session the ids mean nothing any more.</summary>
    public void Begin(bool sessionPresent)
    {
        _connection++;
        _unacknowledged.Clear();
        _inOrder.Clear();
        if (!sessionPresent) _qos2.Clear();
    }

    /// <summary>A QoS 1 or 2 PUBLISH came.</summary>
    public Arrival Arrive(ushort packetId, Qos qos, out Receipt? receipt)
    {
        if (_unacknowledged.TryGetValue(packetId, out receipt))
        {
            if (qos != Qos.ExactlyOnce || receipt.Qos != Qos.ExactlyOnce) return Arrival.IdInUse;
            // Sent again on the same connection (§4.3.3): PUBREC again, if it was due already.
            if (receipt.IsReceived) Expect(receipt);
            return Arrival.Known;
        }

        if (_unacknowledged.Count >= receiveMaximum) return Arrival.TooMany;
        var isKnown = _qos2.TryGetValue(packetId, out receipt) && qos == Qos.ExactlyOnce;
        if (!isKnown) receipt = new Receipt(packetId, qos);
        receipt!.Connection = _connection;
        _unacknowledged.Add(packetId, receipt);
        if (qos == Qos.ExactlyOnce) _qos2[packetId] = receipt;
        Expect(receipt);
        return isKnown ? Arrival.Known : Arrival.New;
    }

    /// <summary>The application is done with a message. Acknowledgements that are due now follow from <see cref="NextDue"/>.</summary>
    public void Handled(Receipt receipt, ReasonCode code)
    {
        if (receipt.IsHandled) return;
        (receipt.IsHandled, receipt.Code) = (true, code);
    }

    /// <summary>The next acknowledgement to send on this connection, or null. QoS 1: PUBACK; QoS 2: PUBREC.</summary>
    public Receipt? NextDue()
    {
        if (!_inOrder.TryPeek(out var receipt) || !receipt.IsHandled) return null;
        _inOrder.Dequeue();
        if (receipt.Qos == Qos.AtLeastOnce || receipt.Code.IsError())
        {
            _unacknowledged.Remove(receipt.PacketId);
            _qos2.Remove(receipt.PacketId);
        }
        else
        {
            receipt.IsReceived = true;
        }

        return receipt;
    }

    /// <summary>PUBREL came.</summary>
    /// <returns>Success, PacketIdNotFound, or ProtocolError when we had not sent PUBREC.</returns>
    public ReasonCode Release(ushort packetId)
    {
        if (!_qos2.TryGetValue(packetId, out var receipt)) return ReasonCode.PacketIdNotFound;
        if (!receipt.IsReceived) return ReasonCode.ProtocolError;
        _qos2.Remove(packetId);
        _unacknowledged.Remove(packetId);
        return ReasonCode.Success;
    }

    private void Expect(Receipt receipt) => _inOrder.Enqueue(receipt);
}

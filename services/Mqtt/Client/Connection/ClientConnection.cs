using System.Text;
using SmartStore.Mqtt.Client.Sending;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>
/// The protocol on one connection: CONNECT to the end. What the server sends is judged here; the first broken rule ends the connection with the reason
/// code that the specification names (5.0 §4.13; 3.1.1 §4.8 just closes).
/// </summary>
internal sealed class ClientConnection : ILinkUser, IDisposable
{
    private readonly MqttClient _client;
    private readonly ClientSession _session;
    private readonly MqttVersion _version;
    private readonly Link _link;
    private readonly PublishReceiver _receiver;
    private readonly KeepAlive _keepAlive;
    private readonly bool _cleanStart;
    private readonly PeriodicTimer _timer;
    private PublishSender? _sender;
    private ServerOffer? _offer;

    public ClientConnection(MqttClient client, ClientSession session, Stream stream)
    {
        (_client, _session, _version) = (client, session, session.Options.Version);
        _link = new Link(stream, session.Options, session.Gate, this);
        _receiver = new PublishReceiver(client, session, _link);
        _keepAlive = new KeepAlive(session, _link);
        _cleanStart = session.NextCleanStart;
        _timer = new PeriodicTimer(KeepAlive.TickOf(session.Options, session.Options.KeepAlive), session.Options.Time);
    }

    /// <summary>Opens when bytes have left for the socket.</summary>
    public Turnstile Drain { get; } = new();

    /// <summary>How messages are sent; null until the server has accepted, and once it is over.</summary>
    public PublishSender? Sender => _link.IsEnded ? null : _sender;

    /// <summary>Speaks the protocol until the connection is over.</summary>
    public async Task<ConnectionEnded> RunAsync()
    {
        lock (_session.Gate)
        {
            ConnectRequest.Write(_session.Options, _session.ClientId, _cleanStart, _link.Output);
            _link.Wake();
        }

        var running = _link.RunAsync();
        var watching = WatchAsync();
        var ended = await running;
        _timer.Dispose();
        await watching;
        lock (_session.Gate) Drain.Open();
        return ended with { WasConnected = _offer is not null };
    }

    /// <summary>Under the lock: we want to leave. DISCONNECT goes out after all that was written before.</summary>
    public void Leave()
    {
        if (_link.IsEnded) return;
        if (_offer is not null) new DisconnectPacket { Type = PacketType.Disconnect }.Write(_link.Output, _version);
        _link.End(new ConnectionEnded(EndedBy.Us, ReasonCode.Success, "We disconnected.", _offer is not null));
    }

    /// <summary>Under the lock: sends whatever may be sent now.</summary>
    public void Pump()
    {
        if (Sender is not { } sender) return;
        while (_session.Subscriptions.Next(_session.Options.Time.GetTimestamp()) is { } request) Ask(request);
        sender.Pump();
    }

    /// <summary>Under the lock: acknowledgements may have become due.</summary>
    public void AcknowledgeDue()
    {
        if (Sender is not null) _receiver.AcknowledgeDue();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _link.Dispose();
    }

    void ILinkUser.Received(in Frame frame)
    {
        if (Judge(frame) is { } fault) Accuse(fault);
    }

    void ILinkUser.Broke(Fault fault) => Accuse(fault);

    // A server that sends without reading, or an application that is slower than its server, is not read any further: memory stays bounded.
    Turnstile? ILinkUser.HoldReading()
    {
        if (_link.Output.Length >= _session.Options.SendBufferBytes) return Drain;
        return _session.Deliveries.HasRoom ? null : _session.Deliveries.Room;
    }

    void ILinkUser.Drained()
    {
        Drain.Open();
        Pump();
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            lock (_session.Gate)
            {
                if (!_link.IsEnded && _keepAlive.Check(_offer) is { } fault) Accuse(fault);
            }
        }
    }

    private Fault? Judge(in Frame frame)
    {
        if (frame.Type == PacketType.Connack) return _offer is null ? Accept(frame) : new Fault(ReasonCode.ProtocolError, "sent a second CONNACK");
        if (_offer is null) return new Fault(ReasonCode.ProtocolError, $"sent {frame.Type} before CONNACK");
        return frame.Type switch
        {
            PacketType.Publish => _receiver.Publish(frame),
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => Acknowledged(frame),
            PacketType.Suback or PacketType.Unsuback => Answered(frame),
            PacketType.Pingresp => frame.Body.IsEmpty ? _keepAlive.Answered() : new Fault(ReasonCode.MalformedPacket, "sent a PINGRESP with a body"),
            PacketType.Disconnect when _version == MqttVersion.V5 => Disconnected(frame),
            _ => new Fault(ReasonCode.ProtocolError, $"sent {frame.Type}, which is not a server's to send"),
        };
    }

    private Fault? Accept(in Frame frame)
    {
        var reason = ConnackPacket.Read(frame.Body, _version, out var connack);
        if (reason != ReasonCode.Success) return new Fault(reason, "sent a malformed CONNACK");
        if (connack.Reason != ReasonCode.Success)
        {
            _link.End(new ConnectionEnded(EndedBy.Server, connack.Reason, Said("refused the connection", connack.Reason, connack.Properties), false, ReferenceOf(connack.Properties)));
            return null;
        }

        // [MQTT-3.2.2-4]; [MQTT-4.12.0-6]; [MQTT-3.1.2-28]; [MQTT-3.2.2-16]
        if (connack.SessionPresent && _cleanStart) return new Fault(ReasonCode.ProtocolError, "claims a session although we asked for a clean start");
        if (connack.Properties.Has(PropertyId.AuthenticationMethod)) return new Fault(ReasonCode.ProtocolError, "named an authentication method that was not asked for");
        if (connack.Properties.Has(PropertyId.ResponseInformation)) return new Fault(ReasonCode.ProtocolError, "sent response information that was not asked for");
        if (_session.ClientId.Length == 0 && _version == MqttVersion.V5)
        {
            if (!connack.Properties.TryFind(PropertyId.AssignedClientId, out var assigned)) return new Fault(ReasonCode.ProtocolError, "assigned no client id");
            _session.ClientId = Encoding.UTF8.GetString(assigned.Value);
        }

        _offer = ConnectRequest.ReadOffer(connack, _session.Options);
        _timer.Period = KeepAlive.TickOf(_session.Options, _offer.KeepAlive);
        _session.IsBegun = true;
        _session.Counters.CountConnected();
        _session.Inbound.Begin(connack.SessionPresent);
        _session.Outbound.Rewind(connack.SessionPresent);
        _session.Subscriptions.Begin(connack.SessionPresent);
        _sender = new PublishSender(_session, _link, _offer);
        _client.Accepted(new ClientConnected(connack.SessionPresent, _session.ClientId, _offer));
        Pump();
        return null;
    }

    private Fault? Acknowledged(in Frame frame)
    {
        var reason = AcknowledgePacket.Read(frame.Type, frame.Body, _version, out var packet);
        if (reason != ReasonCode.Success) return new Fault(reason, $"sent a malformed {frame.Type}");
        if (packet.Type == PacketType.Pubrel) return _receiver.Release(packet.PacketId);

        var message = _session.Outbound.Find(packet.PacketId);
        var step = (packet.Type, message?.Message.Qos, message?.Stage);
        switch (step)
        {
            case (PacketType.Puback, Qos.AtLeastOnce, OutboundStage.Published):
            case (PacketType.Pubcomp, Qos.ExactlyOnce, OutboundStage.Released):
            case (PacketType.Pubrec, Qos.ExactlyOnce, OutboundStage.Published) when packet.Reason.IsError():
                Finish(message!, packet);
                break;
            case (PacketType.Pubrec, Qos.ExactlyOnce, _):
                message!.Stage = OutboundStage.Released;
                message.SentAt = _session.Options.Time.GetTimestamp();
                _sender!.WriteRelease(packet.PacketId);
                break;
            case (PacketType.Pubrec, null, _):
                // §4.3.3 in a session whose other half was lost: let the server forget it.
                _session.Counters.CountIgnored();
                _sender!.WriteRelease(packet.PacketId, _version == MqttVersion.V5 ? ReasonCode.PacketIdNotFound : ReasonCode.Success);
                break;
            case (PacketType.Pubcomp, null, _):
                _session.Counters.CountIgnored();
                break;
            default:
                return new Fault(ReasonCode.ProtocolError, $"sent {packet.Type} for packet id {packet.PacketId}, where none was due");
        }

        Pump();
        return null;
    }

    private void Finish(OutboundMessage message, in AcknowledgePacket packet)
    {
        if (packet.Reason.IsError()) _session.Counters.CountRefused();
        _session.Outbound.Finish(message, new PublishResult(packet.Reason, ReasonStringOf(packet.Properties)));
    }

    private Fault? Answered(in Frame frame)
    {
        var reason = SubackPacket.Read(frame.Type, frame.Body, _version, out var packet);
        if (reason != ReasonCode.Success) return new Fault(reason, $"sent a malformed {frame.Type}");
        if (!_session.Subscriptions.Answer(packet, _version)) return new Fault(ReasonCode.ProtocolError, $"sent {frame.Type} that answers nothing we asked, or not as many filters");
        Pump();
        return null;
    }

    private Fault? Disconnected(in Frame frame)
    {
        var reason = DisconnectPacket.Read(PacketType.Disconnect, frame.Body, _version, out var packet);
        if (reason != ReasonCode.Success) return new Fault(reason, "sent a malformed DISCONNECT");
        // §3.14.2.1, [MQTT-3.14.2-2]
        if (!ReasonCodes.MayServerDisconnect(packet.Reason) || packet.Properties.Has(PropertyId.SessionExpiry))
            return new Fault(ReasonCode.ProtocolError, "sent a DISCONNECT that only a client may send");
        _link.End(new ConnectionEnded(EndedBy.Server, packet.Reason, Said("disconnected us", packet.Reason, packet.Properties), true, ReferenceOf(packet.Properties)));
        return null;
    }

    private void Ask(PendingRequest request)
    {
        var codes = request.Subscriptions.Select(s => request.IsSubscribe ? Judge(s) : ReasonCode.Success).ToArray();
        if (Array.Exists(codes, code => code.IsError()))
        {
            // All or nothing: one SUBSCRIBE, one answer. What the server would have taken is told apart by its code.
            _session.Subscriptions.Refuse(request, codes);
            return;
        }

        var filters = new SubscriptionBuffer();
        foreach (var s in request.Subscriptions)
        {
            if (!request.IsSubscribe) filters.Add(s.Filter);
            else filters.Add(s.Filter, _version == MqttVersion.V5 ? new SubscriptionOptions(s.Qos, s.NoLocal, s.RetainAsPublished, s.RetainHandling) : new SubscriptionOptions(s.Qos));
        }

        var properties = new PropertyBuffer();
        var id = request.Subscriptions[0].SubscriptionId;
        if (request.IsSubscribe && id > 0 && _version == MqttVersion.V5) properties.Add(PropertyId.SubscriptionId, (uint)id);
        if (request.IsSubscribe) new SubscribePacket { PacketId = request.PacketId, Properties = properties.Set, Encoded = filters.ToArray() }.Write(_link.Output, _version);
        else new UnsubscribePacket { PacketId = request.PacketId, Encoded = filters.ToArray() }.Write(_link.Output, _version);
    }

    private ReasonCode Judge(ClientSubscription subscription)
    {
        var isShared = subscription.Filter.StartsWith("$share/", StringComparison.Ordinal);
        if (isShared && !_offer!.SharedSubscriptions) return ReasonCode.SharedSubscriptionsNotSupported;
        if (!_offer!.WildcardSubscriptions && subscription.Filter.AsSpan().IndexOfAny('+', '#') >= 0) return ReasonCode.WildcardSubscriptionsNotSupported;
        return subscription.SubscriptionId > 0 && !_offer.SubscriptionIds ? ReasonCode.SubscriptionIdsNotSupported : ReasonCode.Success;
    }

    private void Accuse(Fault fault)
    {
        if (_link.IsEnded) return;
        if (_version == MqttVersion.V5)
        {
            var code = ReasonCodes.MayClientDisconnect(fault.Code) ? fault.Code : ReasonCode.UnspecifiedError;
            new DisconnectPacket { Type = PacketType.Disconnect, Reason = code }.Write(_link.Output, _version);
        }

        _link.End(new ConnectionEnded(EndedBy.ServerFault, fault.Code, $"The server {fault.What}.", _offer is not null));
    }

    private static string Said(string what, ReasonCode code, PropertySet properties)
    {
        var words = ReasonStringOf(properties);
        return words is null ? $"The server {what}: {code}." : $"The server {what}: {code}, \"{words}\".";
    }

    private static string? ReferenceOf(PropertySet properties) => TextOf(properties, PropertyId.ServerReference);

    private static string? ReasonStringOf(PropertySet properties) => TextOf(properties, PropertyId.ReasonString);

    // It goes to a log: one line, not a book.
    private static string? TextOf(PropertySet properties, PropertyId id)
    {
        const int CharsMax = 200;
        if (!properties.TryFind(id, out var property)) return null;
        var text = Encoding.UTF8.GetString(property.Value);
        return string.Concat(text.Take(CharsMax).Select(c => char.IsControl(c) ? '?' : c));
    }
}

using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Limits;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>Takes the packets of one connection after its CONNECT, one after the other. Its read loop only.</summary>
internal sealed class PacketReceiver
{
    private readonly Broker _broker;
    private readonly Agreement _agreed;
    private readonly OutboundBuffer _output;
    private readonly KickList _kicks = new();
    private readonly AckQueue _acks;
    private readonly PublishReceiver _publishes;
    private readonly SubscribeReceiver _subscriptions;
    private readonly RateLimit? _rate;
    private readonly int _aheadMax;

    public PacketReceiver(Broker broker, Agreement agreed, OutboundBuffer output, RateLimit? rate)
    {
        _broker = broker;
        _agreed = agreed;
        _output = output;
        _rate = rate;
        // A handler or the disk is behind: take no more than the receive maximum ahead. A 5.0 client that sends more must be read to be told so.
        _aheadMax = broker.Options.ReceiveMaximum * (agreed.Link.Client.Version == MqttVersion.V5 ? 2 : 1);
        _acks = new AckQueue(agreed.Link, OnAnswered);
        _publishes = new PublishReceiver(broker, agreed.Session, agreed.Link, _acks, new FanOut(_kicks));
        _subscriptions = new SubscribeReceiver(broker, agreed.Session, agreed.Link, output);
    }

    /// <summary>Set by DISCONNECT: the client said goodbye, and how.</summary>
    public Goodbye? Goodbye { get; private set; }

    /// <summary>A ping with a body is not answered with DISCONNECT: what sends it is hardly an MQTT client.</summary>
    public bool ClosesSilently { get; private set; }

    /// <summary>What has to end before the next packet is taken; null: nothing.</summary>
    public Task? Wait { get; private set; }

    /// <summary>Takes one packet.</summary>
    /// <returns>Success, or the reason to close. After it, look at <see cref="Goodbye"/> and <see cref="Wait"/>.</returns>
    public ReasonCode Take(in Frame frame) => frame.Type switch
    {
        PacketType.Publish => TakePublish(frame),
        PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => TakeAcknowledge(frame),
        PacketType.Subscribe => TakeSubscribe(frame),
        PacketType.Unsubscribe => TakeUnsubscribe(frame),
        PacketType.Pingreq => TakePing(frame),
        PacketType.Pingresp when !frame.Body.IsEmpty => TakePing(frame),
        PacketType.Disconnect => TakeDisconnect(frame),
        // A second CONNECT [MQTT-3.1.0-2], AUTH without a method (§4.12.1), or what only a server sends.
        _ => ReasonCode.ProtocolError,
    };

    /// <summary>All that was read has been taken: wakes the writers, counts.</summary>
    public void EndBatch(long bytes)
    {
        _kicks.KickAll();
        _broker.Meter.Received(_publishes.Taken, _publishes.Intercepted, bytes);
        _publishes.Taken = 0;
        _publishes.Intercepted = 0;
    }

    /// <summary>Should nothing more be read for now? Answers wait, or the client does not read its own.</summary>
    public bool MustWait(out Task wait)
    {
        wait = Wait ?? Task.CompletedTask;
        var mustWait = Wait is not null;
        Wait = null;
        if (mustWait) return true;
        bool hasRoom;
        lock (_output.Gate) hasRoom = _output.HasRoom || _output.IsClosed;
        if (!hasRoom) wait = _output.WaitForRoom().AsTask();
        return !hasRoom;
    }

    private ReasonCode TakePublish(in Frame frame)
    {
        var reason = _publishes.Take(frame);
        if (reason != ReasonCode.Success) return reason;
        if (_rate is not null)
        {
            var pause = _rate.Charge(frame.Body.Length, out var isTooMuch);
            if (isTooMuch) return ReasonCode.MessageRateTooHigh;
            if (pause > TimeSpan.Zero)
            {
                _broker.Meter.Paused("rate");
                Wait = Task.Delay(pause, _broker.Time);
            }
        }

        var crowded = _kicks.TakeCrowded();
        // Not for itself: what would relieve it comes over the connection that would not be read.
        if (crowded is not null && crowded != _agreed.Session.Congestion && _broker.Options.BackPressureMax > TimeSpan.Zero && Wait is null)
        {
            _broker.Meter.Paused("subscriber");
            Wait = crowded.Wait(_broker.Options.BackPressureMax, _broker.Time);
        }

        if (Wait is null && _acks.Count >= _aheadMax) Wait = _acks.WaitBelow(_aheadMax).AsTask();
        return ReasonCode.Success;
    }

    private ReasonCode TakeAcknowledge(in Frame frame)
    {
        var reason = AcknowledgePacket.Read(frame.Type, frame.Body, _agreed.Link.Client.Version, out var packet, isFromClient: true);
        if (reason == ReasonCode.Success) reason = PropertyLimits.Judge(packet.Properties, _broker.Options);
        if (reason != ReasonCode.Success) return reason;
        return frame.Type switch
        {
            PacketType.Puback => Judge(_agreed.Session.OnPuback(packet.PacketId, _kicks)),
            PacketType.Pubcomp => Judge(_agreed.Session.OnPubcomp(packet.PacketId, _kicks)),
            PacketType.Pubrec => TakePubrec(packet.PacketId, packet.Reason),
            _ => TakePubrel(packet.PacketId),
        };
    }

    private ReasonCode TakePubrec(ushort packetId, ReasonCode reason)
    {
        var outcome = _agreed.Session.OnPubrec(packetId, reason, _kicks, out var released);
        if (outcome == AcknowledgeOutcome.Wrong) return ReasonCode.ProtocolError;
        if (outcome == AcknowledgeOutcome.Refused) return ReasonCode.Success;
        if (outcome == AcknowledgeOutcome.Unknown && reason.IsError()) return ReasonCode.Success;
        // An unknown id is no error during recovery (§3.6.2.1), and the server cannot tell when a client recovers: let it finish.
        _acks.Add(PacketType.Pubrel, packetId, After(released), _kicks);
        return ReasonCode.Success;
    }

    private ReasonCode TakePubrel(ushort packetId)
    {
        _agreed.Session.Forget(packetId, out var forgotten);
        _acks.Add(PacketType.Pubcomp, packetId, After(forgotten), _kicks);
        return ReasonCode.Success;
    }

    private ReasonCode TakeSubscribe(in Frame frame)
    {
        var reason = _subscriptions.Subscribe(frame, out var answered);
        if (!answered.IsCompletedSuccessfully) Wait = answered.AsTask();
        return reason;
    }

    private ReasonCode TakeUnsubscribe(in Frame frame)
    {
        var reason = _subscriptions.Unsubscribe(frame, out var answered);
        if (!answered.IsCompletedSuccessfully) Wait = answered.AsTask();
        return reason;
    }

    private ReasonCode TakePing(in Frame frame)
    {
        if (!frame.Body.IsEmpty)
        {
            ClosesSilently = true;
            return ReasonCode.MalformedPacket;
        }

        bool mustKick;
        lock (_output.Gate)
        {
            PingPacket.WriteResponse(_output);
            mustKick = _output.MarkDirty();
        }

        if (mustKick) _kicks.Add(_output);
        return ReasonCode.Success;
    }

    private ReasonCode TakeDisconnect(in Frame frame)
    {
        // A goodbye in words that are not a client's is a goodbye all the same: closed without an answer, but the will is said.
        if (frame.Body is [var code, ..] && !ReasonCodes.MayClientDisconnect((ReasonCode)code)) return LeaveBadly();
        var reason = DisconnectPacket.Read(PacketType.Disconnect, frame.Body, _agreed.Link.Client.Version, out var packet, isFromClient: true);
        if (reason == ReasonCode.Success) reason = PropertyLimits.Judge(packet.Properties, _broker.Options);
        if (reason != ReasonCode.Success) return reason;
        if (packet.Properties.Has(PropertyId.ServerReference)) return LeaveBadly();
        uint? expiryS = null;
        if (packet.Properties.TryFind(PropertyId.SessionExpiry, out var expiry))
        {
            if (_agreed.AskedExpiryS == 0 && expiry.Number != 0) return ReasonCode.ProtocolError; // to be told (§3.14.2.2.2)
            expiryS = (uint)Math.Min(expiry.Number, _broker.Options.SessionExpiryMax.TotalSeconds);
        }

        Goodbye = new Goodbye(packet.Reason, expiryS);
        return ReasonCode.Success;
    }

    private ReasonCode LeaveBadly()
    {
        Goodbye = new Goodbye(ReasonCode.ProtocolError, ExpiryS: null);
        return ReasonCode.ProtocolError;
    }

    private void OnAnswered(PacketType type, ushort packetId, ReasonCode reason)
    {
        _publishes.OnAnswered(type);
        // A refused QoS 2 message is over: its id is free again (§4.3.3).
        if (type == PacketType.Pubrec && reason.IsError() && _agreed.Session.Forget(packetId, out var forgotten)) _broker.Environment.Observe(forgotten);
    }

    private static ReasonCode Judge(AcknowledgeOutcome outcome) => outcome == AcknowledgeOutcome.Wrong ? ReasonCode.ProtocolError : ReasonCode.Success;

    private static ValueTask<ReasonCode> After(ValueTask done) =>
        done.IsCompletedSuccessfully ? new ValueTask<ReasonCode>(ReasonCode.Success) : Later(done);

    private static async ValueTask<ReasonCode> Later(ValueTask done)
    {
        await done.ConfigureAwait(false);
        return ReasonCode.Success;
    }
}

/// <summary>How a client left.</summary>
/// <param name="Reason">From DISCONNECT.</param>
/// <param name="ExpiryS">New session expiry; null: as agreed.</param>
internal sealed record Goodbye(ReasonCode Reason, uint? ExpiryS);

using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>Takes the PUBLISH packets of one connection: alias, limits, rights, handler in process, subscribers, answer. Its read loop only.</summary>
internal sealed class PublishReceiver(Broker broker, Session session, ClientLink link, AckQueue acks, FanOut fanOut)
{
    private readonly byte[]?[] _aliases = new byte[]?[broker.Options.TopicAliasMaximum + 1];
    private readonly PropertyBuffer _passedOn = new();
    private readonly TopicMemo _memo = new(broker, link.Client.Identity);
    private int _openQos1;

    /// <summary>Messages taken since last asked.</summary>
    public int Taken { get; set; }

    /// <summary>Of these, by handlers in process.</summary>
    public int Intercepted { get; set; }

    /// <summary>A PUBACK is on its way.</summary>
    public void OnAnswered(PacketType type)
    {
        if (type == PacketType.Puback) Interlocked.Decrement(ref _openQos1);
    }

    /// <summary>Takes one packet.</summary>
    /// <returns>Success, or the reason to close.</returns>
    public ReasonCode Take(in Frame frame)
    {
        var reason = PublishPacket.Read(frame.Flags, frame.Body, link.Client.Version, out var packet, isFromClient: true);
        if (reason != ReasonCode.Success) return reason;
        var topic = packet.Topic;
        if (!packet.Properties.IsEmpty)
        {
            if (packet.Properties.Has(PropertyId.SubscriptionId) && !broker.Options.TakesSubscriptionIdsFromClients) return ReasonCode.ProtocolError; // [MQTT-3.3.4-6]
            reason = PropertyLimits.Judge(packet.Properties, broker.Options);
            if (reason == ReasonCode.Success) reason = ResolveAlias(packet, ref topic);
            if (reason != ReasonCode.Success) return reason;
        }

        Taken++;
        reason = _memo.Judge(topic, out var handler);
        if (reason == ReasonCode.MalformedPacket) return reason;
        if (reason != ReasonCode.Success) return Refuse(packet, reason);
        if (packet.Qos != Qos.AtMostOnce)
        {
            reason = Open(packet, out var isKnown);
            if (reason != ReasonCode.Success || isKnown) return reason;
        }

        if (handler is null)
        {
            Route(packet, View(packet, topic));
            return ReasonCode.Success;
        }

        Intercepted++;
        Hand(packet, topic, handler);
        return ReasonCode.Success;
    }

    // QoS 1 and 2: within the receive maximum (§3.3.4), and for QoS 2 not taken before.
    private ReasonCode Open(in PublishPacket packet, out bool isKnown)
    {
        isKnown = false;
        var isOver = Volatile.Read(ref _openQos1) + session.ReceivedCount >= broker.Options.ReceiveMaximum;
        if (packet.Qos == Qos.AtLeastOnce)
        {
            if (isOver && link.Client.Version == MqttVersion.V5) return ReasonCode.ReceiveMaximumExceeded;
            Interlocked.Increment(ref _openQos1);
            return ReasonCode.Success;
        }

        isKnown = !session.Receive(packet.PacketId, fanOut);
        if (isKnown)
        {
            acks.Add(PacketType.Pubrec, packet.PacketId, ReasonCode.Success, fanOut.Kicks!);
            return ReasonCode.Success;
        }

        if (!isOver || link.Client.Version != MqttVersion.V5) return ReasonCode.Success;
        session.Forget(packet.PacketId, out _);
        return ReasonCode.ReceiveMaximumExceeded;
    }

    private void Hand(in PublishPacket packet, ReadOnlySpan<byte> topic, IPublishHandler handler)
    {
        var verdict = handler.OnPublish(new IncomingPublish
        {
            Client = link.Client,
            Topic = topic,
            Payload = packet.Payload,
            Qos = packet.Qos,
            Retain = packet.Retain,
            Duplicate = packet.Duplicate,
            Properties = packet.Properties,
        });
        if (verdict.IsDeferred)
        {
            var pending = verdict.Route ? RouteLater(verdict.Pending, Message.Copy(View(packet, topic))) : verdict.Pending;
            Answer(packet, WithCommit(pending));
        }
        else if (verdict.Reason.IsError())
        {
            broker.Meter.Refused(PacketType.Publish, verdict.Reason);
            Answer(packet, WithCommit(new ValueTask<ReasonCode>(verdict.Reason)));
        }
        else if (verdict.Route)
        {
            Route(packet, View(packet, topic));
        }
        else
        {
            Answer(packet, WithCommit(new ValueTask<ReasonCode>(ReasonCode.Success)));
        }
    }

    private void Route(in PublishPacket packet, in MessageView view)
    {
        // Nothing can refuse it and nothing has to be on disk first: a publisher that subscribes to its own topic gets PUBREC before the message.
        if (packet.Qos == Qos.ExactlyOnce && !packet.Retain && broker.Environment.Store is null)
        {
            Answer(packet, ReasonCode.Success);
            broker.Route(view, session, fanOut);
            return;
        }

        var reason = broker.Route(view, session, fanOut);
        // Mosquitto, and so every test of it, says so only in PUBACK.
        if (reason == ReasonCode.NoMatchingSubscribers && packet.Qos != Qos.AtLeastOnce) reason = ReasonCode.Success;
        if (reason.IsError()) broker.Meter.Refused(PacketType.Publish, reason);
        if (fanOut.HasChanges) Answer(packet, WithCommit(new ValueTask<ReasonCode>(reason)));
        else Answer(packet, reason);
    }

    private async ValueTask<ReasonCode> RouteLater(ValueTask<ReasonCode> pending, Message message)
    {
        var reason = await pending.ConfigureAwait(false);
        if (reason.IsError()) return reason;
        var later = new FanOut(kicks: null);
        broker.Route(message.View, session, later);
        await later.Commit(broker.Environment.Store).ConfigureAwait(false);
        return reason;
    }

    // Acknowledged only when both the handler has it and what we keep of it is on disk.
    private ValueTask<ReasonCode> WithCommit(ValueTask<ReasonCode> pending)
    {
        if (!fanOut.HasChanges) return pending;
        var commit = fanOut.Commit(broker.Environment.Store);
        return commit.IsCompletedSuccessfully ? pending : Both(commit, pending);
    }

    private static async ValueTask<ReasonCode> Both(ValueTask commit, ValueTask<ReasonCode> pending)
    {
        var reason = await pending.ConfigureAwait(false);
        await commit.ConfigureAwait(false);
        return reason;
    }

    private void Answer(in PublishPacket packet, ReasonCode reason)
    {
        if (packet.Qos == Qos.AtMostOnce) return;
        acks.Add(AnswerTo(packet.Qos), packet.PacketId, reason, fanOut.Kicks!);
    }

    private void Answer(in PublishPacket packet, ValueTask<ReasonCode> pending) =>
        acks.Add(AnswerTo(packet.Qos), packet.PacketId, pending, fanOut.Kicks!);

    private static PacketType AnswerTo(Qos qos) => qos switch
    {
        Qos.AtLeastOnce => PacketType.Puback,
        Qos.ExactlyOnce => PacketType.Pubrec,
        _ => PacketType.None,
    };

    // A 3.1.1 client cannot be told: acknowledged and dropped [MQTT-3.3.5-2], or closed when the topic itself is out of bounds.
    private ReasonCode Refuse(in PublishPacket packet, ReasonCode reason)
    {
        broker.Meter.Refused(PacketType.Publish, reason);
        var isV5 = link.Client.Version == MqttVersion.V5;
        if (reason == ReasonCode.TopicNameInvalid && (!isV5 || packet.Qos == Qos.AtMostOnce)) return reason;
        if (packet.Qos == Qos.AtLeastOnce) Interlocked.Increment(ref _openQos1);
        Answer(packet, isV5 ? reason : ReasonCode.Success);
        return ReasonCode.Success;
    }

    // §3.3.2.3.4: with a topic the alias is set, without it is used.
    private ReasonCode ResolveAlias(in PublishPacket packet, scoped ref ReadOnlySpan<byte> topic)
    {
        var alias = packet.Properties.Number(PropertyId.TopicAlias, 0);
        if (alias == 0) return ReasonCode.Success;
        if (alias >= _aliases.Length) return ReasonCode.TopicAliasInvalid;
        if (topic.IsEmpty)
        {
            if (_aliases[alias] is not { } known) return ReasonCode.ProtocolError;
            topic = known;
            return ReasonCode.Success;
        }

        if (!topic.SequenceEqual(_aliases[alias])) _aliases[alias] = topic.ToArray();
        return ReasonCode.Success;
    }

    private MessageView View(in PublishPacket packet, ReadOnlySpan<byte> topic)
    {
        var expiresAtMs = Message.NeverExpires;
        var passedOn = packet.Properties.Encoded;
        if (!passedOn.IsEmpty)
        {
            if (packet.Properties.TryFind(PropertyId.MessageExpiry, out var expiry))
                expiresAtMs = broker.Environment.NowMs + (expiry.Number * 1000L);
            // A client's subscription identifier, where it is suffered at all, goes no further.
            var isLess = expiresAtMs != Message.NeverExpires || packet.Properties.Has(PropertyId.TopicAlias) || packet.Properties.Has(PropertyId.SubscriptionId);
            if (isLess) passedOn = PassedOn(packet.Properties);
        }

        return new MessageView
        {
            Topic = topic,
            Properties = passedOn,
            Payload = packet.Payload,
            Qos = packet.Qos,
            Retain = packet.Retain,
            ExpiresAtMs = expiresAtMs,
        };
    }

    private ReadOnlySpan<byte> PassedOn(PropertySet properties)
    {
        _passedOn.Clear();
        foreach (var property in properties)
            if (property.Id is not (PropertyId.TopicAlias or PropertyId.MessageExpiry or PropertyId.SubscriptionId))
                _passedOn.Add(property);
        return _passedOn.Set.Encoded;
    }
}

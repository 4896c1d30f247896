using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;
using SmartStore.Mqtt.Subscriptions;

namespace SmartStore.Mqtt.Server;

/// <summary>Takes the SUBSCRIBE and UNSUBSCRIBE packets of one connection. Its read loop only.</summary>
internal sealed class SubscribeReceiver(Broker broker, Session session, ClientLink link, OutboundBuffer output)
{
    // Fixed header of a short packet, packet id, property length.
    private const int AnswerHeadBytes = 5;

    /// <summary>Takes a SUBSCRIBE; the answer goes out when the task is done, and the connection is not read until then.</summary>
    /// <returns>Success, or the reason to close.</returns>
    public ReasonCode Subscribe(in Frame frame, out ValueTask answered)
    {
        answered = default;
        var reason = SubscribePacket.Read(frame.Body, link.Client.Version, out var packet);
        if (reason != ReasonCode.Success) return reason;
        reason = PropertyLimits.Judge(packet.Properties, broker.Options);
        if (reason != ReasonCode.Success) return reason;
        foreach (var request in packet)
        {
            reason = JudgeForm(request.Filter);
            if (reason != ReasonCode.Success) return reason;
        }

        var id = (int)packet.Properties.Number(PropertyId.SubscriptionId, 0);
        var reasons = new List<byte>();
        var changes = new FanOut(kicks: null);
        var fresh = new List<Subscription>();
        foreach (var request in packet)
        {
            var granted = reasons.Count < broker.Options.FiltersPerPacketMax ? Grant(request, id, changes, fresh) : ReasonCode.QuotaExceeded;
            if (granted.IsError()) broker.Meter.Refused(PacketType.Subscribe, granted);
            reasons.Add((byte)granted);
        }

        answered = Answer(PacketType.Suback, packet.PacketId, [.. reasons], changes, fresh);
        return ReasonCode.Success;
    }

    /// <summary>Takes an UNSUBSCRIBE; the answer goes out when the task is done.</summary>
    /// <returns>Success, or the reason to close.</returns>
    public ReasonCode Unsubscribe(in Frame frame, out ValueTask answered)
    {
        answered = default;
        var reason = UnsubscribePacket.Read(frame.Body, link.Client.Version, out var packet);
        if (reason != ReasonCode.Success) return reason;
        reason = PropertyLimits.Judge(packet.Properties, broker.Options);
        if (reason != ReasonCode.Success) return reason;
        foreach (var filter in packet)
        {
            reason = JudgeForm(filter);
            if (reason != ReasonCode.Success) return reason;
        }

        var reasons = new List<byte>();
        var changes = new FanOut(kicks: null);
        foreach (var filter in packet)
        {
            var subscription = session.Unsubscribe(filter);
            if (subscription is not null)
            {
                broker.Tree.Remove(subscription);
                if (session.IsStored) changes.Add(new SubscriptionRemoved(session.ClientId, session.Life, subscription.Filter));
            }

            reasons.Add((byte)(subscription is null ? ReasonCode.NoSubscriptionExisted : ReasonCode.Success));
        }

        answered = Answer(PacketType.Unsuback, packet.PacketId, [.. reasons], changes, []);
        return ReasonCode.Success;
    }

    // A filter that breaks the rules of §4.7.1 or §4.8.2 cannot be answered with a reason of its own: it ends the connection.
    private static ReasonCode JudgeForm(ReadOnlySpan<byte> filter)
    {
        if (MqttText.Levels(filter) > MqttText.LevelsEver) return ReasonCode.MalformedPacket;
        if (MqttText.IsShared(filter)) return MqttText.TrySplitShared(filter, out _, out _) ? ReasonCode.Success : ReasonCode.ProtocolError;
        return MqttText.IsTopicFilter(filter) ? ReasonCode.Success : ReasonCode.MalformedPacket;
    }

    private ReasonCode Grant(in SubscriptionRequest request, int id, FanOut changes, List<Subscription> fresh)
    {
        var options = broker.Options;
        if (request.Filter.Length > options.TopicBytesMax || MqttText.Levels(request.Filter) > options.TopicLevelsMax) return ReasonCode.TopicFilterInvalid;
        var reason = broker.Authorizer.Judge(link.Client.Identity, MqttAction.Subscribe, request.Filter);
        if (reason != ReasonCode.Success) return reason;

        var subscription = new Subscription(session, request.Filter.ToArray(), request.Options, id);
        if (!session.TrySubscribe(subscription, options.SubscriptionsMax)) return ReasonCode.QuotaExceeded;
        var isNew = broker.Tree.Put(subscription);
        if (session.IsStored) changes.Add(new SubscriptionSaved(session.ClientId, session.Life, new StoredSubscription(subscription.Filter, subscription.Options, id)));

        var wantsRetained = request.Options.RetainHandling switch
        {
            RetainHandling.Send => true,
            RetainHandling.SendIfNew => isNew,
            _ => false,
        };
        if (wantsRetained && !MqttText.IsShared(request.Filter)) fresh.Add(subscription); // none for shared ones (§4.8.2)
        return (ReasonCode)request.Options.Qos;
    }

    private async ValueTask Answer(PacketType type, ushort packetId, byte[] reasons, FanOut changes, List<Subscription> fresh)
    {
        await changes.Commit(broker.Environment.Store).ConfigureAwait(false);
        // Looked up before SUBACK can leave: what the client publishes because of it must not come as a retained message besides.
        var retained = fresh.ConvertAll(subscription => broker.Retained.Match(subscription.Filter, broker.Environment.NowMs));
        lock (output.Gate)
        {
            if (output.IsClosed) return;
            // Longer than the client takes: discarded, as if it had been sent [MQTT-3.1.2-25].
            if (AnswerHeadBytes + reasons.Length <= link.PacketBytesMax)
                new SubackPacket { Type = type, PacketId = packetId, Reasons = reasons }.Write(output, link.Client.Version);
        }

        output.Kick();
        if (fresh.Count == 0) return;
        foreach (var (subscription, messages) in fresh.Zip(retained)) broker.SendRetained(subscription, messages, changes);
        await changes.Commit(broker.Environment.Store).ConfigureAwait(false);
    }
}

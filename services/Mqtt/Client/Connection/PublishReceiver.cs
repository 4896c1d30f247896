using System.Text;
using SmartStore.Mqtt.Client.Receiving;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Connection;

/// <summary>Takes the server's messages on one connection and acknowledges them in order. Used under the client's lock.</summary>
internal sealed class PublishReceiver(MqttClient client, ClientSession session, Link link)
{
    private readonly MqttVersion _version = session.Options.Version;
    private readonly string?[] _aliases = new string?[session.Options.TopicAliasMaximum + 1];

    /// <summary>A PUBLISH came. Null: all is well; otherwise what rule it breaks.</summary>
    public Fault? Publish(in Frame frame)
    {
        var reason = PublishPacket.Read(frame.Flags, frame.Body, _version, out var packet);
        if (reason != ReasonCode.Success) return new Fault(reason, "sent a malformed PUBLISH");
        if (Topic(packet, out var fault) is not { } topic) return fault;

        Receipt? receipt = null;
        if (packet.Qos != Qos.AtMostOnce)
        {
            switch (session.Inbound.Arrive(packet.PacketId, packet.Qos, out receipt))
            {
                case Arrival.TooMany:
                    return new Fault(ReasonCode.ReceiveMaximumExceeded, $"has more than {session.Options.ReceiveMaximum} unacknowledged messages on their way");
                case Arrival.IdInUse:
                    return new Fault(ReasonCode.ProtocolError, $"used packet id {packet.PacketId} twice at once");
                case Arrival.Known:
                    session.Counters.CountDuplicate();
                    AcknowledgeDue();
                    return null;
            }
        }

        session.Counters.CountReceived();
        var message = ToMessage(packet, topic);
        if (!session.Replies.TryAnswer(message)) session.Deliveries.Add(new MqttDelivery(client, message, receipt));
        else if (receipt is not null) session.Inbound.Handled(receipt, ReasonCode.Success);
        AcknowledgeDue();
        return null;
    }

    /// <summary>PUBREL came.</summary>
    public Fault? Release(ushort packetId)
    {
        var reason = session.Inbound.Release(packetId);
        if (reason == ReasonCode.ProtocolError) return new Fault(reason, $"released packet id {packetId} before we had received it");
        Write(PacketType.Pubcomp, packetId, reason);
        link.Wake();
        return null;
    }

    /// <summary>Writes the acknowledgements whose turn it is.</summary>
    public void AcknowledgeDue()
    {
        while (session.Inbound.NextDue() is { } receipt)
            Write(receipt.Qos == Qos.AtLeastOnce ? PacketType.Puback : PacketType.Pubrec, receipt.PacketId, receipt.Code);
        link.Wake();
    }

    private void Write(PacketType type, ushort packetId, ReasonCode reason) =>
        new AcknowledgePacket { Type = type, PacketId = packetId, Reason = reason }.Write(link.Output, _version);

    // §3.3.2.3.4: an alias above our maximum is 0x94; one that was never set is a protocol error.
    private string? Topic(in PublishPacket packet, out Fault? fault)
    {
        fault = null;
        var alias = packet.Properties.Number(PropertyId.TopicAlias, 0);
        if (alias >= _aliases.Length)
        {
            fault = new Fault(ReasonCode.TopicAliasInvalid, $"used topic alias {alias}, above our maximum of {_aliases.Length - 1}");
            return null;
        }

        var topic = packet.Topic.IsEmpty ? _aliases[alias] : Encoding.UTF8.GetString(packet.Topic);
        if (topic is null) fault = new Fault(ReasonCode.ProtocolError, $"used topic alias {alias}, which it never set");
        else if (alias != 0) _aliases[alias] = topic;
        return topic;
    }

    private static MqttMessage ToMessage(in PublishPacket packet, string topic)
    {
        var message = new MqttMessage { Topic = topic, Payload = packet.Payload.ToArray(), Qos = packet.Qos, Retain = packet.Retain, Duplicate = packet.Duplicate };
        return packet.Properties.IsEmpty ? message : WithProperties(message, packet.Properties);
    }

    private static MqttMessage WithProperties(MqttMessage message, PropertySet properties)
    {
        List<KeyValuePair<string, string>>? user = null;
        List<int>? subscriptions = null;
        foreach (var property in properties)
        {
            if (property.Id == PropertyId.UserProperty) (user ??= []).Add(new(Encoding.UTF8.GetString(property.Name), Encoding.UTF8.GetString(property.Value)));
            else if (property.Id == PropertyId.SubscriptionId) (subscriptions ??= []).Add((int)property.Number);
        }

        return message with
        {
            IsText = properties.Number(PropertyId.PayloadFormat, 0) == 1,
            ExpirySeconds = properties.TryFind(PropertyId.MessageExpiry, out var expiry) ? expiry.Number : null,
            ContentType = TextOf(properties, PropertyId.ContentType),
            ResponseTopic = TextOf(properties, PropertyId.ResponseTopic),
            CorrelationData = properties.Value(PropertyId.CorrelationData).ToArray(),
            UserProperties = user is null ? [] : user,
            SubscriptionIds = subscriptions is null ? [] : subscriptions,
        };
    }

    private static string? TextOf(PropertySet properties, PropertyId id) => properties.TryFind(id, out var property) ? Encoding.UTF8.GetString(property.Value) : null;
}

/// <summary>A rule the server broke.</summary>
/// <param name="Code">What our DISCONNECT says.</param>
/// <param name="What">Goes on after "The server …".</param>
internal readonly record struct Fault(ReasonCode Code, string What);

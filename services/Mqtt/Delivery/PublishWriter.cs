using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Delivery;

/// <summary>How one delivery looks on the wire.</summary>
internal readonly record struct DeliveryHeader(Qos Qos, ushort PacketId, bool Duplicate, bool Retain, int[] SubscriptionIds);

/// <summary>Writes messages to one client: its version, its aliases, its greatest packet.</summary>
internal sealed class PublishWriter(MqttVersion version, int packetBytesMax, int topicAliasesMax)
{
    private readonly TopicAliasesOut? _aliases = version == MqttVersion.V5 && topicAliasesMax > 0 ? new TopicAliasesOut(topicAliasesMax) : null;

    /// <summary>Under the buffer's gate: appends the packet. False: the client would not take one so large [MQTT-3.1.2-24]; nothing is written.</summary>
    public bool TryWrite(OutboundBuffer output, in MessageView message, in DeliveryHeader header, long nowMs)
    {
        var isV5 = version == MqttVersion.V5;
        var isTopicKnown = false;
        var alias = _aliases?.Find(message.Topic, out isTopicKnown) ?? 0;
        var topic = isTopicKnown ? default : message.Topic;
        var expires = isV5 && message.ExpiresAtMs != Message.NeverExpires;
        var properties = !isV5 ? 0 : message.Properties.Length + (expires ? 5 : 0) + (alias > 0 ? 3 : 0) + SizeOf(header.SubscriptionIds);
        var body = 2 + topic.Length
            + (header.Qos == Qos.AtMostOnce ? 0 : 2)
            + (isV5 ? VariableInteger.Size(properties) + properties : 0)
            + message.Payload.Length;
        if (1 + VariableInteger.Size(body) + body > packetBytesMax) return false;

        var flags = PublishPacket.FlagsOf(header.Duplicate, header.Qos, header.Retain);
        var writer = new FieldWriter(output, PacketType.Publish, flags, body);
        writer.Counted(topic);
        if (header.Qos != Qos.AtMostOnce) writer.UInt16(header.PacketId);
        if (isV5)
        {
            writer.Variable(properties);
            if (alias > 0) WriteAlias(ref writer, alias);
            if (expires) WriteExpiry(ref writer, message.ExpiresAtMs - nowMs);
            foreach (var id in header.SubscriptionIds) WriteSubscriptionId(ref writer, id);
            writer.Raw(message.Properties);
        }

        writer.Raw(message.Payload);
        writer.Done();
        if (alias > 0 && !isTopicKnown) _aliases!.Told(message.Topic, alias);
        return true;
    }

    private static int SizeOf(int[] subscriptionIds)
    {
        var size = 0;
        foreach (var id in subscriptionIds) size += 1 + VariableInteger.Size(id);
        return size;
    }

    private static void WriteAlias(ref FieldWriter writer, int alias)
    {
        writer.Byte((byte)PropertyId.TopicAlias);
        writer.UInt16(alias);
    }

    // What is left of the expiry, rounded up: 1 s for a message that waited not at all (§3.3.2.3.3).
    private static void WriteExpiry(ref FieldWriter writer, long leftMs)
    {
        writer.Byte((byte)PropertyId.MessageExpiry);
        writer.UInt32((uint)Math.Clamp((leftMs + 999) / 1000, 1, uint.MaxValue));
    }

    private static void WriteSubscriptionId(ref FieldWriter writer, int id)
    {
        writer.Byte((byte)PropertyId.SubscriptionId);
        writer.Variable(id);
    }
}

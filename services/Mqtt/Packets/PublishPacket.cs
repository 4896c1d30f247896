using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>PUBLISH (MQTT 5.0 and 3.1.1 §3.3). Spans point into the packet; nothing is allocated.</summary>
public readonly ref struct PublishPacket
{
    /// <summary>Sent before, perhaps.</summary>
    public bool Duplicate { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public Qos Qos { get; init; }

    /// <summary>To be kept by the server; or, to a client: was kept.</summary>
    public bool Retain { get; init; }

    /// <summary>UTF-8; may be empty in 5.0 when a topic alias stands in the properties.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>1–65,535 at QoS 1 and 2, else 0.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Empty in 3.1.1.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>0 bytes and more.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Reads a body whose flags were judged by <see cref="FrameHeader.Read"/>.</summary>
    /// <returns>Success, MalformedPacket, ProtocolError or TopicAliasInvalid.</returns>
    public static ReasonCode Read(byte flags, ReadOnlySpan<byte> body, MqttVersion version, out PublishPacket packet, bool isFromClient = false)
    {
        packet = default;
        var fields = new FieldReader(body);
        var qos = (Qos)((flags >> 1) & 3);
        ushort packetId = 0;
        PropertySet properties = default;

        if (!fields.TryReadText(out var topic)) return ReasonCode.MalformedPacket;
        if (MqttText.HasWildcard(topic)) return ReasonCode.MalformedPacket; // [MQTT-3.3.2-2]
        if (qos != Qos.AtMostOnce)
        {
            if (!fields.TryReadUInt16(out packetId)) return ReasonCode.MalformedPacket;
            if (packetId == 0) return ReasonCode.ProtocolError; // [MQTT-2.2.1-3]
        }

        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, PropertyPlaces.Publish, out properties, isFromClient);
            if (reason != ReasonCode.Success) return reason;
            // Zero length without an alias: a protocol error (§3.3.2.1), but a client is told what any other empty topic is [MQTT-4.7.3-1].
            if (topic.IsEmpty && !properties.Has(PropertyId.TopicAlias)) return isFromClient ? ReasonCode.MalformedPacket : ReasonCode.ProtocolError;
        }
        else if (topic.IsEmpty)
        {
            return ReasonCode.MalformedPacket; // [MQTT-4.7.3-1]
        }

        packet = new PublishPacket
        {
            Duplicate = (flags & 0x08) != 0,
            Qos = qos,
            Retain = (flags & 0x01) != 0,
            Topic = topic,
            PacketId = packetId,
            Properties = properties,
            Payload = fields.Rest,
        };
        return ReasonCode.Success;
    }

    /// <summary>PUBLISH = flags, topic, [packet id], [properties], payload.</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var body = BodyBytes(version);
        var writer = new FieldWriter(output, PacketType.Publish, FlagsOf(Duplicate, Qos, Retain), body);
        writer.Counted(Topic);
        if (Qos != Qos.AtMostOnce) writer.UInt16(PacketId);
        if (version == MqttVersion.V5) writer.Properties(Properties);
        writer.Raw(Payload);
        writer.Done();
    }

    /// <summary>Length of the whole packet on the wire, bytes.</summary>
    public int PacketBytes(MqttVersion version)
    {
        var body = BodyBytes(version);
        return 1 + VariableInteger.Size(body) + body;
    }

    internal static byte FlagsOf(bool duplicate, Qos qos, bool retain) =>
        (byte)((duplicate ? 0x08 : 0) | ((int)qos << 1) | (retain ? 0x01 : 0));

    private int BodyBytes(MqttVersion version) =>
        FieldWriter.SizeOf(Topic)
        + (Qos == Qos.AtMostOnce ? 0 : 2)
        + (version == MqttVersion.V5 ? FieldWriter.SizeOf(Properties) : 0)
        + Payload.Length;
}

using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5.0 §3.4–3.7): they differ only in their type and in the reasons they may carry.</summary>
public readonly ref struct AcknowledgePacket
{
    /// <summary>Which of the four.</summary>
    public PacketType Type { get; init; }

    /// <summary>1–65,535.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Always Success in 3.1.1.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Reason string, user properties.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Reads a body.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(PacketType type, ReadOnlySpan<byte> body, MqttVersion version, out AcknowledgePacket packet, bool isFromClient = false)
    {
        packet = default;
        var fields = new FieldReader(body);
        var reason = ReasonCode.Success;
        PropertySet properties = default;

        if (!fields.TryReadUInt16(out var packetId)) return ReasonCode.MalformedPacket;
        if (version == MqttVersion.V5 && fields.TryReadByte(out var code))
        {
            reason = (ReasonCode)code;
            if (!ReasonCodes.IsAllowed(type, reason)) return ReasonCode.ProtocolError;
            if (!fields.IsAtEnd)
            {
                var judged = PropertySet.Read(ref fields, (PropertyPlaces)(1 << (int)type), out properties, isFromClient);
                if (judged != ReasonCode.Success) return judged;
            }
        }

        if (!fields.IsAtEnd) return ReasonCode.MalformedPacket;
        if (packetId == 0) return ReasonCode.ProtocolError; // [MQTT-2.2.1-5]
        packet = new AcknowledgePacket { Type = type, PacketId = packetId, Reason = reason, Properties = properties };
        return ReasonCode.Success;
    }

    /// <summary>Answer = packet id, [reason, [properties]]; what says nothing is left out (§3.4.2.1).</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var hasProperties = version == MqttVersion.V5 && !Properties.IsEmpty;
        var hasReason = version == MqttVersion.V5 && (Reason != ReasonCode.Success || hasProperties);
        var body = 2 + (hasReason ? 1 : 0) + (hasProperties ? FieldWriter.SizeOf(Properties) : 0);
        var writer = new FieldWriter(output, Type, (byte)(Type == PacketType.Pubrel ? 0x02 : 0), body);
        writer.UInt16(PacketId);
        if (hasReason) writer.Byte((byte)Reason);
        if (hasProperties) writer.Properties(Properties);
        writer.Done();
    }
}

using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK (MQTT 5.0 §3.9, §3.11): one reason per filter, in the order of the request. UNSUBACK has none in 3.1.1.</summary>
public readonly ref struct SubackPacket
{
    /// <summary>Suback or Unsuback.</summary>
    public PacketType Type { get; init; }

    /// <summary>1–65,535.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Reason string, user properties.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>One byte per filter. A 3.1.1 SUBACK knows 0x00, 0x01, 0x02 and 0x80 only.</summary>
    public ReadOnlySpan<byte> Reasons { get; init; }

    /// <summary>Reads a body.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(PacketType type, ReadOnlySpan<byte> body, MqttVersion version, out SubackPacket packet)
    {
        packet = default;
        var fields = new FieldReader(body);
        PropertySet properties = default;
        if (!fields.TryReadUInt16(out var packetId)) return ReasonCode.MalformedPacket;
        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, (PropertyPlaces)(1 << (int)type), out properties);
            if (reason != ReasonCode.Success) return reason;
        }

        var reasons = fields.Rest;
        var wantsReasons = version == MqttVersion.V5 || type == PacketType.Suback;
        if (reasons.IsEmpty == wantsReasons) return ReasonCode.MalformedPacket;
        foreach (var code in reasons)
            if (!IsAllowed(type, (ReasonCode)code, version))
                return ReasonCode.MalformedPacket; // [MQTT-3.9.3-2]

        if (packetId == 0) return ReasonCode.ProtocolError;
        packet = new SubackPacket { Type = type, PacketId = packetId, Properties = properties, Reasons = reasons };
        return ReasonCode.Success;
    }

    /// <summary>Answer = packet id, [properties], reason*.</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var isV5 = version == MqttVersion.V5;
        var reasons = isV5 || Type == PacketType.Suback ? Reasons : default;
        var writer = new FieldWriter(output, Type, 0, 2 + (isV5 ? FieldWriter.SizeOf(Properties) : 0) + reasons.Length);
        writer.UInt16(PacketId);
        if (isV5) writer.Properties(Properties);
        foreach (var reason in reasons) writer.Byte(isV5 || reason < 0x80 ? reason : (byte)0x80);
        writer.Done();
    }

    private static bool IsAllowed(PacketType type, ReasonCode code, MqttVersion version) =>
        version == MqttVersion.V5
            ? ReasonCodes.IsAllowed(type, code)
            : code is ReasonCode.Success or ReasonCode.GrantedQos1 or ReasonCode.GrantedQos2 or ReasonCode.UnspecifiedError;
}

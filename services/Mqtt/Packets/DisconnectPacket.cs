using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>DISCONNECT (§3.14) and AUTH (MQTT 5.0 §3.15): a reason and properties, both left out when they say nothing.</summary>
public readonly ref struct DisconnectPacket
{
    /// <summary>Disconnect or Auth.</summary>
    public PacketType Type { get; init; }

    /// <summary>Always Success in 3.1.1.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Session expiry, server reference, reason string, authentication, user properties.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Reads a body.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(PacketType type, ReadOnlySpan<byte> body, MqttVersion version, out DisconnectPacket packet, bool isFromClient = false)
    {
        packet = new DisconnectPacket { Type = type };
        if (body.IsEmpty) return ReasonCode.Success;
        if (version != MqttVersion.V5) return ReasonCode.MalformedPacket;

        var fields = new FieldReader(body);
        fields.TryReadByte(out var code);
        var reason = (ReasonCode)code;
        if (!ReasonCodes.IsAllowed(type, reason)) return ReasonCode.ProtocolError;
        PropertySet properties = default;
        if (!fields.IsAtEnd)
        {
            var judged = PropertySet.Read(ref fields, (PropertyPlaces)(1 << (int)type), out properties, isFromClient);
            if (judged != ReasonCode.Success) return judged;
        }

        if (!fields.IsAtEnd) return ReasonCode.MalformedPacket;
        packet = new DisconnectPacket { Type = type, Reason = reason, Properties = properties };
        return ReasonCode.Success;
    }

    /// <summary>DISCONNECT = [reason, [properties]].</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var hasProperties = version == MqttVersion.V5 && !Properties.IsEmpty;
        var hasReason = version == MqttVersion.V5 && (Reason != ReasonCode.Success || hasProperties);
        var writer = new FieldWriter(output, Type, 0, (hasReason ? 1 : 0) + (hasProperties ? FieldWriter.SizeOf(Properties) : 0));
        if (hasReason) writer.Byte((byte)Reason);
        if (hasProperties) writer.Properties(Properties);
        writer.Done();
    }
}

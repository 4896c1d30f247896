using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>CONNACK (MQTT 5.0 and 3.1.1 §3.2).</summary>
public readonly ref struct ConnackPacket
{
    /// <summary>The server had a session for this client.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>In 3.1.1 one of the six return codes, translated; see <see cref="ReasonCodes.ToConnectReturnCode"/>.</summary>
    public ReasonCode Reason { get; init; }

    /// <summary>Empty in 3.1.1.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Reads a body.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(ReadOnlySpan<byte> body, MqttVersion version, out ConnackPacket packet)
    {
        packet = default;
        var fields = new FieldReader(body);
        if (!fields.TryReadByte(out var flags) || (flags & 0xFE) != 0) return ReasonCode.MalformedPacket; // [MQTT-3.2.2-1]
        if (!fields.TryReadByte(out var code)) return ReasonCode.MalformedPacket;

        PropertySet properties = default;
        ReasonCode reason;
        if (version == MqttVersion.V5)
        {
            reason = (ReasonCode)code;
            if (!ReasonCodes.IsAllowed(PacketType.Connack, reason)) return ReasonCode.MalformedPacket;
            var judged = PropertySet.Read(ref fields, PropertyPlaces.Connack, out properties);
            if (judged != ReasonCode.Success) return judged;
        }
        else if (!TryTranslate(code, out reason))
        {
            return ReasonCode.MalformedPacket;
        }

        if (!fields.IsAtEnd) return ReasonCode.MalformedPacket;
        if (flags != 0 && reason != ReasonCode.Success) return ReasonCode.ProtocolError; // [MQTT-3.2.2-6]
        packet = new ConnackPacket { SessionPresent = flags != 0, Reason = reason, Properties = properties };
        return ReasonCode.Success;
    }

    /// <summary>CONNACK = session present, reason, [properties].</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var isV5 = version == MqttVersion.V5;
        var writer = new FieldWriter(output, PacketType.Connack, 0, 2 + (isV5 ? FieldWriter.SizeOf(Properties) : 0));
        writer.Byte((byte)(SessionPresent && Reason == ReasonCode.Success ? 1 : 0));
        writer.Byte(isV5 ? (byte)Reason : ReasonCodes.ToConnectReturnCode(Reason));
        if (isV5) writer.Properties(Properties);
        writer.Done();
    }

    // MQTT 3.1.1 §3.2.2.3, table 3.1.
    private static bool TryTranslate(byte code, out ReasonCode reason)
    {
        reason = code switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            _ => ReasonCode.NotAuthorized,
        };
        return code <= 5;
    }
}

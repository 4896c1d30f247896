using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>CONNECT (MQTT 5.0 and 3.1.1 §3.1).</summary>
public readonly ref struct ConnectPacket
{
    private const byte OldLevel = 3;
    private const byte CleanStartBit = 0x02;
    private const byte WillBit = 0x04;
    private const byte WillRetainBit = 0x20;
    private const byte PasswordBit = 0x40;
    private const byte UserNameBit = 0x80;

    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;

    private static ReadOnlySpan<byte> OldProtocolName => "MQIsdp"u8;

    /// <summary>3.1.1 or 5.0.</summary>
    public MqttVersion Version { get; init; }

    /// <summary>MQTT 3.1, taken as 3.1.1: its CONNACK knows no session present.</summary>
    public bool IsVersion31 { get; init; }

    /// <summary>Forget what there was. In 3.1.1 also: forget at the end.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0: none.</summary>
    public ushort KeepAliveS { get; init; }

    /// <summary>Empty in 3.1.1.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Empty: the server chooses.</summary>
    public ReadOnlySpan<byte> ClientId { get; init; }

    /// <summary>True when the four will members hold something.</summary>
    public bool HasWill { get; init; }

    /// <summary>QoS of the will.</summary>
    public Qos WillQos { get; init; }

    /// <summary>The will is to be retained.</summary>
    public bool WillRetain { get; init; }

    /// <summary>Delay, expiry, format, …</summary>
    public PropertySet WillProperties { get; init; }

    /// <summary>Where the will goes.</summary>
    public ReadOnlySpan<byte> WillTopic { get; init; }

    /// <summary>What the will says.</summary>
    public ReadOnlySpan<byte> WillPayload { get; init; }

    /// <summary>True when a user name was sent, even an empty one.</summary>
    public bool HasUserName { get; init; }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> UserName { get; init; }

    /// <summary>True when a password was sent, even an empty one.</summary>
    public bool HasPassword { get; init; }

    /// <summary>Any bytes.</summary>
    public ReadOnlySpan<byte> Password { get; init; }

    /// <summary>Reads a body. MQTT 3.1 (name MQIsdp, level 3), which old devices still speak, is taken as 3.1.1.</summary>
    /// <param name="headerFlags">Low four bits of the first byte: 0, but in 3.1 anything.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="packet">When not a success, at most <see cref="Version"/> is set: to the version an answer should be written in.</param>
    /// <returns>Success, MalformedPacket, ProtocolError, UnsupportedProtocolVersion or ClientIdNotValid.</returns>
    public static ReasonCode Read(byte headerFlags, ReadOnlySpan<byte> body, out ConnectPacket packet)
    {
        packet = default;
        var fields = new FieldReader(body);
        if (!fields.TryReadText(out var name) || !fields.TryReadByte(out var level)) return ReasonCode.MalformedPacket;
        if (!name.SequenceEqual(ProtocolName) && !name.SequenceEqual(OldProtocolName)) return ReasonCode.MalformedPacket; // [MQTT-3.1.2-1]
        var isOld = name.SequenceEqual(OldProtocolName);
        if (!isOld && headerFlags != 0) return ReasonCode.MalformedPacket; // [MQTT-2.1.3-1]
        packet = new ConnectPacket { Version = MqttVersion.V311 };
        var isKnown = isOld ? level == OldLevel : level is (byte)MqttVersion.V311 or (byte)MqttVersion.V5;
        if (!isKnown)
        {
            // [MQTT-3.1.2-2]: 5.0 says it with 0x84 and 3.1.1 with 0x01; who sends a later level and the fields of 5.0 understands the former.
            if (!isOld && level > (byte)MqttVersion.V5 && HasFormOf5(fields)) packet = new ConnectPacket { Version = MqttVersion.V5 };
            return ReasonCode.UnsupportedProtocolVersion;
        }


        var version = isOld ? MqttVersion.V311 : (MqttVersion)level;
        packet = new ConnectPacket { Version = version };
        if (!fields.TryReadByte(out var flags)) return ReasonCode.MalformedPacket;
        if (isOld) flags &= 0xFE;
        if (!AreFlagsValid(flags, version)) return ReasonCode.MalformedPacket;
        if (!fields.TryReadUInt16(out var keepAlive)) return ReasonCode.MalformedPacket;

        PropertySet properties = default;
        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, PropertyPlaces.Connect, out properties);
            if (reason != ReasonCode.Success) return reason;
        }

        if (!fields.TryReadText(out var clientId)) return ReasonCode.MalformedPacket;
        if (isOld && clientId.IsEmpty) return ReasonCode.ClientIdNotValid; // MQTT 3.1: 1–23 characters
        var judged = ReadWill(ref fields, flags, version, out var willProperties, out var willTopic, out var willPayload);
        if (judged != ReasonCode.Success) return judged;

        ReadOnlySpan<byte> userName = default;
        ReadOnlySpan<byte> password = default;
        if ((flags & UserNameBit) != 0 && !fields.TryReadText(out userName)) return ReasonCode.MalformedPacket;
        if ((flags & PasswordBit) != 0 && !fields.TryReadBinary(out password)) return ReasonCode.MalformedPacket;
        if (!fields.IsAtEnd) return ReasonCode.MalformedPacket;

        packet = new ConnectPacket
        {
            Version = version,
            IsVersion31 = isOld,
            CleanStart = (flags & CleanStartBit) != 0,
            KeepAliveS = keepAlive,
            Properties = properties,
            ClientId = clientId,
            HasWill = (flags & WillBit) != 0,
            WillQos = (Qos)((flags >> 3) & 3),
            WillRetain = (flags & WillRetainBit) != 0,
            WillProperties = willProperties,
            WillTopic = willTopic,
            WillPayload = willPayload,
            HasUserName = (flags & UserNameBit) != 0,
            UserName = userName,
            HasPassword = (flags & PasswordBit) != 0,
            Password = password,
        };
        return ReasonCode.Success;
    }

    /// <summary>CONNECT = name, level, flags, keep alive, [properties], client id, [will], [user name], [password].</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var isV5 = Version == MqttVersion.V5;
        var body = FieldWriter.SizeOf(ProtocolName) + 4 + FieldWriter.SizeOf(ClientId)
            + (isV5 ? FieldWriter.SizeOf(Properties) : 0)
            + (HasWill ? FieldWriter.SizeOf(WillTopic) + FieldWriter.SizeOf(WillPayload) : 0)
            + (HasWill && isV5 ? FieldWriter.SizeOf(WillProperties) : 0)
            + (HasUserName ? FieldWriter.SizeOf(UserName) : 0)
            + (HasPassword ? FieldWriter.SizeOf(Password) : 0);
        var writer = new FieldWriter(output, PacketType.Connect, 0, body);
        writer.Counted(ProtocolName);
        writer.Byte((byte)Version);
        writer.Byte(Flags());
        writer.UInt16(KeepAliveS);
        if (isV5) writer.Properties(Properties);
        writer.Counted(ClientId);
        if (HasWill)
        {
            if (isV5) writer.Properties(WillProperties);
            writer.Counted(WillTopic);
            writer.Counted(WillPayload);
        }

        if (HasUserName) writer.Counted(UserName);
        if (HasPassword) writer.Counted(Password);
        writer.Done();
    }

    private static bool HasFormOf5(FieldReader fields) =>
        fields.TryReadByte(out _)
        && fields.TryReadUInt16(out _)
        && PropertySet.Read(ref fields, PropertyPlaces.Connect, out _) == ReasonCode.Success
        && fields.TryReadText(out _);

    // §3.1.2.3–9: reserved bit 0; will QoS and retain only with a will; no QoS 3; in 3.1.1 no password without user name.
    private static bool AreFlagsValid(byte flags, MqttVersion version)
    {
        if ((flags & 0x01) != 0) return false;
        if ((flags & WillBit) == 0 && (flags & 0x38) != 0) return false;
        if ((flags & 0x18) == 0x18) return false;
        return version == MqttVersion.V5 || (flags & UserNameBit) != 0 || (flags & PasswordBit) == 0;
    }

    private static ReasonCode ReadWill(
        scoped ref FieldReader fields,
        byte flags,
        MqttVersion version,
        out PropertySet properties,
        out ReadOnlySpan<byte> topic,
        out ReadOnlySpan<byte> payload)
    {
        properties = default;
        topic = default;
        payload = default;
        if ((flags & WillBit) == 0) return ReasonCode.Success;
        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, PropertyPlaces.Will, out properties);
            if (reason != ReasonCode.Success) return reason;
        }

        var isRead = fields.TryReadText(out topic) && fields.TryReadBinary(out payload);
        return isRead && MqttText.IsTopicName(topic) ? ReasonCode.Success : ReasonCode.MalformedPacket;
    }

    private byte Flags() => (byte)(
        (CleanStart ? CleanStartBit : 0)
        | (HasWill ? WillBit | ((int)WillQos << 3) | (WillRetain ? WillRetainBit : 0) : 0)
        | (HasPassword ? PasswordBit : 0)
        | (HasUserName ? UserNameBit : 0));
}

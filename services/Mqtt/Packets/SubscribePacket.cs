using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>SUBSCRIBE (MQTT 5.0 and 3.1.1 §3.8).</summary>
public readonly ref struct SubscribePacket
{
    /// <summary>1–65,535.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Subscription id, user properties.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Filters and options as on the wire; walk them with <see cref="GetEnumerator"/>. Written by <see cref="SubscriptionBuffer"/>.</summary>
    public ReadOnlySpan<byte> Encoded { get; init; }

    /// <summary>Reads a body. Filters are judged as text; whether wildcards stand right is for <see cref="MqttText.IsTopicFilter"/>.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(ReadOnlySpan<byte> body, MqttVersion version, out SubscribePacket packet)
    {
        packet = default;
        var fields = new FieldReader(body);
        PropertySet properties = default;
        if (!fields.TryReadUInt16(out var packetId)) return ReasonCode.MalformedPacket;
        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, PropertyPlaces.Subscribe, out properties);
            if (reason != ReasonCode.Success) return reason;
        }

        var encoded = fields.Rest;
        if (encoded.IsEmpty) return ReasonCode.MalformedPacket; // [MQTT-3.8.3-2]
        while (!fields.IsAtEnd)
        {
            if (!fields.TryReadText(out var filter) || !fields.TryReadByte(out var options)) return ReasonCode.MalformedPacket;
            var reason = Judge(filter, options, version);
            if (reason != ReasonCode.Success) return reason;
        }

        if (packetId == 0) return ReasonCode.MalformedPacket; // [MQTT-2.2.1-3]
        packet = new SubscribePacket { PacketId = packetId, Properties = properties, Encoded = encoded };
        return ReasonCode.Success;
    }

    /// <summary>SUBSCRIBE = packet id, [properties], (filter, options)+.</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var isV5 = version == MqttVersion.V5;
        var body = 2 + (isV5 ? FieldWriter.SizeOf(Properties) : 0) + Encoded.Length;
        var writer = new FieldWriter(output, PacketType.Subscribe, 0x02, body);
        writer.UInt16(PacketId);
        if (isV5) writer.Properties(Properties);
        writer.Raw(Encoded);
        writer.Done();
    }

    /// <summary>Walks the subscriptions in their order.</summary>
    public Enumerator GetEnumerator() => new(Encoded);

    // §3.8.3.1: bits 6–7 (3.1.1: 2–7) are reserved, QoS 3 and retain handling 3 do not exist, no No Local on a shared subscription.
    private static ReasonCode Judge(ReadOnlySpan<byte> filter, byte options, MqttVersion version)
    {
        if (filter.IsEmpty) return ReasonCode.MalformedPacket; // [MQTT-4.7.3-1]
        if ((options & (version == MqttVersion.V5 ? 0xC0 : 0xFC)) != 0) return ReasonCode.MalformedPacket;
        if ((options & 0x03) == 0x03 || (options & 0x30) == 0x30) return ReasonCode.MalformedPacket;
        var isNoLocal = (options & 0x04) != 0;
        return isNoLocal && MqttText.IsShared(filter) ? ReasonCode.ProtocolError : ReasonCode.Success; // [MQTT-3.8.3-4]
    }

    /// <summary>Walks the subscriptions in their order.</summary>
    public ref struct Enumerator
    {
        private FieldReader _fields;
        private SubscriptionRequest _current;

        internal Enumerator(ReadOnlySpan<byte> encoded)
        {
            _fields = new FieldReader(encoded);
            _current = default;
        }

        /// <summary>The subscription at hand.</summary>
        public readonly SubscriptionRequest Current => _current;

        /// <summary>Goes to the next; false at the end.</summary>
        public bool MoveNext()
        {
            if (!_fields.TryReadBinary(out var filter) || !_fields.TryReadByte(out var options)) return false;
            _current = new SubscriptionRequest(filter, SubscriptionOptions.FromByte(options));
            return true;
        }
    }
}

/// <summary>One filter of a SUBSCRIBE.</summary>
public readonly ref struct SubscriptionRequest(ReadOnlySpan<byte> filter, SubscriptionOptions options)
{
    /// <summary>UTF-8, not yet judged for its wildcards.</summary>
    public ReadOnlySpan<byte> Filter { get; } = filter;

    /// <summary>What was asked.</summary>
    public SubscriptionOptions Options { get; } = options;
}

/// <summary>Subscription options (§3.8.3.1); 3.1.1 has only the QoS.</summary>
/// <param name="Qos">Greatest QoS of a delivery.</param>
/// <param name="NoLocal">Not what this client itself published.</param>
/// <param name="RetainAsPublished">Keep the retain flag when forwarding.</param>
/// <param name="RetainHandling">When to send what was retained.</param>
public readonly record struct SubscriptionOptions(
    Qos Qos,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.Send)
{
    /// <summary>From the wire, already judged.</summary>
    public static SubscriptionOptions FromByte(byte options) =>
        new((Qos)(options & 0x03), (options & 0x04) != 0, (options & 0x08) != 0, (RetainHandling)((options >> 4) & 0x03));

    /// <summary>As on the wire.</summary>
    public byte ToByte() => (byte)((int)Qos | (NoLocal ? 0x04 : 0) | (RetainAsPublished ? 0x08 : 0) | ((int)RetainHandling << 4));
}

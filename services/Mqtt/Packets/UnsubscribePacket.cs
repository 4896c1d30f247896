using System.Buffers;

namespace SmartStore.Mqtt.Packets;

/// <summary>UNSUBSCRIBE (MQTT 5.0 and 3.1.1 §3.10).</summary>
public readonly ref struct UnsubscribePacket
{
    /// <summary>1–65,535.</summary>
    public ushort PacketId { get; init; }

    /// <summary>User properties.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Filters as on the wire; walk them with <see cref="GetEnumerator"/>.</summary>
    public ReadOnlySpan<byte> Encoded { get; init; }

    /// <summary>Reads a body.</summary>
    /// <returns>Success, MalformedPacket or ProtocolError.</returns>
    public static ReasonCode Read(ReadOnlySpan<byte> body, MqttVersion version, out UnsubscribePacket packet)
    {
        packet = default;
        var fields = new FieldReader(body);
        PropertySet properties = default;
        if (!fields.TryReadUInt16(out var packetId)) return ReasonCode.MalformedPacket;
        if (version == MqttVersion.V5)
        {
            var reason = PropertySet.Read(ref fields, PropertyPlaces.Unsubscribe, out properties);
            if (reason != ReasonCode.Success) return reason;
        }

        var encoded = fields.Rest;
        if (encoded.IsEmpty) return ReasonCode.MalformedPacket; // [MQTT-3.10.3-2]
        while (!fields.IsAtEnd)
            if (!fields.TryReadText(out var filter) || filter.IsEmpty)
                return ReasonCode.MalformedPacket;

        if (packetId == 0) return ReasonCode.MalformedPacket; // [MQTT-2.2.1-3]
        packet = new UnsubscribePacket { PacketId = packetId, Properties = properties, Encoded = encoded };
        return ReasonCode.Success;
    }

    /// <summary>UNSUBSCRIBE = packet id, [properties], filter+.</summary>
    public void Write(IBufferWriter<byte> output, MqttVersion version)
    {
        var isV5 = version == MqttVersion.V5;
        var writer = new FieldWriter(output, PacketType.Unsubscribe, 0x02, 2 + (isV5 ? FieldWriter.SizeOf(Properties) : 0) + Encoded.Length);
        writer.UInt16(PacketId);
        if (isV5) writer.Properties(Properties);
        writer.Raw(Encoded);
        writer.Done();
    }

    /// <summary>Walks the filters in their order.</summary>
    public Enumerator GetEnumerator() => new(Encoded);

    /// <summary>Walks the filters in their order.</summary>
    public ref struct Enumerator
    {
        private FieldReader _fields;
        private ReadOnlySpan<byte> _current;

        internal Enumerator(ReadOnlySpan<byte> encoded)
        {
            _fields = new FieldReader(encoded);
            _current = default;
        }

        /// <summary>The filter at hand, UTF-8.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Goes to the next; false at the end.</summary>
        public bool MoveNext() => _fields.TryReadBinary(out _current);
    }
}

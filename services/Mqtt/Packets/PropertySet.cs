namespace SmartStore.Mqtt.Packets;

/// <summary>
/// The properties of one packet: validated once as a whole, then read on demand straight from the packet's bytes. Empty in 3.1.1.
/// </summary>
public readonly ref struct PropertySet
{
    private PropertySet(ReadOnlySpan<byte> encoded) => Encoded = encoded;

    /// <summary>The properties as on the wire, without the length in front.</summary>
    public ReadOnlySpan<byte> Encoded { get; }

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => Encoded.IsEmpty;

    /// <summary>Wraps bytes that were validated before, or written by <see cref="PropertyBuffer"/>.</summary>
    public static PropertySet FromEncoded(ReadOnlySpan<byte> encoded) => new(encoded);

    /// <summary>Reads length and properties (§2.2.2) and judges each: known, allowed here, not twice, value in range.</summary>
    /// <param name="reader">Stands before the length.</param>
    /// <param name="place">The packet.</param>
    /// <param name="set">The properties; none unless a success.</param>
    /// <param name="isFromClient">
    /// A client sent them: a property of another packet is then the protocol error that brokers say it is and table 2-6 describes
    /// ("not allowed by the protocol"), not the malformed packet of §2.2.2.2.
    /// </param>
    /// <returns>Success, MalformedPacket, ProtocolError or TopicAliasInvalid.</returns>
    public static ReasonCode Read(scoped ref FieldReader reader, PropertyPlaces place, out PropertySet set, bool isFromClient = false)
    {
        set = default;
        if (!reader.TryReadVariable(out var length) || !reader.TryReadBytes(length, out var encoded)) return ReasonCode.MalformedPacket;
        if (length == 0) return ReasonCode.Success;

        var seen = 0UL;
        var reason = ReasonCode.Success;
        var fields = new FieldReader(encoded);
        while (!fields.IsAtEnd)
        {
            // What cannot be read at all goes before what may not stand here, wherever it stands.
            if (!Property.TryRead(ref fields, out var property)) return ReasonCode.MalformedPacket;
            if (reason == ReasonCode.Success) reason = Judge(property, place, isFromClient, ref seen);
        }

        if (reason != ReasonCode.Success) return reason;
        var hasDataWithoutMethod = Has(seen, PropertyId.AuthenticationData) && !Has(seen, PropertyId.AuthenticationMethod);
        if (hasDataWithoutMethod) return ReasonCode.ProtocolError;
        set = new PropertySet(encoded);
        return ReasonCode.Success;
    }

    /// <summary>The first property with this identifier.</summary>
    public bool TryFind(PropertyId id, out Property property)
    {
        foreach (var candidate in this)
        {
            if (candidate.Id != id) continue;
            property = candidate;
            return true;
        }

        property = default;
        return false;
    }

    /// <summary>True when a property with this identifier is there.</summary>
    public bool Has(PropertyId id) => TryFind(id, out _);

    /// <summary>A number or flag, or what holds in its absence.</summary>
    public uint Number(PropertyId id, uint otherwise) => TryFind(id, out var property) ? property.Number : otherwise;

    /// <summary>A text or binary value; empty when absent.</summary>
    public ReadOnlySpan<byte> Value(PropertyId id) => TryFind(id, out var property) ? property.Value : default;

    /// <summary>Walks the properties in their order.</summary>
    public Enumerator GetEnumerator() => new(Encoded);

    private static ReasonCode Judge(in Property property, PropertyPlaces place, bool isFromClient, ref ulong seen)
    {
        if ((PropertyRules.PlacesOf(property.Id) & place) == PropertyPlaces.None) return isFromClient ? ReasonCode.ProtocolError : ReasonCode.MalformedPacket;
        // Twice: a protocol error, said at each property.
        var bit = 1UL << (int)property.Id;
        if ((seen & bit) != 0 && !PropertyRules.MayRepeat(property.Id, place, isFromClient)) return ReasonCode.ProtocolError;
        seen |= bit;
        return PropertyRules.JudgeValue(property, place);
    }

    private static bool Has(ulong seen, PropertyId id) => (seen & (1UL << (int)id)) != 0;

    /// <summary>Walks the properties in their order.</summary>
    public ref struct Enumerator
    {
        private FieldReader _fields;
        private Property _current;

        internal Enumerator(ReadOnlySpan<byte> encoded)
        {
            _fields = new FieldReader(encoded);
            _current = default;
        }

        /// <summary>The property at hand.</summary>
        public readonly Property Current => _current;

        /// <summary>What follows the property at hand, encoded.</summary>
        internal readonly ReadOnlySpan<byte> Rest => _fields.Rest;

        /// <summary>Goes to the next property; false at the end.</summary>
        public bool MoveNext() => !_fields.IsAtEnd && Property.TryRead(ref _fields, out _current);
    }
}

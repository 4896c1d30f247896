namespace SmartStore.Mqtt.Packets;

/// <summary>One property as it stands in a packet. Which members hold something follows from <see cref="PropertyRules.KindOf"/>.</summary>
public readonly ref struct Property
{
    /// <summary>Which.</summary>
    public PropertyId Id { get; private init; }

    /// <summary>Value of a number or flag.</summary>
    public uint Number { get; private init; }

    /// <summary>Value of a text or of binary data; value of a user property.</summary>
    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>Name of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>Reads one property (§2.2.2). False: malformed, or no such property.</summary>
    internal static bool TryRead(scoped ref FieldReader reader, out Property property)
    {
        property = default;
        if (!reader.TryReadVariable(out var number)) return false;
        var id = (PropertyId)number;
        switch (PropertyRules.KindOf(id))
        {
            case PropertyKind.Flag:
                if (!reader.TryReadByte(out var flag)) return false;
                property = new Property { Id = id, Number = flag };
                return true;
            case PropertyKind.UInt16:
                if (!reader.TryReadUInt16(out var small)) return false;
                property = new Property { Id = id, Number = small };
                return true;
            case PropertyKind.UInt32:
                if (!reader.TryReadUInt32(out var large)) return false;
                property = new Property { Id = id, Number = large };
                return true;
            case PropertyKind.Variable:
                if (!reader.TryReadVariable(out var variable)) return false;
                property = new Property { Id = id, Number = (uint)variable };
                return true;
            case PropertyKind.Text:
                if (!reader.TryReadText(out var text)) return false;
                property = new Property { Id = id, Value = text };
                return true;
            case PropertyKind.Binary:
                if (!reader.TryReadBinary(out var bytes)) return false;
                property = new Property { Id = id, Value = bytes };
                return true;
            case PropertyKind.TextPair:
                if (!reader.TryReadText(out var name) || !reader.TryReadText(out var value)) return false;
                property = new Property { Id = id, Name = name, Value = value };
                return true;
            default:
                return false;
        }
    }
}

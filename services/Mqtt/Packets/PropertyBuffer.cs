using System.Buffers.Binary;
using System.Text;

namespace SmartStore.Mqtt.Packets;

/// <summary>Collects properties in the form of the wire. Kept and cleared, it allocates nothing once it is large enough. Not for several threads.</summary>
public sealed class PropertyBuffer
{
    private byte[] _bytes;
    private int _length;

    /// <param name="capacity">Bytes to begin with; it grows.</param>
    public PropertyBuffer(int capacity = 64) => _bytes = new byte[capacity];

    /// <summary>The properties collected, in order.</summary>
    public PropertySet Set => PropertySet.FromEncoded(_bytes.AsSpan(0, _length));

    /// <summary>Forgets all.</summary>
    public PropertyBuffer Clear()
    {
        _length = 0;
        return this;
    }

    /// <summary>Adds a number or flag, in the width that the property has.</summary>
    public PropertyBuffer Add(PropertyId id, uint value)
    {
        switch (PropertyRules.KindOf(id))
        {
            case PropertyKind.Flag:
                Head(id, 1)[0] = (byte)value;
                break;
            case PropertyKind.UInt16:
                BinaryPrimitives.WriteUInt16BigEndian(Head(id, 2), checked((ushort)value));
                break;
            case PropertyKind.UInt32:
                BinaryPrimitives.WriteUInt32BigEndian(Head(id, 4), value);
                break;
            case PropertyKind.Variable when value <= VariableInteger.Max:
                VariableInteger.Write(Head(id, VariableInteger.Size((int)value)), (int)value);
                break;
            default:
                throw new ArgumentException($"{id} is no number, or {value} is too large for it.", nameof(id));
        }

        return this;
    }

    /// <summary>Adds a text or binary value, at most 65,535 bytes. The text is not judged here.</summary>
    public PropertyBuffer Add(PropertyId id, ReadOnlySpan<byte> value)
    {
        if (PropertyRules.KindOf(id) is not (PropertyKind.Text or PropertyKind.Binary))
            throw new ArgumentException($"{id} is neither text nor binary.", nameof(id));
        PutCounted(Head(id, 2 + value.Length), value);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public PropertyBuffer Add(PropertyId id, string value) => Add(id, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a user property.</summary>
    public PropertyBuffer AddUser(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var span = Head(PropertyId.UserProperty, 4 + name.Length + value.Length);
        PutCounted(span, name);
        PutCounted(span[(2 + name.Length)..], value);
        return this;
    }

    /// <summary>Adds a user property.</summary>
    public PropertyBuffer AddUser(string name, string value) => AddUser(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a property of another packet as it is.</summary>
    public PropertyBuffer Add(in Property property) => PropertyRules.KindOf(property.Id) switch
    {
        PropertyKind.TextPair => AddUser(property.Name, property.Value),
        PropertyKind.Text or PropertyKind.Binary => Add(property.Id, property.Value),
        _ => Add(property.Id, property.Number),
    };

    /// <summary>Adds properties that are encoded already.</summary>
    public PropertyBuffer AddEncoded(ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(Room(encoded.Length));
        return this;
    }

    private static void PutCounted(Span<byte> span, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(span, checked((ushort)value.Length));
        value.CopyTo(span[2..]);
    }

    private Span<byte> Head(PropertyId id, int valueBytes)
    {
        var span = Room(1 + valueBytes);
        span[0] = (byte)id;
        return span[1..];
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        var span = _bytes.AsSpan(_length, length);
        _length += length;
        return span;
    }
}

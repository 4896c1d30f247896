namespace SmartStore.Core.Adverts;

/// <summary>One length–type–value element of an advert's payload (Core 5.4 Vol 3 Part C §11).</summary>
public readonly ref struct AdStructure(byte type, ReadOnlySpan<byte> data)
{
    /// <summary>Service data with a 16-bit UUID (Assigned Numbers §2.3).</summary>
    public const byte ServiceData16 = 0x16;

    /// <summary>Manufacturer specific data: two bytes of company, low first, then anything.</summary>
    public const byte Manufacturer = 0xFF;

    /// <summary>Assigned number of what the data means.</summary>
    public byte Type { get; } = type;

    /// <summary>What follows the type; 0–254 bytes of the advert it came from.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;
}

/// <summary>
/// Walks the AD structures of an advert. Stops at the end, at a zero length (the rest is padding), or at a length that runs over the end:
/// then <see cref="IsMalformed"/> is true and what came before still counts.
/// </summary>
/// <param name="payload">Advert bytes without header and address; any length, any content.</param>
public ref struct AdStructures(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _position;

    /// <summary>The structure that the last <see cref="MoveNext"/> came to.</summary>
    public AdStructure Current { get; private set; }

    /// <summary>True once a length ran over the end of the advert.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Lets <c>foreach</c> walk the structures.</summary>
    public readonly AdStructures GetEnumerator() => this;

    /// <summary>Goes to the next structure; false when there is none.</summary>
    public bool MoveNext()
    {
        if (_position >= _payload.Length) return false;
        int length = _payload[_position];
        if (length == 0)
        {
            _position = _payload.Length;
            return false;
        }
        if (length > _payload.Length - _position - 1)
        {
            IsMalformed = true;
            _position = _payload.Length;
            return false;
        }
        Current = new AdStructure(_payload[_position + 1], _payload.Slice(_position + 2, length - 1));
        _position += length + 1;
        return true;
    }
}

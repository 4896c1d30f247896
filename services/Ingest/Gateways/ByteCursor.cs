using System.Buffers.Binary;

namespace SmartStore.Ingest.Gateways;

/// <summary>Reads big-endian fields one after the other. Past the end it gives zeros and <see cref="IsCutShort"/> is true, so one check at the end will do.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool IsCutShort { get; private set; }

    public readonly int Remaining => _rest.Length;

    /// <summary>So many bytes; none when there are fewer.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            IsCutShort = true;
            _rest = default;
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public void Skip(int count) => Bytes(count);

    public byte Byte() => Bytes(1) is [var b] ? b : (byte)0;

    public ushort UInt16() => Bytes(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public uint UInt32() => Bytes(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    public ulong UInt64() => Bytes(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64BigEndian(eight) : 0;

    /// <summary>Six bytes of a device address in the order they are printed.</summary>
    public ulong Address() => Bytes(6) is { Length: 6 } six ? Mac.FromPrinted(six) : Mac.None;
}

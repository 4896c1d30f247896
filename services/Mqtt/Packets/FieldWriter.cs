using System.Buffers;
using System.Buffers.Binary;

namespace SmartStore.Mqtt.Packets;

/// <summary>Writes one packet into one span: the size is computed first, then one GetSpan, one Advance.</summary>
internal ref struct FieldWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly Span<byte> _span;
    private int _at;

    /// <param name="output">Where the packet goes.</param>
    /// <param name="type">Which packet.</param>
    /// <param name="flags">Low four bits of the first byte.</param>
    /// <param name="bodyBytes">Exact length of everything that follows the fixed header.</param>
    public FieldWriter(IBufferWriter<byte> output, PacketType type, byte flags, int bodyBytes)
    {
        if (bodyBytes > VariableInteger.Max) throw new ArgumentOutOfRangeException(nameof(bodyBytes), bodyBytes, "Longer than any packet.");
        _output = output;
        _span = output.GetSpan(1 + VariableInteger.Size(bodyBytes) + bodyBytes);
        _span[0] = (byte)(((int)type << 4) | flags);
        _at = 1 + VariableInteger.Write(_span[1..], bodyBytes);
    }

    public static int SizeOf(ReadOnlySpan<byte> counted) => 2 + counted.Length;

    public static int SizeOf(PropertySet properties) => VariableInteger.Size(properties.Encoded.Length) + properties.Encoded.Length;

    public void Byte(byte value) => _span[_at++] = value;

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_span[_at..], checked((ushort)value));
        _at += 2;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_span[_at..], value);
        _at += 4;
    }

    public void Variable(int value) => _at += VariableInteger.Write(_span[_at..], value);

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_span[_at..]);
        _at += bytes.Length;
    }

    public void Counted(ReadOnlySpan<byte> bytes)
    {
        UInt16(bytes.Length);
        Raw(bytes);
    }

    public void Properties(PropertySet properties)
    {
        Variable(properties.Encoded.Length);
        Raw(properties.Encoded);
    }

    public readonly void Done() => _output.Advance(_at);
}

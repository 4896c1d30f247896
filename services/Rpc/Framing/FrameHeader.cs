using System.Buffers;
using System.Buffers.Binary;

namespace SmartStore.Rpc.Framing;

/// <summary>
/// The five bytes before every message: one flag byte, then the length, 32 bits big-endian
/// (PROTOCOL-HTTP2, Length-Prefixed-Message; Connect, Enveloped-Message; PROTOCOL-WEB).
/// </summary>
internal readonly record struct FrameHeader(byte Flags, uint BodyBytes)
{
    public const int Bytes = 5;

    /// <summary>The body is compressed with the encoding that the headers name.</summary>
    public const byte Compressed = 0x01;

    /// <summary>Connect: the body is the JSON that ends the stream.</summary>
    public const byte ConnectEnd = 0x02;

    /// <summary>gRPC-Web: the body is the trailers.</summary>
    public const byte WebTrailers = 0x80;

    /// <summary>Reads a header from the front of the buffer; consumes nothing.</summary>
    public static OperationStatus Read(in ReadOnlySequence<byte> buffer, out FrameHeader header)
    {
        header = default;
        if (buffer.Length < Bytes) return OperationStatus.NeedMoreData;
        Span<byte> bytes = stackalloc byte[Bytes];
        buffer.Slice(0, Bytes).CopyTo(bytes);
        header = new(bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));
        return OperationStatus.Done;
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = Flags;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], BodyBytes);
    }
}

using System.Buffers;

namespace SmartStore.Ingest.Door;

/// <summary>The length that a packet declares in its fixed header (MQTT 5.0 §2.1.4), read before anything of the packet is buffered.</summary>
internal static class PacketLength
{
    private const int HeaderBytesMax = 5;

    /// <summary>Reads the header at the start of a buffer.</summary>
    /// <param name="bytes">Length of the whole packet, header included.</param>
    /// <returns>NeedMoreData: the header goes on past the end. InvalidData: the length has more than four bytes.</returns>
    public static OperationStatus Read(in ReadOnlySequence<byte> buffer, out int bytes)
    {
        var first = buffer.FirstSpan;
        if (first.Length >= HeaderBytesMax || buffer.IsSingleSegment) return Read(first, out bytes);
        Span<byte> header = stackalloc byte[HeaderBytesMax];
        var length = (int)Math.Min(HeaderBytesMax, buffer.Length);
        buffer.Slice(0, length).CopyTo(header);
        return Read(header[..length], out bytes);
    }

    private static OperationStatus Read(ReadOnlySpan<byte> header, out int bytes)
    {
        bytes = 0;
        for (var i = 1; i < HeaderBytesMax; i++)
        {
            if (i >= header.Length) return OperationStatus.NeedMoreData;
            bytes |= (header[i] & 0x7F) << (7 * (i - 1));
            if (header[i] >= 0x80) continue;
            bytes += i + 1;
            return OperationStatus.Done;
        }

        return OperationStatus.InvalidData;
    }
}

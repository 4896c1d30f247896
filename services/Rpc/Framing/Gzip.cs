using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace SmartStore.Rpc.Framing;

/// <summary>gzip of single messages. Inflating stops at the limit: what a small message claims to hold is never allocated.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    private const int StepBytes = 16 * 1024;

    /// <summary>Header, an empty block, checksum and size.</summary>
    private const int EmptyBytes = 20;

    /// <summary>Inflates a message into the buffer.</summary>
    /// <param name="compressed">The gzip bytes, whole.</param>
    /// <param name="limits">How many bytes may come out, and how many times the size that went in.</param>
    /// <param name="inflated">Where the message goes.</param>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED over a limit; INTERNAL when the bytes are no gzip.</exception>
    public static void Inflate(in ReadOnlySequence<byte> compressed, MessageLimits limits, GrowingBuffer inflated)
    {
        var ratioBytesMax = limits.InflateRatioMax is { } ratio ? compressed.Length * ratio : long.MaxValue;
        try
        {
            using var gzip = new GZipStream(new SequenceStream(compressed), CompressionMode.Decompress);
            while (true)
            {
                var step = inflated.GetSpan(StepBytes);
                var read = gzip.Read(step[..Math.Min(step.Length, StepBytes)]);
                if (read == 0) break;
                inflated.Advance(read);
                if (inflated.Length > limits.BytesMax) throw limits.TooLarge("inflated message", inflated.Length, atLeast: true);
                if (inflated.Length > ratioBytesMax)
                    throw new RpcException(StatusCode.ResourceExhausted, $"The message inflates to more than {limits.InflateRatioMax} times its {compressed.Length} bytes.");
            }
        }
        catch (InvalidDataException e)
        {
            throw NotGzip(e);
        }
        if (!EndsWithSize(compressed, inflated.Length)) throw NotGzip();
    }

    /// <summary>Compresses a message into the buffer, fast rather than small.</summary>
    public static void Deflate(ReadOnlySpan<byte> message, GrowingBuffer compressed)
    {
        using var gzip = new GZipStream(new BufferStream(compressed), CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(message);
    }

    /// <summary>
    /// gzip ends with the inflated size, four bytes, low first (RFC 1952 §2.3.1). The runtime's inflater takes a body that was cut
    /// inside its last eight bytes; this does not.
    /// </summary>
    private static bool EndsWithSize(in ReadOnlySequence<byte> compressed, int inflatedBytes)
    {
        if (compressed.Length < EmptyBytes) return false;
        Span<byte> size = stackalloc byte[sizeof(int)];
        compressed.Slice(compressed.Length - sizeof(int)).CopyTo(size);
        return BinaryPrimitives.ReadInt32LittleEndian(size) == inflatedBytes;
    }

    private static RpcException NotGzip(Exception? cause = null) =>
        new(new RpcStatus(StatusCode.Internal, "The message is flagged as compressed and is not valid gzip."), cause);

    private sealed class SequenceStream(ReadOnlySequence<byte> sequence) : ReadOnlyStream
    {
        private ReadOnlySequence<byte> _rest = sequence;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, _rest.Length);
            _rest.Slice(0, count).CopyTo(buffer);
            _rest = _rest.Slice(count);
            return count;
        }
    }

    private sealed class BufferStream(GrowingBuffer buffer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => buffer.Length;

        public override long Position { get => buffer.Length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> source) => buffer.Write(source);

        public override void Write(byte[] source, int offset, int count) => buffer.Write(source.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] destination, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

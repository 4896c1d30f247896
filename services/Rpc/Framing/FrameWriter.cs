using System.Buffers;
using Google.Protobuf;

namespace SmartStore.Rpc.Framing;

/// <summary>Writes a message with its frame header: straight into the output when it is plain protobuf.</summary>
internal static class FrameWriter
{
    /// <summary>Writes one framed message.</summary>
    /// <returns>Bytes written, header included.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is over the limit; nothing was written.</exception>
    public static int Write(IBufferWriter<byte> output, IMessage message, MessageCodec codec, bool compress, MessageLimits limits)
    {
        if (!compress && codec == MessageCodec.Proto) return WritePlain(output, message, limits);

        using var plain = new GrowingBuffer();
        codec.Write(message, plain);
        if (plain.Length > limits.BytesMax) throw limits.TooLarge("message to send", plain.Length);
        if (!compress) return WriteFrame(output, 0, plain.Span);
        using var packed = new GrowingBuffer(plain.Length / 2 + 64);
        Gzip.Deflate(plain.Span, packed);
        return WriteFrame(output, FrameHeader.Compressed, packed.Span);
    }

    public static int WriteFrame(IBufferWriter<byte> output, byte flags, ReadOnlySpan<byte> body)
    {
        new FrameHeader(flags, (uint)body.Length).Write(output.GetSpan(FrameHeader.Bytes));
        output.Advance(FrameHeader.Bytes);
        output.Write(body);
        return FrameHeader.Bytes + body.Length;
    }

    private static int WritePlain(IBufferWriter<byte> output, IMessage message, MessageLimits limits)
    {
        var bytes = message.CalculateSize();
        if (bytes > limits.BytesMax) throw limits.TooLarge("message to send", bytes);
        new FrameHeader(0, (uint)bytes).Write(output.GetSpan(FrameHeader.Bytes));
        output.Advance(FrameHeader.Bytes);
        message.WriteTo(output);
        return FrameHeader.Bytes + bytes;
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace SmartStore.Rpc.Framing;

/// <summary>
/// Reads framed messages from a pipe, one at a time. The declared length is checked before a byte of the body is waited for;
/// a body that never comes whole is never parsed.
/// </summary>
internal sealed class FrameReader(PipeReader pipe, MessageCodec codec, MessageLimits limits)
{
    /// <summary>The encoding that the compressed flag refers to; null or identity: none.</summary>
    public string? Encoding { get; set; }

    /// <summary>What a message that does not parse is: INTERNAL in gRPC (statuscodes.md), INVALID_ARGUMENT in Connect.</summary>
    public StatusCode Unparsable { get; init; } = StatusCode.Internal;

    /// <summary>A flag that marks the frame that ends the messages; 0 when there is none.</summary>
    public byte EndFlag { get; init; }

    /// <summary>Whether the message last read came compressed.</summary>
    public bool LastCompressed { get; private set; }

    /// <summary>The body of the end frame, once it was read.</summary>
    public byte[]? End { get; private set; }

    /// <summary>Bytes of the frames read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next message; null when the body ends, or the end frame came.</summary>
    /// <exception cref="RpcException">The frame is broken, too large, or not a message.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(CancellationToken cancellation)
        where T : class, IMessage<T>, new()
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellation);
            if (result.IsCanceled) throw new OperationCanceledException();
            var buffer = result.Buffer;
            if (TryRead<T>(ref buffer, out var message))
            {
                pipe.AdvanceTo(buffer.Start);
                return message;
            }
            if (End is not null)
            {
                pipe.AdvanceTo(buffer.Start);
                return null;
            }
            if (result.IsCompleted)
            {
                var empty = buffer.IsEmpty;
                pipe.AdvanceTo(buffer.Start);
                return empty ? null : throw new RpcException(StatusCode.Internal, "The last message is cut short.");
            }
            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Takes one message off the front of the buffer if it is there whole.</summary>
    private bool TryRead<T>(ref ReadOnlySequence<byte> buffer, out T? message)
        where T : class, IMessage<T>, new()
    {
        message = null;
        if (FrameHeader.Read(buffer, out var header) == OperationStatus.NeedMoreData) return false;
        if ((header.Flags & ~(FrameHeader.Compressed | EndFlag)) != 0) throw new RpcException(StatusCode.Internal, $"Message flags 0x{header.Flags:X2} are reserved.");
        if (header.BodyBytes > (uint)limits.BytesMax) throw limits.TooLarge("message", header.BodyBytes);
        if (buffer.Length < FrameHeader.Bytes + header.BodyBytes) return false;

        var body = buffer.Slice(FrameHeader.Bytes, header.BodyBytes);
        buffer = buffer.Slice(FrameHeader.Bytes + header.BodyBytes);
        BytesRead += FrameHeader.Bytes + header.BodyBytes;
        var compressed = (header.Flags & FrameHeader.Compressed) != 0;
        if (EndFlag != 0 && (header.Flags & EndFlag) != 0)
        {
            End = compressed ? Inflated(body, static (in bytes) => bytes.ToArray()) : body.ToArray();
            return false;
        }
        LastCompressed = compressed;
        message = compressed ? Inflated(body, Parse<T>) : Parse<T>(body);
        return true;
    }

    private delegate T Use<T>(in ReadOnlySequence<byte> bytes);

    private T Inflated<T>(in ReadOnlySequence<byte> body, Use<T> use)
    {
        if (Encoding is null or "identity") throw new RpcException(StatusCode.Internal, "A message is flagged as compressed and the headers name no encoding.");
        using var inflated = new GrowingBuffer((int)Math.Min(limits.BytesMax, Math.Max(body.Length * 2, 256)));
        Gzip.Inflate(body, limits, inflated);
        return use(new ReadOnlySequence<byte>(inflated.Memory));
    }

    private T Parse<T>(in ReadOnlySequence<byte> bytes)
        where T : class, IMessage<T>, new() => Parse<T>(codec, bytes, Unparsable);

    /// <summary>Parses a message; what the parser says of the bytes stays here.</summary>
    public static T Parse<T>(MessageCodec codec, in ReadOnlySequence<byte> bytes, StatusCode unparsable)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return codec.Read<T>(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or InvalidDataException)
        {
            throw new RpcException(new RpcStatus(unparsable, $"The bytes are no {new T().Descriptor.FullName} in {codec.Name}."), e);
        }
    }
}

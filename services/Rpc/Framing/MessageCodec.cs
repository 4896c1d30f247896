using System.Buffers;
using System.Text;
using Google.Protobuf;

namespace SmartStore.Rpc.Framing;

/// <summary>How a message becomes bytes: protobuf, or the proto3 JSON mapping.</summary>
internal abstract class MessageCodec
{
    public static MessageCodec Proto { get; } = new ProtoCodec();

    public static MessageCodec Json { get; } = new JsonCodec();

    /// <summary>The suffix in content types: proto, json.</summary>
    public abstract string Name { get; }

    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    /// <exception cref="InvalidJsonException">The bytes are no JSON.</exception>
    /// <exception cref="InvalidDataException">The JSON does not fit the message.</exception>
    public abstract T Read<T>(in ReadOnlySequence<byte> bytes)
        where T : class, IMessage<T>, new();

    /// <summary>Writes the message behind a frame header and returns the bytes of the message.</summary>
    public abstract int Write(IMessage message, GrowingBuffer buffer);

    private sealed class ProtoCodec : MessageCodec
    {
        public override string Name => "proto";

        public override T Read<T>(in ReadOnlySequence<byte> bytes)
        {
            var message = new T();
            message.MergeFrom(bytes);
            return message;
        }

        public override int Write(IMessage message, GrowingBuffer buffer)
        {
            var before = buffer.Length;
            message.WriteTo(buffer);
            return buffer.Length - before;
        }
    }

    private sealed class JsonCodec : MessageCodec
    {
        private const int DepthMax = 64;

        private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithRecursionLimit(DepthMax));
        private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

        public override string Name => "json";

        public override T Read<T>(in ReadOnlySequence<byte> bytes)
        {
            try
            {
                return Parser.Parse<T>(StrictUtf8.GetString(bytes));
            }
            catch (Exception e) when (e is DecoderFallbackException or FormatException or OverflowException or ArgumentException)
            {
                throw new InvalidDataException("not JSON of this message", e);
            }
        }

        public override int Write(IMessage message, GrowingBuffer buffer) => (int)StrictUtf8.GetBytes(Formatter.Format(message), buffer);
    }
}

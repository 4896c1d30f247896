using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>What gRPC, gRPC-Web and Connect streams share: messages in frames, one encoding for a call.</summary>
internal abstract class FramedWire(HttpContext http, RpcMethod method, MessageCodec codec, string contentType) : RpcWire(http, method, codec)
{
    private FrameReader? _reader;
    protected bool Compresses { get; private set; }

    /// <summary>The headers, in requests and in responses, that name the encoding, and that list what the sender takes.</summary>
    protected abstract (string Encoding, string AcceptEncoding) EncodingHeaders { get; }

    protected string ContentType { get; } = contentType;

    protected virtual PipeReader Body => Http.Request.BodyReader;

    protected virtual StatusCode Unparsable => StatusCode.Internal;

    protected virtual IBufferWriter<byte> Output => Http.Response.BodyWriter;

    protected string? RequestEncoding { get; private set; }

    public override TimeSpan? ReadCall()
    {
        RequestEncoding = Header(EncodingHeaders.Encoding);
        PeerTakesGzip = Accepts(Header(EncodingHeaders.AcceptEncoding), Gzip.Name);
        if (RequestEncoding is not (null or "identity" or Gzip.Name))
            throw new RpcException(StatusCode.Unimplemented, $"The encoding {Shortened(RequestEncoding)} is not supported; identity and gzip are.");
        return ReadTimeout();
    }

    public override async ValueTask<T?> ReadAsync<T>(RpcContext context)
        where T : class
    {
        var reader = _reader ??= new(Body, Codec, Method.RequestLimits) { Encoding = RequestEncoding, Unparsable = Unparsable };
        var message = await reader.ReadAsync<T>(CancellationToken.None);
        if (message is null) return null;
        context.RequestCompressed = reader.LastCompressed;
        context.MessagesIn++;
        return message;
    }

    public override void Start(RpcContext context)
    {
        Http.Response.ContentType = ContentType;
        Compresses = PeerTakesGzip && context.MayCompress;
        if (Compresses) Http.Response.Headers[EncodingHeaders.Encoding] = Gzip.Name;
        // Whoever compresses is told what we take (compression.md).
        if (RequestEncoding is not null) Http.Response.Headers[EncodingHeaders.AcceptEncoding] = "identity,gzip";
        AddHeaders(context.ResponseHeadersOrNull);
    }

    public override int Write(IMessage message, bool compress) => FrameWriter.Write(Output, message, Codec, compress && Compresses, Method.ResponseLimits);

    protected abstract TimeSpan? ReadTimeout();

    /// <summary>What a peer sent, fit to be told back to it.</summary>
    protected static string Shortened(string text) => text.Length <= 32 ? text : text[..32] + "…";
}

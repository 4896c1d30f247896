using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>
/// gRPC-Web over HTTP/1.1 or HTTP/2: the trailers are the last frame of the body, flag 0x80; the text form is base64 of the
/// same bytes, one padded run for each write (PROTOCOL-WEB).
/// </summary>
internal sealed class GrpcWebWire(HttpContext http, RpcMethod method, MessageCodec codec, string contentType, bool isText) : FramedWire(http, method, codec, contentType)
{
    private PipeReader? _text;

    public override RpcProtocol Protocol => RpcProtocol.GrpcWeb;

    protected override (string Encoding, string AcceptEncoding) EncodingHeaders => ("grpc-encoding", "grpc-accept-encoding");

    protected override PipeReader Body => isText ? _text ??= PipeReader.Create(new Base64Stream(Http.Request.BodyReader)) : Http.Request.BodyReader;

    public override int Write(IMessage message, bool compress)
    {
        if (!isText) return base.Write(message, compress);
        using var frame = new GrowingBuffer();
        FrameWriter.Write(frame, message, Codec, compress && Compresses, Method.ResponseLimits);
        return WriteText(frame.Span);
    }

    public override void End(RpcContext context, RpcStatus status, bool started)
    {
        if (!started) Start(context);
        var block = new StringBuilder();
        foreach (var (key, value) in GrpcTrailers.Of(status, context.ResponseTrailersOrNull)) block.Append(key).Append(": ").Append(value).Append("\r\n");
        using var frame = new GrowingBuffer();
        FrameWriter.WriteFrame(frame, FrameHeader.WebTrailers, Encoding.ASCII.GetBytes(block.ToString()));
        if (isText) WriteText(frame.Span);
        else Http.Response.BodyWriter.Write(frame.Span);
    }

    public override void CancelRead()
    {
        base.CancelRead();
        _text?.CancelPendingRead();
    }

    protected override TimeSpan? ReadTimeout() => Header("grpc-timeout") is { } text ? GrpcTimeout.Read(text) : null;

    private int WriteText(ReadOnlySpan<byte> bytes)
    {
        var output = Http.Response.BodyWriter.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, output, out _, out var written);
        Http.Response.BodyWriter.Advance(written);
        return written;
    }
}

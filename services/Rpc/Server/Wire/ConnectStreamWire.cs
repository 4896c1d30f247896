using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>A Connect stream: always HTTP 200; the status and the trailers are the JSON of the last envelope (Connect, Streaming-Response).</summary>
internal sealed class ConnectStreamWire(HttpContext http, RpcMethod method, MessageCodec codec, string contentType) : FramedWire(http, method, codec, contentType)
{
    public override RpcProtocol Protocol => RpcProtocol.Connect;

    protected override (string Encoding, string AcceptEncoding) EncodingHeaders => ("Connect-Content-Encoding", "Connect-Accept-Encoding");

    protected override StatusCode Unparsable => StatusCode.InvalidArgument;

    public override void End(RpcContext context, RpcStatus status, bool started)
    {
        if (!started) Start(context);
        using var end = new GrowingBuffer();
        ConnectCodes.WriteEndOfStream(end, status, context.ResponseTrailersOrNull);
        FrameWriter.WriteFrame(Http.Response.BodyWriter, FrameHeader.ConnectEnd, end.Span);
    }

    protected override TimeSpan? ReadTimeout()
    {
        if (Header("Connect-Protocol-Version") is { } version and not "1") throw new RpcException(StatusCode.InvalidArgument, $"Connect-Protocol-Version {Shortened(version)} is not supported; 1 is.");
        return ConnectCodes.ReadTimeout(Header("Connect-Timeout-Ms"));
    }
}

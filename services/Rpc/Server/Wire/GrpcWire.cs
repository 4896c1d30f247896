using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>gRPC over HTTP/2: the status goes in HTTP trailers (PROTOCOL-HTTP2).</summary>
internal sealed class GrpcWire(HttpContext http, RpcMethod method, MessageCodec codec, string contentType) : FramedWire(http, method, codec, contentType)
{
    public override RpcProtocol Protocol => RpcProtocol.Grpc;

    protected override (string Encoding, string AcceptEncoding) EncodingHeaders => ("grpc-encoding", "grpc-accept-encoding");

    public override void End(RpcContext context, RpcStatus status, bool started)
    {
        // Trailers-Only: nothing went before, so that one HEADERS frame says it all.
        if (!started) Start(context);
        var target = started ? null : Http.Response.Headers;
        foreach (var (key, value) in GrpcTrailers.Of(status, context.ResponseTrailersOrNull))
        {
            if (target is null) Http.Response.AppendTrailer(key, value);
            else target.Append(key, value);
        }
    }

    protected override TimeSpan? ReadTimeout() => Header("grpc-timeout") is { } text ? GrpcTimeout.Read(text) : null;
}

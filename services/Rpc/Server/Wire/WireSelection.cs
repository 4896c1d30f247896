using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>Which protocol a request speaks, by HTTP version, method and content type; or the HTTP answer to one that speaks none.</summary>
internal static class WireSelection
{
    private const string UnaryPosts = "application/grpc, application/grpc+proto, application/grpc+json, application/grpc-web, application/grpc-web-text, application/json, application/proto";
    private const string StreamPosts = "application/grpc, application/grpc+proto, application/grpc+json, application/grpc-web, application/grpc-web-text, application/connect+json, application/connect+proto";

    /// <summary>The wire of the call; null when the response was given the HTTP code of the refusal: 405, 415 or 505.</summary>
    public static RpcWire? Select(HttpContext http, RpcMethod method)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) && method is { IsUnary: true, SideEffectFree: true }) return Get(http, method);
        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = method is { IsUnary: true, SideEffectFree: true } ? "GET, POST" : "POST";
            return Refuse(http, StatusCodes.Status405MethodNotAllowed);
        }

        var isHttp2 = !HttpProtocol.IsHttp11(request.Protocol) && !HttpProtocol.IsHttp10(request.Protocol);
        var type = MediaType(request.ContentType);
        RpcWire? wire = type switch
        {
            "application/grpc" or "application/grpc+proto" => isHttp2 ? new GrpcWire(http, method, MessageCodec.Proto, type) : null,
            "application/grpc+json" => isHttp2 ? new GrpcWire(http, method, MessageCodec.Json, type) : null,
            "application/grpc-web" or "application/grpc-web+proto" => new GrpcWebWire(http, method, MessageCodec.Proto, type, isText: false),
            "application/grpc-web+json" => new GrpcWebWire(http, method, MessageCodec.Json, type, isText: false),
            "application/grpc-web-text" or "application/grpc-web-text+proto" => new GrpcWebWire(http, method, MessageCodec.Proto, type, isText: true),
            "application/connect+proto" when !method.IsUnary => new ConnectStreamWire(http, method, MessageCodec.Proto, type),
            "application/connect+json" when !method.IsUnary => new ConnectStreamWire(http, method, MessageCodec.Json, type),
            "application/proto" when method.IsUnary => new ConnectUnaryWire(http, method, MessageCodec.Proto),
            "application/json" when method.IsUnary => new ConnectUnaryWire(http, method, MessageCodec.Json),
            _ => null,
        };
        if (wire is not null)
        {
            // Requests and responses at the same time need a transport that carries both.
            var isDuplex = method.Descriptor is { IsClientStreaming: true, IsServerStreaming: true };
            return isHttp2 || !isDuplex ? wire : Refuse(http, StatusCodes.Status505HttpVersionNotsupported);
        }
        if (IsGrpc(type) && !isHttp2) return Refuse(http, StatusCodes.Status505HttpVersionNotsupported);
        http.Response.Headers["Accept-Post"] = method.IsUnary ? UnaryPosts : StreamPosts;
        return Refuse(http, StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Whether a request to a path that nobody serves speaks gRPC or gRPC-Web, and must be told so in its own words.</summary>
    public static bool SpeaksGrpc(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
        && (IsGrpc(MediaType(type)) || MediaType(type).StartsWith("application/grpc-web", StringComparison.Ordinal));

    public static string MediaType(string? contentType)
    {
        if (contentType is null) return "";
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = end < 0 ? contentType : contentType[..end].TrimEnd();
        // Nearly every client writes it in lower case: then there is nothing to allocate.
        return type.AsSpan().ContainsAnyInRange('A', 'Z') ? type.ToLowerInvariant() : type;
    }

    private static bool IsGrpc(string type) => type is "application/grpc" or "application/grpc+proto" or "application/grpc+json";

    private static RpcWire? Get(HttpContext http, RpcMethod method) => http.Request.Query["encoding"].ToString() switch
    {
        "json" => new ConnectUnaryWire(http, method, MessageCodec.Json),
        "proto" => new ConnectUnaryWire(http, method, MessageCodec.Proto),
        _ => Refuse(http, StatusCodes.Status415UnsupportedMediaType),
    };

    private static RpcWire? Refuse(HttpContext http, int code)
    {
        http.Response.StatusCode = code;
        return null;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmartStore.Rpc.Framing;

namespace SmartStore.Rpc.Server.Wire;

/// <summary>The answer to a gRPC or gRPC-Web call of a path that nobody serves: UNIMPLEMENTED, never a page.</summary>
internal static class Unserved
{
    private const string Message = "No such method is served here.";

    public static Task AnswerAsync(HttpContext http, RpcCorsOptions cors)
    {
        if (Cors.Answers(http, cors)) return Task.CompletedTask;
        var type = WireSelection.MediaType(http.Request.ContentType);
        http.Response.ContentType = type;
        if (type.StartsWith("application/grpc-web", StringComparison.Ordinal)) return WebAsync(http.Response, type.Contains("-text", StringComparison.Ordinal));
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return Task.CompletedTask;
        }
        http.Response.Headers.GrpcStatus = "12";
        http.Response.Headers.GrpcMessage = Message;
        return Task.CompletedTask;
    }

    private static async Task WebAsync(HttpResponse response, bool isText)
    {
        using var frame = new GrowingBuffer(128);
        FrameWriter.WriteFrame(frame, FrameHeader.WebTrailers, Encoding.ASCII.GetBytes($"grpc-status: 12\r\ngrpc-message: {Message}\r\n"));
        await response.Body.WriteAsync(isText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(frame.Span)) : frame.Memory);
    }
}

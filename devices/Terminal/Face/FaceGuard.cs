using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartStore.Contracts;

namespace SmartStore.Terminal.Face;

/// <summary>
/// Who may ask a face, and how it answers. It has no password: a browser that stands in a shop shows pages of other sites, too, and none of those may read what the face says or have a code sent by it.
/// </summary>
internal static class FaceGuard
{
    // The two names of loopback. Any other name that leads here belongs to another site, which wants its page to count as ours.
    private static readonly string[] s_names = ["127.0.0.1", "localhost"];

    /// <summary>Refuses every request that the page of another site makes.</summary>
    public static Task Admit(HttpContext http, RequestDelegate next)
    {
        var (request, headers) = (http.Request, http.Response.Headers);
        (headers.XContentTypeOptions, headers["Referrer-Policy"], headers.CacheControl) = ("nosniff", "no-referrer", "no-store");
        if (!s_names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || (request.Host.Port ?? 80) != http.Connection.LocalPort)
            return Refuse(http, StatusCode.PermissionDenied, "This terminal is asked as 127.0.0.1 or localhost only.");
        return IsFromHere(request) ? next(http) : Refuse(http, StatusCode.PermissionDenied, "This is for the page of this terminal alone.");
    }

    /// <summary>Answers a call in proto3 JSON, or with the status that refuses it.</summary>
    public static Task Answer<TRequest>(HttpContext http, MessageParser<TRequest> form, Func<TRequest, CancellationToken, Task<IMessage>> call)
        where TRequest : IMessage<TRequest> => Answer(http, async () =>
        {
            if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) throw Refusal(StatusCode.InvalidArgument, "A call is JSON.");
            if (http.Request.ContentLength is not { } length) throw Refusal(StatusCode.InvalidArgument, "A call says how long it is.");
            if (length > TerminalFace.BodyBytesMax) throw Refusal(StatusCode.ResourceExhausted, $"A call has at most {TerminalFace.BodyBytesMax} bytes.");
            using var body = new StreamReader(http.Request.Body);
            var text = await body.ReadToEndAsync(http.RequestAborted);
            TRequest request;
            try
            {
                request = form.ParseJson(text);
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException or FormatException)
            {
                throw Refusal(StatusCode.InvalidArgument, "This is no such call in JSON.");
            }

            var answer = await call(request, http.RequestAborted);
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(JsonFormatter.Default.Format(answer), http.RequestAborted);
        });

    /// <summary>Runs an answer; what refuses it before its first byte becomes a status.</summary>
    public static async Task Answer(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (RpcException refusal) when (!http.Response.HasStarted)
        {
            await Refuse(http, refusal.StatusCode, refusal.Status.Detail);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

    public static Task NotFound(HttpContext http) => Refuse(http, StatusCode.NotFound, "There is nothing here.");

    public static RpcException Refusal(StatusCode code, string sentence) => new(new Status(code, sentence));

    // google.rpc.Status, as the server writes it.
    private static Task Refuse(HttpContext http, StatusCode code, string sentence)
    {
        http.Response.StatusCode = HttpStatuses.Of(code);
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync($$"""{"code":{{(int)code}},"message":{{JsonSerializer.Serialize(sentence)}}}""", http.RequestAborted);
    }

    // A browser names the origin of every post. Where it says nothing of what reads, no page of another site can see the answer.
    private static bool IsFromHere(HttpRequest request)
    {
        var (site, origin, ours) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString(), $"http://{request.Host.Value}");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return origin == ours && site is "" or "same-origin";
        // The page itself may be gone to by a link: it is empty until it asks.
        return origin.Length > 0 ? origin == ours : site is "" or "same-origin" or "none" || (request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");
    }
}

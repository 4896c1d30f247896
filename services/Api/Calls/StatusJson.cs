using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using SmartStore.Contracts;

namespace SmartStore.Api.Calls;

/// <summary>Failures as google.rpc.Status in JSON, and as HTTP statuses, as the engine writes them for JSON calls.</summary>
internal static class StatusJson
{
    private static readonly JsonFormatter Format = new(new JsonFormatter.Settings(formatDefaultValues: false, TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public static string Of(RpcException failure) =>
        Format.Format(failure.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)failure.StatusCode, Message = failure.Status.Detail });

    /// <summary>Answers a request that has no answer yet with a failure.</summary>
    public static Task Write(HttpContext http, RpcException failure)
    {
        http.Response.StatusCode = HttpStatuses.Of(failure.StatusCode);
        http.Response.ContentType = "application/json; charset=utf-8";
        if (failure.StatusCode == StatusCode.Unauthenticated) http.Response.Headers.WWWAuthenticate = "Bearer";
        return http.Response.WriteAsync(Of(failure));
    }
}

/// <summary>Says in the caller's own form that a policy refuses the call: a bare 401 or 403 is no answer in gRPC, and no google.rpc.Status.</summary>
internal sealed class RefusedCalls(CallMeter meter, ApiOptions options) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        var metadata = context.GetEndpoint()?.Metadata;
        var refused = authorizeResult.Challenged ? Refusal.NoIdentity() : Refusal.NotYours();
        var method = metadata?.GetMetadata<GrpcMethodMetadata>()?.Method.FullName;
        if (method is not null) meter.Count(method, refused.StatusCode);
        if (method is null && authorizeResult.Challenged && options.OidcClientId is not null && IsPage(context.Request))
        {
            context.Response.Redirect($"/signin?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return Task.CompletedTask;
        }

        if (metadata?.GetMetadata<RefusalPage>() is { } page) return page.Write(context, authorizeResult.Challenged ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden);
        if (method is null || metadata!.GetMetadata<GrpcJsonTranscodingMetadata>() is not null) return StatusJson.Write(context, refused);

        // Trailers only: an answer without messages, whose status stands in its headers.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers.GrpcStatus = ((int)refused.StatusCode).ToString();
        context.Response.Headers.GrpcMessage = refused.Status.Detail;
        return Task.CompletedTask;
    }

    // A person opened it in a browser: they can sign in.
    private static bool IsPage(Microsoft.AspNetCore.Http.HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}

/// <summary>What people see at an endpoint that is a page and none of theirs.</summary>
/// <param name="Write">Answers with the status.</param>
internal sealed record RefusalPage(Func<HttpContext, int, Task> Write);

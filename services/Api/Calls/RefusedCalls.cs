using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;

namespace SmartStore.Api.Calls;

/// <summary>Says in the caller's own form that a policy refuses the call: a bare 401 or 403 is no answer in gRPC, and no google.rpc.Status.</summary>
internal sealed class RefusedCalls(CallMeter meter) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        var refused = authorizeResult.Challenged ? Refusal.NoIdentity() : Refusal.NotYours();
        var metadata = context.GetEndpoint()?.Metadata;
        var method = metadata?.GetMetadata<GrpcMethodMetadata>()?.Method.FullName;
        if (method is not null) meter.Count(method, refused.StatusCode);
        if (method is null || metadata!.GetMetadata<GrpcJsonTranscodingMetadata>() is not null) return StatusJson.Write(context, refused);

        // Trailers only: an answer without messages, whose status stands in its headers.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers.GrpcStatus = ((int)refused.StatusCode).ToString();
        context.Response.Headers.GrpcMessage = refused.Status.Detail;
        return Task.CompletedTask;
    }
}

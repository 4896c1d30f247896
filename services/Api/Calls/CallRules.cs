using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace SmartStore.Api.Calls;

/// <summary>What every request has to be, whatever its form: about the caller's own things, and without fields that no rule serves.</summary>
internal sealed class CallRules : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, responseStream, context);
    }

    private static void Check<TRequest>(TRequest request, ServerCallContext context)
    {
        // Health and the like are not of the contract; their endpoints say who may call them.
        if (Access.Find(context.Method) is not { } rule || request is not IMessage message) return;
        if (!rule.MayCall(context.GetHttpContext().User, message)) throw Refusal.NotYours();
        if (NotBuilt.Field(message) is { } unbuilt) throw unbuilt;
    }
}

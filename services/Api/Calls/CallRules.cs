using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace SmartStore.Api.Calls;

/// <summary>Refuses a request about things that are not the caller's own, and one that sets a field without a rule.</summary>
internal static class CallRules
{
    /// <exception cref="RpcException">PERMISSION_DENIED or UNIMPLEMENTED.</exception>
    public static void Check<TRequest>(TRequest request, ServerCallContext context)
    {
        // Health and the like are not of the contract; their endpoints say who may call them.
        if (Access.Find(context.Method) is not { } rule || request is not IMessage message) return;
        if (!rule.MayCall(context.GetHttpContext().User, message)) throw Refusal.NotYours();
        if (NotBuilt.Field(message) is { } unbuilt) throw unbuilt;
    }
}

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>
/// A step that every call passes before its handler, and again after its end. Steps are shared by all calls and hold no
/// state of one. See <see cref="RpcPipeline"/> for the order.
/// </summary>
public interface IRpcInterceptor
{
    /// <summary>Before the handler, and before the request is read. Throwing <see cref="RpcException"/> refuses the call.</summary>
    ValueTask BeforeAsync(RpcContext context) => ValueTask.CompletedTask;

    /// <summary>After the call ended with this status, if <see cref="BeforeAsync"/> was entered. Must not throw.</summary>
    void After(RpcContext context, RpcStatus status)
    {
    }
}

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>Refuses a call when as many are at work as the server takes.</summary>
internal sealed class Admission(RpcOptions options, RpcCalls calls) : IRpcInterceptor
{
    public ValueTask BeforeAsync(RpcContext context) => calls.Count <= options.ActiveCallsMax
        ? ValueTask.CompletedTask
        : throw new RpcException(StatusCode.ResourceExhausted, $"The server has {options.ActiveCallsMax} calls at work, which is its limit; call again later.");
}

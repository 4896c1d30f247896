using Microsoft.Extensions.Options;

namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>What every call passes, in order: counted, logged, admitted, authenticated and allowed, then the application's own steps.</summary>
public sealed class RpcPipeline
{
    /// <summary>The pipeline of one server.</summary>
    public RpcPipeline(IOptions<RpcOptions> options, RpcMetrics metrics, CallLog log, Authentication authentication) =>
        Interceptors = [metrics, log, new Admission(options.Value, Calls), authentication, .. options.Value.Interceptors];

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<IRpcInterceptor> Interceptors { get; }

    internal RpcCalls Calls { get; } = new();
}

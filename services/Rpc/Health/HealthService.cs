using Google.Protobuf.Reflection;
using SmartStore.Rpc.Protos.Health;
using SmartStore.Rpc.Server;
using static SmartStore.Rpc.Protos.Health.HealthCheckResponse.Types;

namespace SmartStore.Rpc.Health;

/// <summary>grpc.health.v1.Health: what probes and load balancers ask, of <see cref="RpcHealth"/>.</summary>
public sealed class HealthService(RpcHealth health) : IRpcService
{
    /// <inheritdoc/>
    public ServiceDescriptor Descriptor => HealthReflection.Descriptor.Services[0];

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods) => methods
        .Unary<HealthCheckRequest, HealthCheckResponse>("Check", RpcPolicy.Anyone, Check, new() { SideEffectFree = true })
        .ServerStream<HealthCheckRequest, HealthCheckResponse>("Watch", RpcPolicy.Anyone, Watch);

    private ValueTask<HealthCheckResponse> Check(HealthCheckRequest request, RpcContext context) => health.Look(request.Service).IsServing is { } serving
        ? ValueTask.FromResult(Response(serving))
        : throw new RpcException(StatusCode.NotFound, "No such service is known here.");

    private async ValueTask Watch(HealthCheckRequest request, RpcContext context, IRpcWriter<HealthCheckResponse> responses)
    {
        HealthCheckResponse? last = null;
        while (true)
        {
            var (serving, changed) = health.Look(request.Service);
            var now = Response(serving);
            if (!now.Equals(last)) await responses.WriteAsync(last = now);
            await changed.WaitAsync(context.Cancellation);
        }
    }

    private static HealthCheckResponse Response(bool? serving) => new()
    {
        Status = serving switch { true => ServingStatus.Serving, false => ServingStatus.NotServing, null => ServingStatus.ServiceUnknown },
    };
}

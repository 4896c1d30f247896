using SmartStore.Rpc.Health;

namespace SmartStore.Host.Composition;

/// <summary>Whether this process can serve: true once the grains have caught up, false from the moment it drains. Shown at /readyz and by grpc.health.v1.</summary>
internal sealed class Readiness(RpcHealth health)
{
    private volatile bool _ready;

    public bool IsReady
    {
        get => _ready;
        set
        {
            _ready = value;
            health.Set("", value);
        }
    }
}

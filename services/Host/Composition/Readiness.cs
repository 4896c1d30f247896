using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SmartStore.Host.Composition;

/// <summary>Whether this process can serve: true once the grains have caught up, false from the moment it drains. Shown at /readyz and by grpc.health.v1.</summary>
internal sealed class Readiness : IHealthCheck
{
    /// <summary>Tag of the checks that say so.</summary>
    public const string Tag = "ready";

    private volatile bool _isReady;

    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The grains have not caught up, or the process drains."));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using SmartStore.Grains.Storage;

namespace SmartStore.Host.Composition;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c> and grpc.health.v1: it serves. <c>/metrics</c>: Prometheus text. Anybody may ask.</summary>
internal static class Probes
{
    private const string Ready = "ready";

    /// <summary>Says whether the process serves, and collects our meters and the runtime's.</summary>
    public static IServiceCollection AddProbes(this IServiceCollection services, IStateStore store)
    {
        services.AddSingleton(new Readiness(store)).AddHealthChecks().AddCheck<Readiness>("ready", tags: [Ready]);
        services.AddGrpcHealthChecks(static health => health.Services.Map("", static check => check.Tags.Contains(Ready)));
        // A watcher of grpc.health.v1 hears of a change within this time.
        services.Configure<HealthCheckPublisherOptions>(static publisher => publisher.Delay = publisher.Period = TimeSpan.FromSeconds(5));
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter("SmartStore.*", "System.Runtime")
            .AddPrometheusExporter(static exporter => (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled, exporter.ScrapeResponseCacheDurationMilliseconds) = (false, false, 0)));
        return services;
    }

    /// <param name="hasCalls">True where calls are answered: then gRPC's own question is, too.</param>
    public static void MapProbes(this WebApplication app, bool hasCalls)
    {
        app.MapHealthChecks("/healthz", Says("ok\n", "not ok\n", static _ => false)).AllowAnonymous();
        app.MapHealthChecks("/readyz", Says("ready\n", "not ready\n", static check => check.Tags.Contains(Ready))).AllowAnonymous();
        if (hasCalls) app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
    }

    private static HealthCheckOptions Says(string good, string bad, Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) => http.Response.WriteAsync(report.Status == HealthStatus.Healthy ? good : bad),
    };
}

/// <summary>
/// Whether this process can serve: once the grains have caught up, until it drains, and while it reaches the store. Where it does not, balancers send calls to a process that does.
/// </summary>
internal sealed class Readiness(IStateStore store) : IHealthCheck
{
    private volatile bool _isUp;

    /// <summary>True from the moment the grains have caught up until the process drains.</summary>
    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsUp && store.IsReached ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The grains have not caught up, the store is not reached, or the process drains."));
}

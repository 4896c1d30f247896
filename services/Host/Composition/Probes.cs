using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace SmartStore.Host.Composition;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c> and grpc.health.v1: it serves. <c>/metrics</c>: Prometheus text. Anybody may ask.</summary>
internal static class Probes
{
    /// <summary>Collects our meters and the runtime's.</summary>
    public static IServiceCollection AddMetrics(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter("SmartStore.*", "System.Runtime")
            .AddPrometheusExporter(static exporter => (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled, exporter.ScrapeResponseCacheDurationMilliseconds) = (false, false, 0)));
        return services;
    }

    public static void MapProbes(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", Says("ok\n", "not ok\n", static _ => false)).AllowAnonymous();
        app.MapHealthChecks("/readyz", Says("ready\n", "not ready\n", static check => check.Tags.Contains(Readiness.Tag))).AllowAnonymous();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
    }

    private static HealthCheckOptions Says(string good, string bad, Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) => http.Response.WriteAsync(report.Status == HealthStatus.Healthy ? good : bad),
    };
}

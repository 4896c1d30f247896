using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SmartStore.Host.Metrics;

namespace SmartStore.Host.Composition;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c> and grpc.health.v1: it serves. <c>/metrics</c>: Prometheus text. Anybody may ask.</summary>
internal static class Probes
{
    public static void MapProbes(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<MetricsText>();
        app.MapHealthChecks("/healthz", Says("ok\n", "not ok\n", static _ => false)).AllowAnonymous();
        app.MapHealthChecks("/readyz", Says("ready\n", "not ready\n", static check => check.Tags.Contains(Readiness.Tag))).AllowAnonymous();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGet("/metrics", http =>
        {
            http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            return http.Response.WriteAsync(metrics.Write());
        }).AllowAnonymous();
    }

    private static HealthCheckOptions Says(string good, string bad, Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) => http.Response.WriteAsync(report.Status == HealthStatus.Healthy ? good : bad),
    };
}

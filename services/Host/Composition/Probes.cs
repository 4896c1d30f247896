using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Host.Metrics;

namespace SmartStore.Host.Composition;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it serves. <c>/metrics</c>: Prometheus text.</summary>
internal static class Probes
{
    public static IApplicationBuilder UseProbes(this IApplicationBuilder app)
    {
        var readiness = app.ApplicationServices.GetRequiredService<Readiness>();
        var metrics = app.ApplicationServices.GetRequiredService<MetricsText>();
        return app.Use(next => http =>
        {
            if (http.Request.Method is not ("GET" or "HEAD")) return next(http);
            switch (http.Request.Path.Value)
            {
                case "/healthz":
                    return Answer(http, StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok\n");
                case "/readyz":
                    return readiness.IsReady
                        ? Answer(http, StatusCodes.Status200OK, "text/plain; charset=utf-8", "ready\n")
                        : Answer(http, StatusCodes.Status503ServiceUnavailable, "text/plain; charset=utf-8", "not ready\n");
                case "/metrics":
                    return Answer(http, StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", metrics.Write());
                default:
                    return next(http);
            }
        });
    }

    private static Task Answer(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(body);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Orleans.Dashboard;
using Orleans.Hosting;
using SmartStore.Api;

namespace SmartStore.Host.Composition;

/// <summary>With <c>--dashboard</c>: how the silos and the grains' methods do, for operators. It shows kinds of grains and counts, and no single one.</summary>
internal static class OrleansDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/orleans";

    // The states of single grains are persons' data, and the log may name one.
    private static readonly string[] Personal = ["/GrainState", "/Trace"];

    public static void AddDashboard(this IHostApplicationBuilder builder) =>
        builder.UseOrleans(static silo => silo.AddDashboard(static dashboard => dashboard.HideTrace = true));

    public static void MapDashboard(this WebApplication app) => app.MapOrleansDashboard(Path)
        .AddEndpointFilter(static (call, next) =>
            Array.Exists(Personal, part => call.HttpContext.Request.Path.StartsWithSegments(Path + part, StringComparison.OrdinalIgnoreCase)) ? ValueTask.FromResult<object?>(Results.NotFound()) : next(call))
        .RequireOperator();
}

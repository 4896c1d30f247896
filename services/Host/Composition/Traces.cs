using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Hosting;

namespace SmartStore.Host.Composition;

/// <summary>
/// With <c>--otlp</c>: traces from a cause (a tap, a call, a zone that was entered) over the grains to the update of a phone, across processes.
/// They name stores, terminals and methods, and no person.
/// </summary>
internal static class Traces
{
    /// <summary>What a span may tell. Orleans would tell grains' keys, which are ids of shoppers, and ASP.NET Core the caller's address.</summary>
    private static readonly HashSet<string> Told = new(StringComparer.Ordinal)
    {
        "rpc.system", "rpc.system.name", "rpc.service", "rpc.method", "rpc.grpc.status_code", "rpc.response.status_code",
        "http.request.method", "http.route", "http.response.status_code", "network.protocol.version", "server.port", "url.scheme", "error.type", "exception.type",
        "smartstore.store", "smartstore.terminal", "smartstore.outcome",
    };

    public static void AddTraces(this IHostApplicationBuilder builder, ServeOptions options)
    {
        if (options.Otlp is not { } collector) return;
        if (options.HasSilo) builder.UseOrleans(static silo => silo.AddActivityPropagation());
        else builder.UseOrleansClient(static client => client.AddActivityPropagation());
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("smartstore", serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"))
            .WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new CauseSampler(options.TracePercent / 100.0)))
                .AddSource("SmartStore.*", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation(static calls => calls.Filter = static http => http.Request.Path.Value is not ("/metrics" or "/healthz" or "/readyz"))
                .AddProcessor(new NamesNobody())
                .AddOtlpExporter(exporter => (exporter.Endpoint, exporter.Protocol) = (collector, collector.AbsolutePath == "/" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf)));
    }

    /// <summary>Samples causes. Sightings that go from process to process are none: there are thousands a second, and most of them cause nothing.</summary>
    private sealed class CauseSampler(double share) : Sampler
    {
        private readonly TraceIdRatioBasedSampler _causes = new(share);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.Name.StartsWith("IPresenceGrain/", StringComparison.Ordinal) ? new SamplingResult(SamplingDecision.Drop) : _causes.ShouldSample(samplingParameters);
    }

    private sealed class NamesNobody : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in data.TagObjects.Where(static tag => !Told.Contains(tag.Key)).ToList()) data.SetTag(tag.Key, null);
            if (data.StatusDescription is not null) data.SetStatus(data.Status);
        }
    }
}

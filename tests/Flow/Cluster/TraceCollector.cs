using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmartStore.Flow.Tests.Cluster;

/// <summary>A span, as far as the tests look at it.</summary>
/// <param name="Process">The <c>service.instance.id</c> of the process that sent it.</param>
internal sealed record CollectedSpan(string Process, string Trace, string Id, string Parent, string Name);

/// <summary>A collector of OTLP over HTTP. It reads the fields it needs by their numbers (opentelemetry-proto 1.x, trace.proto).</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly WebApplication _server;

    private TraceCollector(WebApplication server) => _server = server;

    public string Address => $"{_server.Urls.Single()}/v1/traces";

    public IReadOnlyCollection<CollectedSpan> Spans => _spans;

    /// <summary>Everything that was sent, as it came.</summary>
    public string Sent => string.Concat(_texts);

    public static async Task<TraceCollector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = new TraceCollector(builder.Build());
        collector._server.Urls.Add("http://127.0.0.1:0");
        collector._server.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            var body = await ByteString.FromStreamAsync(request.Body);
            collector._texts.Enqueue(Encoding.Latin1.GetString(body.Span));
            foreach (var resource in Parts(body, 1)) collector.Add(resource);
            return Results.Ok();
        });
        await collector._server.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Add(ByteString resourceSpans)
    {
        var attributes = Parts(resourceSpans, 1).SelectMany(static resource => Parts(resource, 1));
        var process = attributes.Where(static attribute => Text(attribute, 1) == "service.instance.id").Select(static attribute => Text(Parts(attribute, 2).Single(), 1)).Single();
        foreach (var span in Parts(resourceSpans, 2).SelectMany(static scope => Parts(scope, 2)))
            _spans.Enqueue(new CollectedSpan(process, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5)));
    }

    private static string Text(ByteString message, int field) => Parts(message, field).SingleOrDefault(ByteString.Empty).ToStringUtf8();

    private static string Hex(ByteString message, int field) => Convert.ToHexString(Parts(message, field).SingleOrDefault(ByteString.Empty).Span);

    // The length-delimited fields of one number.
    private static List<ByteString> Parts(ByteString message, int field)
    {
        var (parts, input) = (new List<ByteString>(), message.CreateCodedInput());
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited)) parts.Add(input.ReadBytes());
            else input.SkipLastField();
        }
        return parts;
    }
}

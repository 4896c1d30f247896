using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Microsoft.Diagnostics.NETCore.Client;
using SmartStore.Link;

namespace SmartStore.Benchmarks.Load.Peers;

/// <summary><c>smartstore serve</c> in a process of its own, on ports that were free, as everybody else would run it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CollectsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly Uri _metrics;

    private ServerProcess(Process process, Match ready)
    {
        _process = process;
        MqttPort = ready.Groups["mqtt"].Success ? int.Parse(ready.Groups["mqtt"].Value, CultureInfo.InvariantCulture) : 0;
        Http = new Uri(ready.Groups["http"].Value);
        _metrics = new Uri(Http, "/metrics");
        Grpc = new Uri(ready.Groups["grpc"].Value);
        Channel = StoreChannel.Open(Grpc);
    }

    /// <summary>0: devices do not connect here.</summary>
    public int MqttPort { get; }

    public Uri Http { get; }

    public Uri Grpc { get; }

    public GrpcChannel Channel { get; }

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu => ProcStat.Cpu(_process.Id);

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => ProcStat.ResidentBytes(_process.Id);

    /// <summary>Starts a server on a data folder and waits for its ready line.</summary>
    /// <exception cref="InvalidOperationException">It did not become ready.</exception>
    /// <param name="flags">Further flags of <c>serve</c>; one that names <c>--mqtt-port</c> takes the place of a free one.</param>
    public static async Task<ServerProcess> Start(string data, params string[] flags)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "smartstore")) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory };
        string[] mqtt = flags.Contains("--mqtt-port") ? [] : ["--mqtt-port", "0"];
        foreach (var argument in (string[])["serve", "--data", data, .. mqtt, "--http-port", "0", "--grpc-port", "0", "--log-level", "warning", .. flags]) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("smartstore could not be started.");
        using var late = new CancellationTokenSource(ReadyWithin);
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            if (Ready().Match(line) is { Success: true } ready)
                return new ServerProcess(process, ready);
        throw new InvalidOperationException("smartstore ended before it was ready.");
    }

    /// <summary>A value of <c>/metrics</c>, summed over the series that start so; 0: none.</summary>
    /// <param name="series">Name, with labels where they matter.</param>
    public async Task<double> Metric(string series) => (await _http.GetStringAsync(_metrics)).Split('\n')
        .Where(line => line.StartsWith(series, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Sightings that trackers took so far.</summary>
    public Task<double> Taken() => Metric("smartstore_sightings_total{fate=\"taken\"}");

    /// <summary>What its managed heap holds after a full collection, bytes. The runtime collects when a session with this keyword opens.</summary>
    public async Task<double> HeapBytes()
    {
        const long heapCollect = 0x80_0000;
        var before = await FullCollections();
        var client = new DiagnosticsClient(_process.Id);
        using var session = client.StartEventPipeSession(new EventPipeProvider("Microsoft-Windows-DotNETRuntime", System.Diagnostics.Tracing.EventLevel.Informational, heapCollect), requestRundown: false);
        var reading = session.EventStream.CopyToAsync(Stream.Null);
        using var late = new CancellationTokenSource(CollectsWithin);
        while (await FullCollections() <= before) await Task.Delay(100, late.Token);
        await session.StopAsync(late.Token);
        await reading;
        return await Metric("dotnet_gc_last_collection_heap_size_bytes") - await Metric("dotnet_gc_last_collection_heap_fragmentation_size_bytes");
    }

    private Task<double> FullCollections() => Metric("dotnet_gc_collections_total{gc_heap_generation=\"gen2\"");

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        _http.Dispose();
        if (!_process.HasExited) await Stop();
        _process.Dispose();
    }

    private async Task Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        using var late = new CancellationTokenSource(StopsWithin);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    [GeneratedRegex(@"^ready mqtt=(none|[^:]+:(?<mqtt>\d+)) http=(?<http>\S+) grpc=(?<grpc>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ready();
}

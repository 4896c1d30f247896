using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using SmartStore.Contracts.Clients;

namespace SmartStore.Benchmarks.Load.Peers;

/// <summary><c>smartstore serve</c> in a process of its own, on ports that were free, as everybody else would run it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly Uri _metrics;

    private ServerProcess(Process process, Match ready)
    {
        _process = process;
        MqttPort = int.Parse(ready.Groups["mqtt"].Value, CultureInfo.InvariantCulture);
        _metrics = new Uri(ready.Groups["http"].Value + "/metrics");
        Channel = StoreChannel.Open(new Uri(ready.Groups["grpc"].Value));
    }

    public int MqttPort { get; }

    public GrpcChannel Channel { get; }

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu => ProcStat.Cpu(_process.Id);

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => ProcStat.ResidentBytes(_process.Id);

    /// <summary>Starts a server on a data folder and waits for its ready line.</summary>
    /// <exception cref="InvalidOperationException">It did not become ready.</exception>
    public static async Task<ServerProcess> Start(string data)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "smartstore")) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var argument in (string[])["serve", "--data", data, "--mqtt-port", "0", "--http-port", "0", "--grpc-port", "0", "--log-level", "warning"]) start.ArgumentList.Add(argument);
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

    [GeneratedRegex(@"^ready mqtt=[^:]+:(?<mqtt>\d+) http=(?<http>\S+) grpc=(?<grpc>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ready();
}

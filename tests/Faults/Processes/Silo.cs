using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SmartStore.Faults.Tests.Processes;

/// <summary>How a server process is started.</summary>
internal sealed record SiloOptions
{
    /// <summary>Further flags of <c>serve</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Where it reaches the broker; null: at the broker's own port.</summary>
    public int? BrokerPort { get; init; }

    /// <summary>What the process runs under; empty: directly.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>The safeguard that is off, as SmartStore.Faults.Host knows it; null: the product itself runs.</summary>
    public string? Without { get; init; }

    /// <summary>Address that it listens on.</summary>
    public string Host { get; init; } = "127.0.0.1";
}

/// <summary>A server process on ports of its own, which it keeps when it is started again.</summary>
internal sealed partial class Silo : IAsyncDisposable
{
    private static readonly HttpClient s_http = new();

    private readonly FreshFolder _data = new();
    private readonly SiloOptions _options;
    private Child _child;
    private string _earlier = "";
    private Edge? _edge;
    private int _http;

    private Silo(SiloOptions options)
    {
        _options = options;
        _child = Launch();
    }

    /// <summary>Where clients reach it; null: it answers none.</summary>
    public Edge? Edge => _edge;

    /// <summary>All of stderr since it was last started.</summary>
    public string Err => _child.Err;

    /// <summary>All of stderr since it was first started.</summary>
    public string AllErr => _earlier + _child.Err;

    public bool HasEnded => _child.HasExited;

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<Silo> Start(SiloOptions options)
    {
        var silo = new Silo(options);
        try
        {
            await silo.Ready();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again: same data, same ports.</summary>
    public async Task StartAgain()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await _child.DisposeAsync();
            _earlier += _child.Err;
            _child = Launch();
            try
            {
                await Ready();
                return;
            }
            catch (InvalidOperationException) when (clock.Elapsed < Child.PortIsFreeWithin && _child.LacksPort)
            {
            }
        }
    }

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReady()
    {
        using var answer = await s_http.GetAsync(new Uri($"http://{_options.Host}:{_http}/readyz"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>A metric as it is now; 0 where it was never counted.</summary>
    /// <param name="series">Name with its labels, as /metrics writes it.</param>
    public async Task<double> Metric(string series)
    {
        var text = await s_http.GetStringAsync(new Uri($"http://{_options.Host}:{_http}/metrics"));
        return text.Split('\n').Where(line => line.StartsWith(series + " ", StringComparison.Ordinal)).Select(line => double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    /// <summary>SIGKILL.</summary>
    public Task Kill() => _child.Kill();

    /// <summary>SIGTERM, and the end.</summary>
    public async Task Stop()
    {
        await _child.Signal("TERM");
        Assert.Equal(0, (await _child.End()).Code);
    }

    /// <summary>It stands still, with its connections open.</summary>
    public Task Freeze() => _child.Signal("STOP");

    public Task Thaw() => _child.Signal("CONT");

    /// <summary>Waits until the process has ended by itself.</summary>
    public Task<Finished> End() => _child.End();

    /// <summary>True: it ended within that time, or is about to. False: it says after it that it is ready.</summary>
    public async Task<bool> EndsWithin(TimeSpan time)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time; await Task.Delay(50))
            if (_child.HasExited)
                return true;
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{_options.Host}:{_http}/readyz"));
            answer.EnsureSuccessStatusCode();
            return false;
        }
        catch (HttpRequestException)
        {
            // On a busy machine it is ending only now.
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _data.Dispose();
    }

    private Child Launch()
    {
        string[] program = _options.Without is { } without
            ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "SmartStore.Faults.Host.dll"), without]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "smartstore.dll"), "serve"];
        string[] all =
        [
            .. _options.Under, .. program, "--data", _data.Path, "--bind", _options.Host, "--mqtt-port", $"{_edge?.Mqtt ?? 0}", "--http-port", $"{_http}", "--grpc-port", $"{_edge?.Grpc.Port ?? 0}",
            "--silo-port", "0", "--silo-gateway-port", "0", "--log-level", "warning", .. _options.Flags,
        ];
        return Child.Start(all[0], all[1..], environment: _options.Environment);
    }

    private async Task Ready()
    {
        Match? ready = null;
        await Eventually.Is(
            () => _child.HasExited || (ready = _child.Out.Select(line => ReadyLine().Match(line)).FirstOrDefault(match => match.Success)) is not null,
            () => $"the ready line. stdout: {string.Join('\n', _child.Out)} stderr: {_child.Err}");
        if (ready is null) throw new InvalidOperationException($"The server ended before it was ready: {_child.Err}");
        if (ready.Groups["grpc"].Success) _edge = new Edge(_options.Host, int.Parse(ready.Groups["mqtt"].Value), new Uri(ready.Groups["grpc"].Value));
        _http = new Uri(ready.Groups["http"].Value).Port;
    }

    [GeneratedRegex(@"^ready mqtt=(none|[0-9.]+:(?<mqtt>\d+)) http=(?<http>http://[0-9.]+:\d+) grpc=(none|(?<grpc>http://[0-9.]+:\d+))( silo=\S+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();
}

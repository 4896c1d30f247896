using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartStore.Tests;

/// <summary>A Redis of a test's own, on a free port of loopback and in a folder that goes with it. Without other settings it is a safe one.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-redis-").FullName;
    private readonly string[] _settings;
    private Process _process;
    private bool _runs;

    private RedisProcess(Func<RedisProcess, string[]> settings)
    {
        (Port, BusPort) = (FreePort(), FreePort());
        _settings = settings(this);
        _process = Launch();
    }

    /// <summary>Whether there is a Redis on this machine.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Why a test is skipped where there is none.</summary>
    public const string NotInstalled = $"There is no {Program} on this machine";

    public int Port { get; }

    /// <summary>Where the nodes of a cluster talk to each other.</summary>
    public int BusPort { get; }

    /// <summary>The server's address for <c>--store</c>.</summary>
    public string Address => $"redis://127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it takes commands.</summary>
    /// <param name="settings">As on its command line, after ours.</param>
    public static Task<RedisProcess> Start(params string[] settings) => Start(_ => settings);

    /// <summary>Starts a node of a Redis Cluster, which has no slots yet.</summary>
    public static Task<RedisProcess> StartClusterNode(params string[] settings) =>
        Start(node => ["--cluster-enabled", "yes", "--cluster-port", $"{node.BusPort}", "--cluster-node-timeout", "2000", .. settings]);

    /// <summary>Starts a sentinel that alone decides about a primary on this machine, after a second without an answer.</summary>
    public static Task<RedisProcess> StartSentinel(string name, int primaryPort) => Start(sentinel =>
    {
        var file = Path.Combine(sentinel._folder, "sentinel.conf");
        File.WriteAllText(file, $"""
            port {sentinel.Port}
            bind 127.0.0.1
            dir {sentinel._folder}
            sentinel monitor {name} 127.0.0.1 {primaryPort} 1
            sentinel down-after-milliseconds {name} 1000
            sentinel failover-timeout {name} 5000

            """);
        return [file, "--sentinel"];
    });

    private static async Task<RedisProcess> Start(Func<RedisProcess, string[]> settings)
    {
        for (var attempt = 0; ; attempt++)
        {
            var redis = new RedisProcess(settings);
            if (await redis.IsReady()) return redis;
            await redis.DisposeAsync();
            // Another program took the port in between.
            if (attempt == 5) throw new InvalidOperationException($"{Program} {string.Join(' ', redis._settings)} does not start.");
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _runs = false;
    }

    /// <summary>Starts it again, with its data.</summary>
    public async Task StartAgain()
    {
        // A client that connects to it may hold its port for a moment.
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            _process = Launch();
            if (await IsReady()) return;
            await Kill();
            if (clock.Elapsed > TimeSpan.FromSeconds(30)) throw new InvalidOperationException($"{Program} does not start again.");
        }
    }

    /// <summary>It stands still, with its connections open.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Sends one command, and gives the raw answer.</summary>
    public async Task<string> Command(params string[] words)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var stream = socket.GetStream();
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words) text.Append($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        var answer = new byte[64 * 1024];
        return Encoding.UTF8.GetString(answer, 0, await stream.ReadAsync(answer));
    }

    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            Thaw();
            await Kill();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Launch()
    {
        string[] ours = ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0"];
        var start = new ProcessStartInfo(Program, _settings.Contains("--sentinel") ? _settings : [.. ours, .. _settings]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        _runs = true;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> IsReady()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Ready to accept connections", StringComparison.Ordinal) && !line.Contains("+monitor master", StringComparison.Ordinal)) continue;
            // What it says later is read, so that it never waits for it.
            _ = _process.StandardOutput.ReadToEndAsync();
            return true;
        }

        return false;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

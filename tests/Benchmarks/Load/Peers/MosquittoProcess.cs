using System.Net;
using System.Net.Sockets;

namespace SmartStore.Benchmarks.Load.Peers;

/// <summary>The broker we compare with: Mosquitto, one plain listener on loopback, nothing kept, nothing logged.</summary>
internal sealed class MosquittoProcess : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

    private readonly Process _process;
    private readonly string _folder;

    private MosquittoProcess(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts it; null: it is not installed.</summary>
    public static async Task<MosquittoProcess?> Start()
    {
        if (Array.Find(Places, File.Exists) is not { } path) return null;
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("smartstore-mosquitto-").FullName;
        var file = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(file, $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type none\nset_tcp_nodelay true\n");
        var process = Process.Start(new ProcessStartInfo(path) { ArgumentList = { "-c", file }, RedirectStandardError = true, UseShellExecute = false })!;
        var clock = Stopwatch.StartNew();
        while (!await Listens(port))
        {
            if (process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(10)) throw new InvalidOperationException($"mosquitto did not open port {port}.");
            await Task.Delay(50);
        }

        return new MosquittoProcess(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> Listens(int port)
    {
        try
        {
            using var socket = await RawMqtt.Connect(port, "probe", CancellationToken.None);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

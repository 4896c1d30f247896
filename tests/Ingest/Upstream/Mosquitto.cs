using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmartStore.Grains.Hosting;

namespace SmartStore.Ingest.Tests.Upstream;

/// <summary>Mosquitto on a port of its own: a broker that a shop may have already. MQTTnet's server knows no shared subscriptions.</summary>
internal sealed class Mosquitto : IDisposable
{
    // A busy machine is no failure.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private Process _process;
    private bool _isStopped;

    private Mosquitto(int port)
    {
        Port = port;
        _process = Start();
    }

    public int Port { get; }

    /// <summary>Starts one, or skips the test where there is none.</summary>
    public static Mosquitto Open()
    {
        if (!File.Exists("/usr/sbin/mosquitto")) Assert.Skip("mosquitto is not installed.");
        // No connection of anybody's takes such a port between its release and the broker's start.
        var held = HeldPort.Of(IPAddress.Loopback, 0);
        held.Dispose();
        return new Mosquitto(held.Port);
    }

    /// <summary>Kills it and starts another one in its place, which knows nothing of the one before.</summary>
    public void Restart()
    {
        Stop();
        (_process, _isStopped) = (Start(), false);
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Kills it.</summary>
    public void Stop()
    {
        if (_isStopped) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _isStopped = true;
    }

    private Process Start()
    {
        var configuration = Path.Combine(_folder, "mosquitto.conf");
        File.WriteAllText(configuration, $"listener {Port} 127.0.0.1\nallow_anonymous true\n");
        // A client that connects to it may hold its port for a moment.
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            if (SpinWait.SpinUntil(() => process.HasExited || Answers(), StartsWithin) && !process.HasExited) return process;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Assert.True(clock.Elapsed < StartsWithin, "mosquitto does not listen");
        }
    }

    private bool Answers()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

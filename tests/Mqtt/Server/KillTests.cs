using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using static SmartStore.Mqtt.Tests.Server.WireClient;

namespace SmartStore.Mqtt.Tests.Server;

/// <summary>The server as a process of its own, killed without a chance to do anything about it.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("mqtt-kill").FullName;

    private static string HostProgram => Path.Combine(AppContext.BaseDirectory, "SmartStore.Mqtt.Host.dll");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fifty_messages_for_an_absent_kiosk_survive_kill_9()
    {
        Assert.SkipUnless(File.Exists(HostProgram), "The host of the server was not built beside the tests.");
        using (var first = new HostProcess(_folder))
        {
            var port = await first.PortAsync();
            var kiosk = Open(port);
            await kiosk.Connect("kiosk", clean: false, properties: "11FFFFFFFF");
            Assert.Equal("01", await kiosk.Subscribe("orders/#", options: 1));
            await kiosk.Leave();
            var publisher = Open(port);
            await publisher.Connect("pub");
            for (var i = 1; i <= 50; i++) await publisher.Publish($"orders/{i:D2}", $"{i}", qos: 1, id: i);
            for (var i = 1; i <= 50; i++) Assert.Equal($"4002{i:X4}", await publisher.Receive());
            await first.KillAsync();
        }

        using var second = new HostProcess(_folder);
        var back = Open(await second.PortAsync());
        await back.Connect("kiosk", clean: false, properties: "11FFFFFFFF");
        Assert.Equal("01", back.Connack[4..6]);
        for (var i = 1; i <= 50; i++) Assert.Equal(PublishOf("32", $"orders/{i:D2}", $"{i}", 1, i), await back.Receive());
        await back.ExpectNothing();
        await back.Leave();
    }

    private static WireClient Open(int port) => new(async transport =>
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = socket.GetStream();
        var sending = transport.Input.CopyToAsync(stream);
        try
        {
            await stream.CopyToAsync(transport.Output);
        }
        catch (IOException)
        {
            // Killed: the line breaks.
        }

        await transport.Output.CompleteAsync();
        transport.Input.CancelPendingRead();
        await sending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    });

    private sealed class HostProcess : IDisposable
    {
        private readonly Process _process;

        public HostProcess(string data)
        {
            var start = new ProcessStartInfo("dotnet", [HostProgram, "--port", "0", "--data", data]) { UseShellExecute = false, RedirectStandardOutput = true };
            _process = Process.Start(start)!;
        }

        /// <summary>Where it listens, once it does.</summary>
        public async Task<int> PortAsync()
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
            const string Before = "mqtt=127.0.0.1:";
            Assert.Contains(Before, line, StringComparison.Ordinal);
            var from = line!.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
            return int.Parse(line.AsSpan(from, line.IndexOf(' ', from) - from), System.Globalization.CultureInfo.InvariantCulture);
        }

        /// <summary>SIGKILL.</summary>
        public async Task KillAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(s_patience);
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

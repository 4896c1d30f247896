using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using SmartStore.Benchmarks.Load;
using SmartStore.Benchmarks.Servers;

namespace SmartStore.Benchmarks.Stages;

/// <summary>An MQTT server in process, on pipes instead of sockets: a thousand messages of one sighting each to the handler behind it.</summary>
internal sealed class MqttStage : IDuplexPipe, IDisposable
{
    // A server in process has no client to slow down: the pipe takes a whole run. The server reads on the thread that writes, so that handing over is not measured.
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly Pipe _toClient = new();
    private readonly SightingPackets _packets = new(StageStore.Id, Stage.OperationsPerRun, StageStore.Anchors, 1, Walk.Never);
    private readonly StageTime _time;
    private readonly IDisposable _held;
    private readonly Task _serving;
    private int _round;

    private MqttStage(ConnectionHandler server, StageTime time, IDisposable held)
    {
        (_time, _held) = (time, held);
        _serving = server.OnConnectedAsync(new DefaultConnectionContext("stage", this, this) { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) });
        Send([0x10, 13, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 1, (byte)'g']);
        Receive(4);
    }

    PipeReader IDuplexPipe.Input => _toServer.Reader;

    PipeWriter IDuplexPipe.Output => _toClient.Writer;

    /// <summary>MQTTnet's server alone, with a handler that does nothing: everything else is measured against it.</summary>
    public static Stage ToNobody(string name)
    {
        var server = BareServer.Start().Result;
        var stage = new MqttStage(server.Handler, new StageTime(), server);
        return new Stage(name, stage.Run, stage);
    }

    /// <summary>Everything between the socket and the tracker.</summary>
    public static Stage ToTracker(string name)
    {
        var server = DoorServer.Start().Result;
        var stage = new MqttStage(server.Handler, server.Intake.Time, server);
        // The first sighting of a shopper waits for its grain.
        stage.Run();
        return new Stage(name, () =>
        {
            var before = server.Intake.Taken;
            stage.Run();
            if (server.Intake.Taken - before != Stage.OperationsPerRun) throw new InvalidOperationException("Not every sighting was taken.");
        }, stage);
    }

    public void Dispose()
    {
        _toServer.Writer.Complete();
        _serving.Wait();
        _toClient.Reader.Complete();
        _held.Dispose();
    }

    // PINGRESP comes after everything before PINGREQ was taken.
    private void Run()
    {
        _time.NowMs += 100;
        _toServer.Writer.Write(_packets.Stamp(0, Stage.OperationsPerRun, _round++, _time.NowMs).Span);
        Send([0xC0, 0]);
        Receive(2);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        _toServer.Writer.Write(bytes);
        _toServer.Writer.FlushAsync().AsTask().Wait();
    }

    private void Receive(int bytes)
    {
        var result = _toClient.Reader.ReadAtLeastAsync(bytes).AsTask().Result;
        _toClient.Reader.AdvanceTo(result.Buffer.End);
    }
}

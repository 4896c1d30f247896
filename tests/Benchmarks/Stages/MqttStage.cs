using System.Buffers;
using System.IO.Pipelines;
using SmartStore.Benchmarks.Load;
using SmartStore.Contracts.Mqtt;
using SmartStore.Ingest;
using SmartStore.Mqtt.Server;

namespace SmartStore.Benchmarks.Stages;

/// <summary>The MQTT server in process, on pipes instead of sockets: a thousand messages of one sighting each to whoever takes them.</summary>
internal sealed class MqttStage : IDuplexPipe, IDisposable
{
    // A server in process has no client to slow down: the pipe takes a whole run. The server reads on the thread that writes, so that handing over is not measured.
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly Pipe _toClient = new();
    private readonly MqttServer _server = new();
    private readonly SightingPackets _packets = new(StageStore.Id, Stage.OperationsPerRun, StageStore.Anchors, 1, Walk.Never);
    private readonly StageTime _time;
    private readonly IDisposable? _held;
    private readonly Task _serving;
    private int _round;

    private MqttStage(IPublishHandler handler, StageTime time, IDisposable? held)
    {
        (_time, _held) = (time, held);
        _server.Intercept(Topics.All, handler);
        _serving = _server.Serve(this, new MqttPeer(null, "memory"));
        Send([0x10, 13, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 1, (byte)'g']);
        Receive(4);
    }

    PipeReader IDuplexPipe.Input => _toServer.Reader;

    PipeWriter IDuplexPipe.Output => _toClient.Writer;

    /// <summary>Frames, topics, and a handler that does nothing.</summary>
    public static Stage ToNobody(string name)
    {
        var stage = new MqttStage(new Nobody(), new StageTime(), held: null);
        return new Stage(name, stage.Run, stage);
    }

    /// <summary>Everything between the socket and the tracker.</summary>
    public static Stage ToTracker(string name)
    {
        var intake = new StageIntake();
        var stage = new MqttStage(new IngestHandler(intake.Messages), intake.Time, intake);
        return new Stage(name, () =>
        {
            var before = intake.Taken;
            stage.Run();
            if (intake.Taken - before != Stage.OperationsPerRun) throw new InvalidOperationException("Not every sighting was taken.");
        }, stage);
    }

    public void Dispose()
    {
        _toServer.Writer.Complete();
        _serving.Wait();
        _toClient.Reader.Complete();
        _server.DisposeAsync().AsTask().Wait();
        _held?.Dispose();
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

    private sealed class Nobody : IPublishHandler
    {
        public Verdict OnPublish(in IncomingPublish publish) => Verdict.Accepted;
    }
}

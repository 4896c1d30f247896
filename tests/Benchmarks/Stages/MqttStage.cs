using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Benchmarks.Load;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Zones;
using SmartStore.Ingest;
using SmartStore.Ingest.Taps;
using SmartStore.Mqtt.Server;
using SmartStore.Presence.Tracking;

namespace SmartStore.Benchmarks.Stages;

/// <summary>Everything between the socket and the tracker: frames out of a pipe, topics, JSON, anchors, trackers. One message, one sighting.</summary>
internal sealed class MqttStage : IDuplexPipe, IDisposable
{
    // A server in process has no client to slow down: the pipe takes a whole run.
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new();
    private readonly MqttServer _server;
    private readonly RefusedMessages _refused = new();
    private readonly SightingCounts _counts = new();
    private readonly StageTime _time = new();
    private readonly SightingPackets _packets = new(StageStore.Id, Stage.OperationsPerRun, StageStore.Anchors, 1, TimeSpan.Zero);
    private readonly Task _serving;
    private int _round;

    private MqttStage()
    {
        var stores = new TrackedStores(ZoneTrackerRules.Default, _time);
        stores.Replace(StageStore.Layout);
        var intake = new SightingIntake(TrackerStages.NewTable(_time), new TagIndex(), _counts, _time);
        // No tap is sent here, so nothing behind them is needed.
        var taps = new TapIntake(null!, null!, null!, _time);
        _server = new MqttServer();
        _server.Intercept(Topics.All, new IngestHandler(stores, intake, taps, _refused, _time, NullLogger<IngestHandler>.Instance));
        _serving = _server.Serve(this, new MqttPeer(null, "memory"));
        Send([0x10, 13, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 1, (byte)'g']);
        Receive(4);
    }

    PipeReader IDuplexPipe.Input => _toServer.Reader;

    PipeWriter IDuplexPipe.Output => _toClient.Writer;

    public static Stage Make(string name)
    {
        var stage = new MqttStage();
        return new Stage(name, stage.Run, stage);
    }

    public void Dispose()
    {
        _toServer.Writer.Complete();
        _serving.Wait();
        _toClient.Reader.Complete();
        _server.DisposeAsync().AsTask().Wait();
        _refused.Dispose();
        _counts.Dispose();
    }

    // PINGRESP comes after everything before PINGREQ was taken.
    private void Run()
    {
        var before = _counts[SightingFate.Taken];
        _time.NowMs += 100;
        _toServer.Writer.Write(_packets.Stamp(0, Stage.OperationsPerRun, _round++, _time.NowMs).Span);
        Send([0xC0, 0]);
        Receive(2);
        if (_counts[SightingFate.Taken] - before != Stage.OperationsPerRun) throw new InvalidOperationException("Not every sighting was taken.");
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

using System.Buffers;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;
using SmartStore.Contracts.V1;
using SmartStore.Link;
using SmartStore.Link.Offline;

namespace SmartStore.Scanner;

/// <summary>
/// A BLE gateway: takes what its radio hears and publishes it in batches to <c>…/scanners/{id}/sightings</c>, QoS 1. Every batch goes
/// through a queue on disk, so that a broker that is away, or a scanner that restarts, loses nothing that is still worth sending.
/// Its status is <c>online</c> while connected and <c>offline</c> by will or goodbye. <see cref="Hear"/> may be called from any thread.
/// </summary>
public sealed class ScannerDevice : IAsyncDisposable
{
    private readonly ScannerOptions _options;
    private readonly string _topic;
    private readonly BrokerConnection _connection;
    private readonly OfflineQueue _queue;
    private readonly OfflineQueueSender _sender;
    private readonly Channel<Heard> _heard;
    private readonly CancellationTokenSource _stop = new();
    private Task _pump = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private long _overrun;
    private long _enqueued;

    /// <summary>Sets the scanner up; nothing is sent before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The queue's folder cannot be used, or another scanner uses it.</exception>
    public ScannerDevice(ScannerOptions options)
    {
        options.Validate();
        _options = options;
        _topic = Topics.ScannerSightings(options.StoreId, options.ScannerId);
        _heard = System.Threading.Channels.Channel.CreateBounded<Heard>(
            new BoundedChannelOptions(options.BufferMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _overrun));
        var mqtt = options.Mqtt with
        {
            ClientId = options.Mqtt.ClientId.Length > 0 ? options.Mqtt.ClientId : DeviceClientId.Of("scanner", options.StoreId, options.ScannerId),
            StatusTopic = Topics.ScannerStatus(options.StoreId, options.ScannerId),
        };
        _connection = new BrokerConnection(mqtt);
        _queue = new OfflineQueue(new OfflineQueueOptions { Folder = options.QueueFolder, BytesMax = options.QueueBytesMax, MessageBytesMax = SightingsPayload.BytesMax + 4096, Log = mqtt.Log });
        _sender = new OfflineQueueSender(_queue, _connection, mqtt);
    }

    /// <summary>True while a broker has us.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>Sightings dropped because they came faster than they were published.</summary>
    public long Overrun => Interlocked.Read(ref _overrun);

    /// <summary>Messages handed to the queue on disk.</summary>
    public long Enqueued => Interlocked.Read(ref _enqueued);

    /// <summary>Messages on disk, not yet taken by the broker.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Begins to connect and to publish; returns at once, whether or not there is a broker.</summary>
    public void Start()
    {
        _connection.Start();
        _sending = _sender.RunAsync(_stop.Token);
        _pump = PumpAsync();
    }

    /// <summary>Takes one advert as a radio hands it over. Never waits: when the buffer is full the oldest goes.</summary>
    /// <param name="at">When, by the scanner's clock.</param>
    /// <param name="rssiDbm">Received power, dBm.</param>
    /// <param name="adv">AD structures as on the air.</param>
    /// <param name="mac">The transmitter's address; empty: not known.</param>
    public void Hear(DateTimeOffset at, int rssiDbm, ReadOnlySpan<byte> adv, string mac) =>
        _heard.Writer.TryWrite(new Heard { At = at.ToTimestamp(), RssiDbm = rssiDbm, Adv = ByteString.CopyFrom(adv), Mac = mac });

    /// <summary>Publishes what is heard so far without waiting for the next turn. Not while another call of it is under way.</summary>
    /// <returns>False: nothing was heard.</returns>
    private async Task<bool> FlushAsync()
    {
        var any = false;
        while (true)
        {
            var batch = new List<Heard>();
            while (batch.Count < _options.BatchMax && _heard.Reader.TryRead(out var heard)) batch.Add(heard);
            if (batch.Count == 0) return any;
            any = true;
            await PublishAsync([.. batch]);
        }
    }

    private MqttApplicationMessage NothingHeard()
    {
        var payload = new ArrayBufferWriter<byte>(16);
        SightingsPayload.Write([], payload);
        return new MqttApplicationMessage { Topic = _topic, Payload = new ReadOnlySequence<byte>(payload.WrittenMemory) };
    }

    private async Task PublishAsync(Heard[] heard)
    {
        for (var done = 0; done < heard.Length;)
        {
            var payload = new ArrayBufferWriter<byte>(4096);
            done += SightingsPayload.Write(heard.AsSpan(done), payload);
            var message = new MqttApplicationMessage
            {
                Topic = _topic,
                Payload = new ReadOnlySequence<byte>(payload.WrittenMemory),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                MessageExpiryInterval = _options.Mqtt.Version == MQTTnet.Formatter.MqttProtocolVersion.V500 ? (uint)_options.KeepFor.TotalSeconds : 0,
            };
            // The queue logs a disk that fails.
            if (await _sender.EnqueueAsync(message, QueueLane.Droppable) == QueueOutcome.Stored) Interlocked.Increment(ref _enqueued);
        }
    }

    private async Task PumpAsync()
    {
        var time = _options.Mqtt.Time;
        using var turn = new PeriodicTimer(_options.PublishEvery, time);
        var spoke = time.GetTimestamp();
        try
        {
            while (await turn.WaitForNextTickAsync(_stop.Token))
            {
                if (!await FlushAsync())
                {
                    if (time.GetElapsedTime(spoke) < _options.HeartbeatEvery) continue;
                    // Worth nothing later, so it is not kept: without a connection it is dropped.
                    await _connection.PublishAsync(NothingHeard(), _stop.Token);
                }

                spoke = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: what is still in memory goes to the queue below.
        }
    }

    /// <summary>Puts what is left on disk, says goodbye and closes. What could not be sent is sent by the next scanner on this folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _pump;
        await _sending;
        await FlushAsync();
        await _connection.DisposeAsync();
        _sender.Dispose();
        await _queue.DisposeAsync();
        _stop.Dispose();
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;
using SmartStore.Link.Offline;

namespace SmartStore.Terminal;

/// <summary>
/// An NFC, QR or PIN terminal: publishes taps, QoS 1, and shows what comes back. A tap is on disk before anything else happens, so that
/// neither a broker that is away nor a power cut loses it; it keeps its id however often it is sent. Answers come on the terminal's own
/// answers topic (MQTT 5.0: named as response topic, with the tap's id as correlation data). Safe for use by several threads.
/// </summary>
public sealed class TerminalDevice : IAsyncDisposable
{
    private readonly TerminalOptions _options;
    private readonly string _tapsTopic;
    private readonly string _answersTopic;
    private readonly BrokerConnection _connection;
    private readonly OfflineQueue _queue;
    private readonly OfflineQueueSender _sender;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TapAnswer>> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private long _unreadable;

    /// <summary>Sets the terminal up; nothing is sent before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The queue's folder cannot be used, or another terminal uses it.</exception>
    public TerminalDevice(TerminalOptions options)
    {
        options.Validate();
        _options = options;
        _tapsTopic = Topics.Taps(options.StoreId, options.TerminalId);
        _answersTopic = Topics.Answers(options.StoreId, options.TerminalId);
        var mqtt = options.Mqtt with
        {
            ClientId = options.Mqtt.ClientId.Length > 0 ? options.Mqtt.ClientId : DeviceClientId.Of("terminal", options.StoreId, options.TerminalId),
            StatusTopic = Topics.TerminalStatus(options.StoreId, options.TerminalId),
        };
        _connection = new BrokerConnection(mqtt, Take);
        // Subscribed to before anything is sent, so that no answer can be missed.
        _connection.Subscribe(_answersTopic);
        _queue = new OfflineQueue(new OfflineQueueOptions { Folder = options.QueueFolder, MessagesMax = options.QueuedMax, Log = mqtt.Log });
        _sender = new OfflineQueueSender(_queue, _connection, mqtt);
    }

    /// <summary>Told of every answer, late ones too, one at a time; set it before <see cref="Start"/>. Answers are delivered at least once: the same may come again.</summary>
    public Action<TapAnswer>? Answered { get; set; }

    /// <summary>Taps on disk that the broker has not taken.</summary>
    public int Queued => _queue.Count;

    /// <summary>Messages on the answers topic that were no answers.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>Begins to connect; returns at once, whether or not there is a broker. Taps on disk from before go out first.</summary>
    public void Start()
    {
        _connection.Start();
        _sending = _sender.RunAsync(_stop.Token);
    }

    /// <summary>A new act: named, stamped, sent, answered.</summary>
    /// <param name="pass">What was shown, from the shopper's <c>GetPass</c>.</param>
    /// <param name="cancellation">Ends the waiting; the tap stays sent.</param>
    public async Task<(Tap Tap, TapAnswer Answer)> TapAsync(TapKind kind, string pass, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(pass);
        var tap = new Tap(NewId(), _options.Mqtt.Time.GetUtcNow(), kind, pass);
        return (tap, await SendAsync(tap, cancellation));
    }

    /// <summary>Sends a tap, for the first time or again: the server answers the same id with the same bytes.</summary>
    /// <returns>The answer, or <see cref="TapOutcome.Waiting"/> after the timeout.</returns>
    /// <exception cref="InvalidOperationException">This tap is being waited for already, or too many are.</exception>
    public async Task<TapAnswer> SendAsync(Tap tap, CancellationToken cancellation = default)
    {
        var answered = new TaskCompletionSource<TapAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_waiting.Count >= _options.WaitingMax) throw new InvalidOperationException($"{_options.WaitingMax} taps wait for their answers already.");
        if (!_waiting.TryAdd(tap.Id, answered)) throw new InvalidOperationException($"{tap} is waited for already.");
        try
        {
            if (await _sender.EnqueueAsync(MessageOf(tap), QueueLane.Kept) != QueueOutcome.Stored)
                return new TapAnswer(tap.Id, TapOutcome.NotKept, "", "");
            return await answered.Task.WaitAsync(_options.AnswerTimeout, _options.Mqtt.Time, cancellation);
        }
        catch (TimeoutException)
        {
            return new TapAnswer(tap.Id, TapOutcome.Waiting, "", "");
        }
        finally
        {
            _waiting.TryRemove(tap.Id, out _);
        }
    }

    /// <summary>Says goodbye and closes. Taps that are still on disk go out when the next terminal starts on this folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _sending;
        await _connection.DisposeAsync();
        _sender.Dispose();
        await _queue.DisposeAsync();
        _stop.Dispose();
    }

    private MqttApplicationMessage MessageOf(Tap tap)
    {
        var isV5 = _options.Mqtt.Version == MqttProtocolVersion.V500;
        return new MqttApplicationMessage
        {
            Topic = _tapsTopic,
            PayloadSegment = tap.ToPayload(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            ResponseTopic = isV5 ? _answersTopic : null,
            CorrelationData = isV5 ? Encoding.UTF8.GetBytes(tap.Id) : null,
        };
    }

    private Task<MqttApplicationMessageReceivedReasonCode> Take(MqttApplicationMessage message, CancellationToken ending)
    {
        if (TapAnswerReader.TryRead(message.Payload.ToArray(), out var answer))
        {
            if (_waiting.TryGetValue(answer.TapId, out var waiting)) waiting.TrySetResult(answer);
            Answered?.Invoke(answer);
        }
        else
        {
            Interlocked.Increment(ref _unreadable);
        }

        return Task.FromResult(MqttApplicationMessageReceivedReasonCode.Success);
    }

    private static string NewId() => $"tap-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
}

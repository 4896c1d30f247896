using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Languages;
using SmartStore.Core.Lockers;
using SmartStore.Link.Offline;
using SmartStore.Terminal.Lockers;
using SmartStore.Terminal.Screens;

namespace SmartStore.Terminal;

/// <summary>
/// An NFC, QR or PIN terminal: publishes taps, QoS 1, and shows what comes back. A tap is on disk before anything else happens, so that
/// neither a broker that is away nor a power cut loses it; it keeps its id however often it is sent. Answers come on the terminal's own
/// answers topic (MQTT 5.0: named as response topic, with the tap's id as correlation data). A locker opens its doors by the server's grants, and
/// without the server by vouchers. With a screen it shows what the server has for whoever tapped, and keeps none of it. Safe for use by several threads.
/// </summary>
public sealed partial class TerminalDevice : IAsyncDisposable
{
    private readonly TerminalOptions _options;
    private readonly string _tapsTopic;
    private readonly string _answersTopic;
    private readonly string _manifestTopic;
    private readonly string _actsTopic;
    private readonly string _screenTopic;
    private readonly TerminalScreen? _screen;
    private readonly BrokerConnection _connection;
    private readonly OfflineQueue _queue;
    private readonly OfflineQueueSender _sender;
    private readonly Locker? _locker;
    private readonly HandoverSender? _reports;
    private readonly RecentTaps _recent;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TapAnswer>> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private long _unreadable;

    /// <summary>Sets the terminal up; nothing is sent before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IOException">The folder cannot be used, another terminal uses it, or a locker's file is damaged.</exception>
    public TerminalDevice(TerminalOptions options)
    {
        options.Validate();
        _options = options;
        _tapsTopic = Topics.Taps(options.StoreId, options.TerminalId);
        _answersTopic = Topics.Answers(options.StoreId, options.TerminalId);
        _manifestTopic = Topics.Manifest(options.StoreId, options.TerminalId);
        _actsTopic = Topics.Acts(options.StoreId, options.TerminalId);
        _screenTopic = Topics.Screen(options.StoreId, options.TerminalId);
        _recent = new RecentTaps(options.Mqtt.Time);
        var mqtt = options.Mqtt with
        {
            ClientId = options.Mqtt.ClientId.Length > 0 ? options.Mqtt.ClientId : DeviceClientId.Of("terminal", options.StoreId, options.TerminalId),
            StatusTopic = Topics.TerminalStatus(options.StoreId, options.TerminalId),
        };
        _connection = new BrokerConnection(mqtt, Take);
        // Subscribed to before anything is sent, so that no answer can be missed.
        List<BrokerFilter> filters = [new(_answersTopic)];
        if (options.Locker is not null) filters.Add(new BrokerFilter(_manifestTopic));
        if (options.HasScreen)
        {
            filters.Add(new BrokerFilter(_screenTopic, IsVolatile: true));
            _screen = new TerminalScreen(mqtt.Time, Shows);
        }

        _connection.LineChanged = isUp =>
        {
            _screen?.Blank();
            LineChanged?.Invoke(isUp);
        };
        _connection.Subscribe(filters);
        _queue = new OfflineQueue(new OfflineQueueOptions { Folder = options.QueueFolder, MessagesMax = options.QueuedMax, Log = mqtt.Log });
        _sender = new OfflineQueueSender(_queue, _connection, mqtt, Stamp);
        if (options.Locker is null) return;
        try
        {
            // After the queue, which keeps other processes out of the folder.
            _locker = new Locker(options.Locker, options.StoreId, options.TerminalId, options.Locker.OpenStore(options.QueueFolder), mqtt.Time, mqtt.Log) { Moved = moved => DoorMoved?.Invoke(moved) };
        }
        catch
        {
            _sender.Dispose();
            _queue.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        _reports = new HandoverSender(_locker, _connection, Topics.Handovers(options.StoreId, options.TerminalId), options.RepeatAfter, mqtt);
    }

    /// <summary>Told of every answer, late ones too, one at a time; set it before <see cref="Start"/>. Answers are delivered at least once: the same may come again.</summary>
    public Action<TapAnswer>? Answered { get; set; }

    /// <summary>Told of each door that moved, or did not; set it before <see cref="Start"/>.</summary>
    public Action<DoorMoved>? DoorMoved { get; set; }

    /// <summary>Told what the screen shows, null: nothing; one change after the other. What it throws is logged. Set it before <see cref="Start"/>.</summary>
    public Action<ScreenFrame?>? ScreenChanged { get; set; }

    /// <summary>Told when a broker has accepted us (true) and when that is over (false). Set it before <see cref="Start"/>.</summary>
    public Action<bool>? LineChanged { get; set; }

    /// <summary>True while a broker has us.</summary>
    public bool IsConnected => _connection.IsConnected;

    /// <summary>What the screen shows; null: nothing, or it has none.</summary>
    public ScreenFrame? Frame => _screen?.Frame;

    /// <summary>Told of each report that the server answered; set it before <see cref="Start"/>.</summary>
    public Action<HandoverReport, HandoverOutcome>? ReportAnswered { get; set; }

    /// <summary>Taps on disk that the broker has not taken.</summary>
    public int Queued => _queue.Count;

    /// <summary>Reports about doors that the server has not answered.</summary>
    public int Unreported => _locker?.Reports.Count ?? 0;

    /// <summary>Version of the manifest that a locker goes by; null: none.</summary>
    public long? ManifestVersion => _locker?.Manifest?.Version;

    /// <summary>Messages from the server that were none of the contract, or could not be used.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>In which it speaks where the server does not.</summary>
    public Phrases Phrases => Phrases.Of(_options.Language, store: null);

    /// <summary>Begins to connect; returns at once, whether or not there is a broker. Taps and reports on disk from before go out first.</summary>
    public void Start()
    {
        if (_options.IsOffline) return;
        _connection.Start();
        _sending = Task.WhenAll(_sender.RunAsync(_stop.Token), RepeatAsync(_stop.Token), _reports?.RunAsync(_stop.Token) ?? Task.CompletedTask);
    }

    /// <summary>Waits until there is a connection, or as long as a tap would wait for its answer.</summary>
    public async Task ConnectingAsync(CancellationToken cancellation = default)
    {
        if (_options.IsOffline) return;
        try
        {
            await _connection.ConnectedAsync(cancellation).WaitAsync(_options.AnswerTimeout, _options.Mqtt.Time, cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on trying.
        }
    }

    /// <summary>Waits until the doors that are being opened are through and, where there is a connection, until their reports are answered, for as long as a tap would wait.</summary>
    public async Task SettledAsync(CancellationToken cancellation = default)
    {
        if (_locker is null) return;
        await _locker.Doors.WaitAsync(cancellation);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(50), _options.Mqtt.Time);
        var since = _options.Mqtt.Time.GetTimestamp();
        while (Unreported > 0 && _connection.IsConnected && _options.Mqtt.Time.GetElapsedTime(since) < _options.AnswerTimeout) await turn.WaitForNextTickAsync(cancellation);
    }

    /// <summary>A new act: named, stamped, sent, answered. A voucher at a locker without a connection is judged there and is not sent: its report is.</summary>
    /// <param name="pass">What was shown, from the shopper's <c>GetPass</c>.</param>
    /// <param name="cancellation">Ends the waiting; the tap stays sent.</param>
    public async Task<(Tap Tap, TapAnswer Answer)> TapAsync(TapKind kind, string pass, CancellationToken cancellation = default)
    {
        var tap = NewTap(kind, pass);
        return (tap, await TapAsync(tap, cancellation));
    }

    internal Tap NewTap(TapKind kind, string pass)
    {
        ArgumentException.ThrowIfNullOrEmpty(pass);
        return new Tap($"tap-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", _options.Mqtt.Time.GetUtcNow(), kind, pass);
    }

    internal Task<TapAnswer> TapAsync(Tap tap, CancellationToken cancellation) => TapAsync(tap, _options.AnswerTimeout, cancellation);

    /// <summary>As above, with a limit for this tap.</summary>
    /// <param name="waits">How long it waits for the answer.</param>
    internal async Task<TapAnswer> TapAsync(Tap tap, TimeSpan waits, CancellationToken cancellation) =>
        !_connection.IsConnected && ReleaseByVoucher(tap) is { } released ? released : await SendAsync(tap, waits, cancellation);

    /// <summary>Sends a tap, for the first time or again: the server answers the same id with the same bytes.</summary>
    /// <returns>The answer; after the timeout what a locker makes of a voucher, else <see cref="TapOutcome.Waiting"/>.</returns>
    /// <exception cref="InvalidOperationException">This tap is being waited for already, or too many are.</exception>
    public Task<TapAnswer> SendAsync(Tap tap, CancellationToken cancellation = default) => SendAsync(tap, _options.AnswerTimeout, cancellation);

    private async Task<TapAnswer> SendAsync(Tap tap, TimeSpan waits, CancellationToken cancellation)
    {
        var answered = new TaskCompletionSource<TapAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_waiting.Count >= _options.WaitingMax) throw new InvalidOperationException($"{_options.WaitingMax} taps wait for their answers already.");
        if (!_waiting.TryAdd(tap.Id, answered)) throw new InvalidOperationException($"{tap} is waited for already.");
        try
        {
            _recent.Began(tap);
            if (await _sender.EnqueueAsync(MessageOf(tap), QueueLane.Kept) != QueueOutcome.Stored)
                return new TapAnswer(tap.Id, TapOutcome.NotKept, "", Phrases.NotKept);
            return await answered.Task.WaitAsync(waits, _options.Mqtt.Time, cancellation);
        }
        catch (TimeoutException)
        {
            var released = ReleaseByVoucher(tap) ?? new TapAnswer(tap.Id, TapOutcome.Waiting, "", Phrases.NoAnswer);
            // The answer may have come at this moment, and its grant have opened the door.
            return released.Outcome != TapOutcome.Granted && answered.Task.IsCompletedSuccessfully ? await answered.Task : released;
        }
        finally
        {
            _waiting.TryRemove(tap.Id, out _);
        }
    }

    /// <param name="session">The screen that it was done at; empty: none.</param>
    internal ScreenAct NewAct(string session, string word, string item, string value) =>
        new($"{ScreenAct.IdStart}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", _options.Mqtt.Time.GetUtcNow(), session, word, item, value);

    /// <summary>Says what was done at the screen, until it is answered or the answer's time is over. It is not kept: whoever did it may be gone by then.</summary>
    internal async Task<TapAnswer> ActAsync(ScreenAct act, CancellationToken cancellation)
    {
        var answered = new TaskCompletionSource<TapAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_waiting.Count >= _options.WaitingMax || !_waiting.TryAdd(act.Id, answered)) throw new InvalidOperationException($"{_options.WaitingMax} taps and acts wait for their answers already.");
        try
        {
            var (time, since) = (_options.Mqtt.Time, _options.Mqtt.Time.GetTimestamp());
            while (_options.AnswerTimeout - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            {
                if (_connection.IsConnected) await _connection.PublishAsync(Addressed(_actsTopic, act.Id, act.ToPayload(time.GetUtcNow())), cancellation);
                await ((Task)answered.Task.WaitAsync(left < _options.RepeatAfter ? left : _options.RepeatAfter, time, cancellation)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
                if (answered.Task.IsCompletedSuccessfully) return await answered.Task;
            }

            return new TapAnswer(act.Id, TapOutcome.NotKept, "", Phrases.NoAnswer);
        }
        finally
        {
            _waiting.TryRemove(act.Id, out _);
        }
    }

    /// <summary>Says goodbye and closes. What is still on disk goes out when the next terminal starts on this folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _sending;
        await _connection.DisposeAsync();
        _screen?.Dispose();
        if (_locker is not null)
        {
            _locker.Stop();
            await _locker.Doors.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _locker.Dispose();
        }

        _sender.Dispose();
        await _queue.DisposeAsync();
        _stop.Dispose();
    }

    // Null: this is no locker, or what was shown is no voucher.
    private TapAnswer? ReleaseByVoucher(Tap tap)
    {
        if (_locker?.TakeVoucher(tap.Id, tap.Pass, out var order, out var slot) is not { } verdict) return null;
        if (verdict == VoucherVerdict.Open) _recent.Answered(tap.Id);
        return new TapAnswer(tap.Id, verdict == VoucherVerdict.Open ? TapOutcome.Granted : verdict == VoucherVerdict.Expired ? TapOutcome.Expired : TapOutcome.Refused, order.Value, LockerPhrases.Of(verdict, slot, Phrases)) { Slot = slot };
    }

    private MqttApplicationMessage MessageOf(Tap tap) => Addressed(_tapsTopic, tap.Id, tap.ToPayload());

    // What the server answers, on the answers topic.
    private MqttApplicationMessage Addressed(string topic, string id, byte[] payload)
    {
        var isV5 = _options.Mqtt.Version == MqttProtocolVersion.V500;
        return new MqttApplicationMessage
        {
            Topic = topic,
            PayloadSegment = payload,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            ResponseTopic = isV5 ? _answersTopic : null,
            CorrelationData = isV5 ? Encoding.UTF8.GetBytes(id) : null,
        };
    }

    private void Stamp(MqttApplicationMessage message) => message.PayloadSegment = Tap.Stamped(message.Payload.ToArray(), _options.Mqtt.Time.GetUtcNow());

    // The queue repeats what the broker has not taken; this, what the server has not answered.
    private async Task RepeatAsync(CancellationToken stop)
    {
        using var turn = new PeriodicTimer(_options.RepeatAfter, _options.Mqtt.Time);
        try
        {
            while (await turn.WaitForNextTickAsync(stop))
            {
                foreach (var tap in _recent.Unanswered.Where(tap => _recent.Age(tap.Id) >= _options.RepeatAfter).ToList())
                {
                    if (!_connection.IsConnected) break;
                    var message = MessageOf(tap);
                    Stamp(message);
                    await _connection.PublishAsync(message, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The terminal stops.
        }
    }

    private Task<MqttApplicationMessageReceivedReasonCode> Take(MqttApplicationMessage message, CancellationToken ending)
    {
        var payload = message.Payload.ToArray();
        var isRead = message.Topic == _manifestTopic ? TakeManifest(payload)
            : message.Topic == _screenTopic ? TakeScreen(message.Retain, payload)
            : TakeHandover(payload) || TakeAnswer(payload);
        if (!isRead) Interlocked.Increment(ref _unreadable);
        return Task.FromResult(MqttApplicationMessageReceivedReasonCode.Success);
    }

    // A timer calls it, too: what a handler throws there would end the process.
    private void Shows(ScreenFrame? frame)
    {
        try
        {
            ScreenChanged?.Invoke(frame);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogScreen(_options.Mqtt.Log, e);
        }
    }

    // An empty one says that the broker keeps none any more; what the server last signed stays in force.
    private bool TakeManifest(byte[] payload) => payload.Length == 0 || _locker?.TakeManifest(Encoding.UTF8.GetString(payload)) == true;

    // The server retains none: what a broker kept is of long ago.
    private bool TakeScreen(bool isRetained, byte[] payload) => !isRetained && _screen?.Take(payload) == true;

    private bool TakeHandover(byte[] payload)
    {
        if (_locker is null || !TapAnswerReader.TryReadHandover(payload, out var id, out var outcome) || !HandoverReport.IsId(id)) return false;
        // A report that was sent twice is answered twice.
        if (_locker.Answered(id) is not { } report) return true;
        if (outcome != HandoverOutcome.Ok) LogReport(_options.Mqtt.Log, report.Slot, report.Event, outcome);
        ReportAnswered?.Invoke(report, outcome);
        return true;
    }

    private bool TakeAnswer(byte[] payload)
    {
        if (!TapAnswerReader.TryRead(payload, out var answer)) return false;
        _recent.Answered(answer.TapId);
        if (_locker is not null && answer is { Outcome: TapOutcome.Granted, Grant: { } grant })
        {
            var verdict = _locker.TakeGrant(grant, answer.TapId, answer.OrderId, _recent.Age(answer.TapId));
            // The person has the order already.
            if (verdict == GrantVerdict.Released) return true;
            if (verdict is not (GrantVerdict.Open or GrantVerdict.Known)) answer = answer with { Outcome = TapOutcome.Refused, Text = Phrases.DoorStaysShut };
        }

        if (_waiting.TryGetValue(answer.TapId, out var waiting)) waiting.TrySetResult(answer);
        Answered?.Invoke(answer);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of screen changes failed; the terminal goes on.")]
    private static partial void LogScreen(ILogger log, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server answered the report that slot {Slot} {What} with {Outcome}: staff are told by the server.")]
    private static partial void LogReport(ILogger log, string slot, DoorEvent what, HandoverOutcome outcome);
}

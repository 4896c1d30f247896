using System.Text;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace SmartStore.Contracts.Mqtt;

/// <summary>
/// A client that keeps one connection to a broker: it connects, and connects again, until it is disposed; subscribes to what it is told to,
/// and says that it is online. What was on its way when a connection ended is for the caller to send again. Safe for use by several threads.
/// </summary>
/// <param name="options">How to connect.</param>
/// <param name="receive">Gets every message; its code acknowledges a QoS 1 message, and a message for which it throws comes again. Its token ends with the connection.</param>
public sealed partial class BrokerConnection(
    BrokerOptions options,
    Func<MqttApplicationMessage, CancellationToken, Task<MqttApplicationMessageReceivedReasonCode>>? receive = null) : IAsyncDisposable
{
    // A connection that lasted this long ends the row of failures. Without it a broker that accepts and closes is stormed.
    private static readonly TimeSpan s_stableAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private HashSet<BrokerFilter> _wanted = [];
    private TaskCompletionSource _wantedChanged = NewSignal();
    private TaskCompletionSource<BrokerLink> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;

    /// <summary>Told when a broker has accepted us, before anything it has for us can come (true), and when the connection is over (false). Set it before <see cref="Start"/>.</summary>
    public Action<bool>? LineChanged { get; set; }

    /// <summary>True while a broker has us.</summary>
    public bool IsConnected
    {
        get { lock (_gate) return _connected.Task.IsCompletedSuccessfully; }
    }

    /// <summary>Begins to connect; returns at once, whether or not there is a broker.</summary>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _running ??= Task.Run(Run);
        }
    }

    /// <summary>Starts, and waits until a broker has accepted us and was asked for the subscriptions.</summary>
    public Task ConnectedAsync(CancellationToken cancel = default)
    {
        Start();
        lock (_gate) return _connected.Task.WaitAsync(cancel);
    }

    /// <summary>Subscribes to exactly these filters, QoS 1, from now on and over every connection. A filter that the broker refuses is logged and asked for again after the next connect.</summary>
    public void Subscribe(params IEnumerable<string> filters) => Subscribe(filters.Select(static filter => new BrokerFilter(filter)));

    /// <summary>As above, each filter with its own quality of service.</summary>
    public void Subscribe(IEnumerable<BrokerFilter> filters)
    {
        lock (_gate)
        {
            _wanted = [.. filters];
            _wantedChanged.TrySetResult();
            _wantedChanged = NewSignal();
        }
    }

    /// <summary>Publishes over the connection that stands. Throws only when cancelled.</summary>
    /// <returns>The broker's answer; without a code when there is no connection, or it ended before the answer.</returns>
    public Task<PublishOutcome> PublishAsync(MqttApplicationMessage message, CancellationToken cancel = default)
    {
        Task<BrokerLink> connected;
        lock (_gate) connected = _connected.Task;
        return connected.IsCompletedSuccessfully ? connected.Result.Publish(message, cancel) : Task.FromResult(new PublishOutcome(null, "There is no connection."));
    }

    /// <summary>Says goodbye and closes. The session stays with the broker for as long as the options say; with <see cref="BrokerOptions.EndsSession"/> it ends, once all that came is taken.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        Task? running;
        lock (_gate) running = _running;
        if (running is not null) await running;
        lock (_gate) _connected.TrySetCanceled(_stop.Token);
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task Run()
    {
        var (failures, cleanStart, keepAlive, told) = (0, options.CleanStart, options.KeepAlive, "");
        while (!_stop.IsCancellationRequested)
        {
            using var link = new BrokerLink(options, receive);
            var (began, isRefusal) = (options.Time.GetTimestamp(), false);
            try
            {
                var answer = await link.Connect(cleanStart, keepAlive, _stop.Token);
                if (answer.ResultCode == MqttClientConnectResultCode.Success && answer.ServerKeepAlive > 0 && answer.ServerKeepAlive < keepAlive.TotalSeconds)
                {
                    // MQTTnet's client reads the broker's keep alive and does not obey it: it has to be asked for.
                    keepAlive = TimeSpan.FromSeconds(answer.ServerKeepAlive);
                    await link.Leave();
                    continue;
                }

                isRefusal = answer.ResultCode != MqttClientConnectResultCode.Success;
                if (isRefusal)
                {
                    LogRefused(options.Log, options.ClientId, options.Broker, answer.ResultCode, answer.ReasonString ?? "");
                }
                else
                {
                    (cleanStart, told) = (false, "");
                    await Serve(link, answer.IsSessionPresent);
                    if (_stop.IsCancellationRequested) LogLeft(options.Log, options.ClientId, options.Broker);
                    else LogEnded(options.Log, options.ClientId, options.Broker, told = await link.Ended);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Once, not at every attempt.
                if (e.GetBaseException().Message is var why && why != told) LogEnded(options.Log, options.ClientId, options.Broker, told = why);
            }

            failures = !isRefusal && options.Time.GetElapsedTime(began) >= s_stableAfter ? 1 : failures + 1;
            var pause = options.Backoff.After(failures, isRefusal, Random.Shared.NextDouble());
            await Task.Delay(pause, options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // From CONNACK to the end of the connection, or until we are told to stop.
    private async Task Serve(BrokerLink link, bool isSessionPresent)
    {
        LogConnected(options.Log, options.ClientId, options.Broker, isSessionPresent);
        LineChanged?.Invoke(true);
        HashSet<BrokerFilter> held = [];
        try
        {
            // What an earlier process of ours had subscribed to is not known: a session that is present spares no question.
            held = await Follow(link, held);
            if (options.StatusTopic is not null) await link.Publish(Status("online"), _stop.Token);
            lock (_gate) _connected.TrySetResult(link);
            while (!link.Ended.IsCompleted)
            {
                Task changed;
                lock (_gate) changed = _wanted.SetEquals(held) ? _wantedChanged.Task : Task.CompletedTask;
                await Task.WhenAny(link.Ended, changed).WaitAsync(_stop.Token);
                if (!link.Ended.IsCompleted) held = await Follow(link, held);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            using var late = new CancellationTokenSource(BrokerLink.GoodbyeTimeout);
            if (options.StatusTopic is not null) await ((Task)link.Publish(Status("offline"), late.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await link.Leave(endsSession: options.EndsSession && await link.HandBack(held.Select(static filter => filter.Topic), late.Token));
        }
        finally
        {
            lock (_gate) _connected = _connected.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _connected;
            LineChanged?.Invoke(false);
        }
    }

    private async Task<HashSet<BrokerFilter>> Follow(BrokerLink link, HashSet<BrokerFilter> held)
    {
        HashSet<BrokerFilter> wanted;
        lock (_gate) wanted = _wanted;
        if (wanted.SetEquals(held)) return wanted;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        late.CancelAfter(options.AnswerTimeout);
        // A filter that stays with another quality is only asked for again: the broker replaces it.
        await link.Unsubscribe(held.Select(static filter => filter.Topic).Except(wanted.Select(static filter => filter.Topic), StringComparer.Ordinal), late.Token);
        foreach (var refused in await link.Subscribe(wanted.Except(held), late.Token)) LogSubscriptionRefused(options.Log, options.ClientId, options.Broker, refused);
        return wanted;
    }

    private MqttApplicationMessage Status(string word) => new()
    {
        Topic = options.StatusTopic,
        PayloadSegment = Encoding.UTF8.GetBytes(word),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = true,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} connected to {Broker}; session kept: {SessionPresent}.")]
    private static partial void LogConnected(ILogger log, string clientId, BrokerAddress broker, bool sessionPresent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Broker} refused client {ClientId} with {Code}: {Reason}")]
    private static partial void LogRefused(ILogger log, string clientId, BrokerAddress broker, MqttClientConnectResultCode code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Broker} refused client {ClientId} the subscription to {Filter}: give it the right; it is asked for again after the next connect.")]
    private static partial void LogSubscriptionRefused(ILogger log, string clientId, BrokerAddress broker, string filter);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} has left {Broker}.")]
    private static partial void LogLeft(ILogger log, string clientId, BrokerAddress broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} has no connection to {Broker} any more: {Reason}")]
    private static partial void LogEnded(ILogger log, string clientId, BrokerAddress broker, string reason);
}

/// <summary>What a client asks a broker for.</summary>
/// <param name="Topic">The topic filter.</param>
/// <param name="IsVolatile">True: QoS 0, so that the broker keeps nothing for us while we are away. False: QoS 1.</param>
public readonly record struct BrokerFilter(string Topic, bool IsVolatile = false);

using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace SmartStore.Contracts.Mqtt;

/// <summary>
/// One connection to a broker. Every connection has a client of its own, so that an acknowledgement of an earlier connection can never
/// leave on a later one, where its packet id may mean another message.
/// </summary>
internal sealed partial class BrokerLink : IDisposable
{
    private const int InFlightMax = 64;
    private const int FiltersAtOnce = 8;
    private const int QuietLooks = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait for the last words to a broker.</summary>
    public static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly BrokerOptions _options;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(MqttApplicationMessageReceivedEventArgs Message, Task<MqttApplicationMessageReceivedReasonCode> Taken)> _unacknowledged =
        Channel.CreateUnbounded<(MqttApplicationMessageReceivedEventArgs, Task<MqttApplicationMessageReceivedReasonCode>)>(new UnboundedChannelOptions { SingleReader = true });
    private SemaphoreSlim _window = new(InFlightMax);
    private long _received;
    private long _acknowledged;

    /// <param name="receive">Gets every message. QoS 1: started in order of arrival, acknowledged in that order with its code; when it throws, never. Null: nothing is received.</param>
    public BrokerLink(BrokerOptions options, Func<MqttApplicationMessage, CancellationToken, Task<MqttApplicationMessageReceivedReasonCode>>? receive)
    {
        _options = options;
        _client.DisconnectedAsync += ended => End(ended.Exception?.GetBaseException().Message ?? $"{ended.Reason} {ended.ReasonString}".TrimEnd());
        if (receive is not null) _client.ApplicationMessageReceivedAsync += message => Receive(message, receive);
    }

    /// <summary>Completes when the connection is over, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Connects.</summary>
    /// <returns>The broker's answer, a refusal too. Throws when there is no answer.</returns>
    public async Task<MqttClientConnectResult> Connect(bool cleanStart, TimeSpan keepAlive, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(_options.ConnectTimeout);
        var answer = await _client.ConnectAsync(_options.ToClient(cleanStart, keepAlive), late.Token);
        if (answer.ReceiveMaximum is > 0 and < InFlightMax) _window = new SemaphoreSlim(answer.ReceiveMaximum.Value);
        _ = Acknowledge();
        return answer;
    }

    /// <summary>Subscribes.</summary>
    /// <returns>The filters the broker refused.</returns>
    public async Task<IReadOnlyList<string>> Subscribe(IEnumerable<BrokerFilter> filters, CancellationToken cancel)
    {
        var refused = new List<string>();
        foreach (var some in filters.Chunk(FiltersAtOnce))
        {
            var subscribe = new MqttClientSubscribeOptions { TopicFilters = [.. some.Select(Asked)] };
            var answer = await _client.SubscribeAsync(subscribe, cancel);
            refused.AddRange(answer.Items.Where(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2).Select(item => item.TopicFilter.Topic));
        }

        return refused;

        static MQTTnet.Packets.MqttTopicFilter Asked(BrokerFilter filter) => new()
        {
            Topic = filter.Topic,
            QualityOfServiceLevel = filter.IsVolatile ? MqttQualityOfServiceLevel.AtMostOnce : MqttQualityOfServiceLevel.AtLeastOnce,
        };
    }

    /// <summary>Gives subscriptions back.</summary>
    public async Task Unsubscribe(IEnumerable<string> filters, CancellationToken cancel)
    {
        foreach (var some in filters.Chunk(FiltersAtOnce))
            await _client.UnsubscribeAsync(new MqttClientUnsubscribeOptions { TopicFilters = [.. some] }, cancel);
    }

    /// <summary>Publishes. Throws only when cancelled.</summary>
    public async Task<PublishOutcome> Publish(MqttApplicationMessage message, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel, _ending.Token);
        late.CancelAfter(_options.AnswerTimeout);
        var window = message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? null : _window;
        try
        {
            if (window is not null) await window.WaitAsync(late.Token);
            try
            {
                var answer = await _client.PublishAsync(message, late.Token);
                return new PublishOutcome(answer.ReasonCode, answer.ReasonString ?? "");
            }
            finally
            {
                window?.Release();
            }
        }
        catch (MqttProtocolViolationException e)
        {
            return new PublishOutcome(MqttClientPublishReasonCode.TopicNameInvalid, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // MQTTnet meets a token that is cancelled with an exception of its own as well.
            cancel.ThrowIfCancellationRequested();
            // A broker that does not answer may never have got the message: only a new connection tells.
            if (late.IsCancellationRequested)
            {
                _ = End("The broker did not answer in time.");
                _client.Dispose();
            }

            return new PublishOutcome(null, e.GetBaseException().Message);
        }
    }

    /// <summary>
    /// Gives the subscriptions back and waits until everything that the broker had sent us is taken and acknowledged, so that nothing of ours is left in the session.
    /// A member of a shared subscription that only goes away would still get its share, and keep it from the others.
    /// </summary>
    /// <returns>False: something is left, or the broker did not answer; the session has to stay.</returns>
    public async Task<bool> HandBack(IEnumerable<string> filters, CancellationToken cancel)
    {
        try
        {
            await Unsubscribe(filters, cancel);
            // What waited in the broker for us comes as acknowledgements make room for it.
            for (var quiet = 0; quiet < QuietLooks;)
            {
                var before = Volatile.Read(ref _received);
                await Task.Delay(LookEvery, cancel);
                quiet = Volatile.Read(ref _acknowledged) == before && Volatile.Read(ref _received) == before ? quiet + 1 : 0;
            }

            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Says goodbye; after it the will is not published.</summary>
    /// <param name="endsSession">The broker forgets the session at once.</param>
    public async Task Leave(bool endsSession = false)
    {
        using var late = new CancellationTokenSource(GoodbyeTimeout);
        try
        {
            var goodbye = new MqttClientDisconnectOptions();
            if (endsSession && _options.Version == MqttProtocolVersion.V500) goodbye.SessionExpiryInterval = 0;
            await _client.DisconnectAsync(goodbye, late.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The broker notices by itself that we are gone.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // _ending is not disposed: who publishes at this moment still asks it for a token, and it is cancelled by another task. It has no timer and no handle.
        _ = End("Disposed.");
        _client.Dispose();
    }

    private Task End(string reason)
    {
        if (!_ended.TrySetResult(reason)) return Task.CompletedTask;
        _unacknowledged.Writer.TryComplete();
        return _ending.CancelAsync();
    }

    private async Task Receive(MqttApplicationMessageReceivedEventArgs received, Func<MqttApplicationMessage, CancellationToken, Task<MqttApplicationMessageReceivedReasonCode>> receive)
    {
        received.AutoAcknowledge = false;
        var taking = Take();
        // The receive maximum bounds what waits here. Nothing bounds QoS 0, which therefore waits for its handler.
        if (received.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
        {
            Interlocked.Increment(ref _received);
            _unacknowledged.Writer.TryWrite((received, taking));
        }
        else await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A handler that throws must not reach MQTTnet, which would stop delivering.
        async Task<MqttApplicationMessageReceivedReasonCode> Take() => await receive(received.ApplicationMessage, _ending.Token);
    }

    // In order of receipt [MQTT-4.6.0-2]. A message whose handler failed is never acknowledged: the broker sends it again after the next connect.
    private async Task Acknowledge()
    {
        await foreach (var (message, taken) in _unacknowledged.Reader.ReadAllAsync())
        {
            try
            {
                message.ReasonCode = await taken;
                await message.AcknowledgeAsync(_ending.Token);
                Interlocked.Increment(ref _acknowledged);
            }
            catch (OperationCanceledException)
            {
                // The connection is over.
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogUnacknowledged(_options.Log, message.ApplicationMessage.Topic, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Topic} could not be taken or acknowledged; the broker will send it again.")]
    private static partial void LogUnacknowledged(ILogger log, string topic, Exception e);
}

/// <summary>What became of a message that was published.</summary>
/// <param name="Code">The broker's answer (MQTT 3.1.1 knows only success); null: none came, and the message may or may not have arrived.</param>
/// <param name="Reason">The broker's words, or why there is no answer; may be empty.</param>
public readonly record struct PublishOutcome(MqttClientPublishReasonCode? Code, string Reason)
{
    /// <summary>The broker has taken it.</summary>
    public bool IsTaken => Code is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers;

    /// <summary>Sending it again may succeed: there was no answer, or the broker is busy or says no more than no.</summary>
    public bool MayMend => Code is null or MqttClientPublishReasonCode.UnspecifiedError or MqttClientPublishReasonCode.ImplementationSpecificError
        or MqttClientPublishReasonCode.PacketIdentifierInUse or MqttClientPublishReasonCode.QuotaExceeded;
}

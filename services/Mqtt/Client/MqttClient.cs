using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Client.Connection;
using SmartStore.Mqtt.Client.Queue;
using SmartStore.Mqtt.Client.Receiving;
using SmartStore.Mqtt.Client.Sending;
using SmartStore.Mqtt.Client.Transport;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>
/// An MQTT 3.1.1 or 5.0 client over TCP, TLS or WebSocket. It connects, and connects again, until it is disposed; the session is resumed, what was on its way
/// is sent again. A server that breaks a rule is told so (5.0), left, and tried again later; memory stays bounded whatever it sends.
/// Safe for use by several threads.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private const int RequestsMax = 1000;

    private readonly MqttClientOptions _options;
    private readonly ClientSession _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly OfflineQueue? _queue;
    private TaskCompletionSource<ClientConnected> _connected = NewSignal<ClientConnected>();
    private readonly TaskCompletionSource<ConnectionEnded> _finished = NewSignal<ConnectionEnded>();
    private ClientConnection? _connection;
    private Task? _running;
    private Task? _sendingQueue;

    /// <summary>Makes a client; <see cref="ConnectAsync"/> starts it. Throws when an option is out of its bounds, or the offline queue cannot be opened.</summary>
    public MqttClient(MqttClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Will is { } will) EncodedMessage.From(will.Message, options.Version);
        _options = options;
        _session = new ClientSession(options);
        _queue = options.OfflineQueue is { } queue ? new OfflineQueue(queue) : null;
    }

    /// <summary>What the client has done.</summary>
    public ClientCounters Counters => _session.Counters;

    /// <summary>What waits on disk; null without <see cref="MqttClientOptions.OfflineQueue"/>.</summary>
    public OfflineQueue? Queue => _queue;

    /// <summary>True between CONNACK and the end of the connection.</summary>
    public bool IsConnected
    {
        get { lock (_session.Gate) return _connection?.Sender is not null; }
    }

    /// <summary>Completes when the client will not connect any more: disposed, or the first connection ended and <see cref="MqttClientOptions.Reconnect"/> is off.</summary>
    public Task<ConnectionEnded> Finished => _finished.Task;

    /// <summary>Starts the client, if it is not started, and waits until a server has accepted it. Cancelling stops the waiting, not the client.</summary>
    /// <returns>What the server said. Throws <see cref="MqttConnectionException"/> when the client finished before.</returns>
    public async Task<ClientConnected> ConnectAsync(CancellationToken cancellation = default)
    {
        Task<ClientConnected> connected;
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _running ??= Task.Run(RunAsync, CancellationToken.None);
            if (_queue is not null) _sendingQueue ??= Task.Run(SendQueueAsync, CancellationToken.None);
            connected = _connected.Task;
        }

        var first = await Task.WhenAny(connected, _finished.Task).WaitAsync(cancellation);
        return first == connected ? await connected : throw new MqttConnectionException(await _finished.Task);
    }

    /// <summary>
    /// Publishes a message. QoS 0: returns once it is on its way; without a connection it is dropped and counted. QoS 1 and 2: returns with the server's answer,
    /// however many connections that takes; waits for room when <see cref="MqttClientOptions.PendingMax"/> is reached.
    /// Cancelling withdraws a message that was never sent; one that was is finished, and only the waiting ends.
    /// </summary>
    public async ValueTask<PublishResult> PublishAsync(MqttMessage message, CancellationToken cancellation = default)
    {
        var encoded = EncodedMessage.From(message, _options.Version);
        return encoded.Qos == Qos.AtMostOnce ? await SendOnceAsync(encoded, cancellation) : await DeliverAsync(encoded, cancellation);
    }

    /// <summary>
    /// Publishes a QoS 0 message without properties, for those who publish very many: allocates nothing, and what is published while the socket works travels together.
    /// </summary>
    /// <param name="topic">A topic name, UTF-8, already known to be one: it is not judged here.</param>
    /// <param name="payload">Copied before the method returns, unless it has to wait for room.</param>
    /// <param name="cancellation">Stops the waiting for room.</param>
    /// <returns>False: no connection, or too large for the server; counted.</returns>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default)
    {
        lock (_session.Gate)
        {
            if (_connection?.Sender is not { } sender)
            {
                _session.Counters.CountDroppedOffline();
                return ValueTask.FromResult(false);
            }

            if (!sender.IsFull) return ValueTask.FromResult(sender.TrySendBare(topic.Span, payload.Span));
        }

        return SendWithRoomAsync(topic, payload, cancellation);
    }

    /// <summary>Stores a message on disk and returns; it is sent as soon as there is a connection, kept ones first. Its QoS should be 1 or 2.</summary>
    /// <returns>Stored: in the <see cref="QueueLane.Kept"/> lane that is a promise. Otherwise nothing was stored. Throws without <see cref="MqttClientOptions.OfflineQueue"/>.</returns>
    public ValueTask<QueueOutcome> EnqueueAsync(MqttMessage message, QueueLane lane)
    {
        EncodedMessage.From(message, _options.Version);
        if (_queue is null) throw new InvalidOperationException("This client has no offline queue.");
        return _queue.AppendAsync(lane, QueuedMessage.Write(message, _options.Time.GetUtcNow()));
    }

    /// <summary>Subscribes, now or as soon as there is a connection, and again whenever the server has lost the session.</summary>
    /// <returns>The server's answer for each filter, or the code that says what it does not offer.</returns>
    public async Task<SubscribeResult> SubscribeAsync(IEnumerable<ClientSubscription> subscriptions, CancellationToken cancellation = default)
    {
        var wanted = subscriptions.ToArray();
        foreach (var subscription in wanted) RequireFilter(subscription.Filter);
        var requests = Ask(SubscriptionBook.Split(wanted, isSubscribe: true));
        var answers = await Task.WhenAll(requests.Select(request => request.Answered)).WaitAsync(cancellation);
        var codes = new Dictionary<ClientSubscription, ReasonCode>();
        foreach (var (request, answer) in requests.Zip(answers))
            foreach (var (subscription, code) in request.Subscriptions.Zip(answer.Codes)) codes[subscription] = code;
        lock (_session.Gate)
        {
            foreach (var subscription in wanted.Where(subscription => codes[subscription].IsError())) _session.Subscriptions.Forget(subscription.Filter);
        }

        return new SubscribeResult([.. wanted.Select(subscription => codes[subscription])]);
    }

    /// <summary>Subscribes to one filter.</summary>
    public async Task<ReasonCode> SubscribeAsync(string filter, Qos qos = Qos.AtLeastOnce, CancellationToken cancellation = default) =>
        (await SubscribeAsync([new ClientSubscription(filter, qos)], cancellation)).Codes[0];

    /// <summary>Gives subscriptions back. 3.1.1 answers without codes: Success for each.</summary>
    public async Task<SubscribeResult> UnsubscribeAsync(IEnumerable<string> filters, CancellationToken cancellation = default)
    {
        var requests = Ask(SubscriptionBook.Split(filters.Select(filter => new ClientSubscription(RequireFilter(filter))), isSubscribe: false));
        var answers = await Task.WhenAll(requests.Select(request => request.Answered)).WaitAsync(cancellation);
        return new SubscribeResult([.. answers.SelectMany(answer => answer.Codes)]);
    }

    /// <summary>Messages as they come, each to be acknowledged by the caller. Several readers share them. Ends when the client is disposed.</summary>
    public async IAsyncEnumerable<MqttDelivery> ReadDeliveriesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (await _session.Deliveries.TakeAsync(cancellation) is { } delivery)
        {
            lock (_session.Gate) _session.Deliveries.Room.Open();
            yield return delivery;
        }
    }

    /// <summary>Messages as they come; each is acknowledged when the next one is asked for, that is, when the loop's body is done with it.</summary>
    public async IAsyncEnumerable<MqttMessage> ReadMessagesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var delivery in ReadDeliveriesAsync(cancellation))
        {
            yield return delivery.Message;
            delivery.Acknowledge();
        }
    }

    /// <summary>
    /// Calls a handler for every message until the client is disposed or the call is cancelled. The handler's code acknowledges the message;
    /// if it throws, the message stays unacknowledged and the exception comes out here.
    /// </summary>
    /// <param name="handler">Called for up to <paramref name="concurrency"/> messages at once, started in order of arrival.</param>
    /// <param name="concurrency">1 or more.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public async Task HandleAsync(Func<MqttMessage, CancellationToken, ValueTask<ReasonCode>> handler, int concurrency = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation };
        await Parallel.ForEachAsync(ReadDeliveriesAsync(cancellation), options, async (delivery, token) => delivery.Acknowledge(await handler(delivery.Message, token)));
    }

    /// <summary>
    /// Publishes a question and waits for its answer (MQTT 5.0 §4.10): subscribes to the response topic once, adds correlation data, and matches on both.
    /// At most 1,000 at a time. Throws <see cref="TimeoutException"/>, <see cref="MqttRefusedException"/>, <see cref="NotSupportedException"/> in 3.1.1.
    /// </summary>
    /// <param name="request">The question; response topic and correlation data are set here.</param>
    /// <param name="responseTopic">Where the answer comes.</param>
    /// <param name="timeout">How long to wait for it, publishing included.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<MqttMessage> RequestAsync(MqttMessage request, string responseTopic, TimeSpan timeout, CancellationToken cancellation = default)
    {
        if (_options.Version != MqttVersion.V5) throw new NotSupportedException("Response topics came with MQTT 5.0.");
        using var late = new CancellationTokenSource(timeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var correlation = new byte[ReplyWaiters.CorrelationBytes];
        Task<MqttMessage> answer;
        bool isSubscribed;
        lock (_session.Gate)
        {
            if (_session.Replies.Count >= RequestsMax) throw new InvalidOperationException($"{RequestsMax} requests wait for their answers already.");
            _options.Random.NextBytes(correlation);
            answer = _session.Replies.Add(correlation, responseTopic);
            isSubscribed = _session.Subscriptions.IsWanted(responseTopic);
        }

        try
        {
            if (!isSubscribed) MqttRefusedException.ThrowIf(await SubscribeAsync(responseTopic, Qos.AtLeastOnce, either.Token), "The server refused the subscription to " + responseTopic);
            var published = await PublishAsync(request with { ResponseTopic = responseTopic, CorrelationData = correlation }, either.Token);
            MqttRefusedException.ThrowIf(published.Code, "The server refused the request to " + request.Topic);
            return await answer.WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer on {responseTopic} within {timeout}.", e);
        }
        finally
        {
            lock (_session.Gate) _session.Replies.Remove(correlation, responseTopic);
        }
    }

    /// <summary>Sends what is buffered and DISCONNECT, closes, and ends all waiting. What is in the offline queue stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_session.Gate)
        {
            if (_stop.IsCancellationRequested) return;
            _connection?.Leave();
        }

        await _stop.CancelAsync();
        if (_running is not null) await _running;
        else Finish(new ConnectionEnded(EndedBy.Us, ReasonCode.Success, "Never connected.", WasConnected: false));
        if (_sendingQueue is not null) await _sendingQueue;
        _queue?.Dispose();
    }

    /// <summary>Under the lock: the server has accepted.</summary>
    internal void Accepted(ClientConnected connected)
    {
        LogConnected(_options.Log, connected.ClientId, _options.Broker, connected.SessionPresent);
        _connected.TrySetResult(connected);
    }

    internal void Acknowledge(Receipt receipt, ReasonCode code)
    {
        lock (_session.Gate)
        {
            _session.Inbound.Handled(receipt, code);
            _connection?.AcknowledgeDue();
        }
    }

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string RequireFilter(string filter)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(filter);
        var isSound = bytes.Length <= ushort.MaxValue && MqttText.IsValid(bytes) && (MqttText.IsShared(bytes) ? MqttText.TrySplitShared(bytes, out _, out _) : MqttText.IsTopicFilter(bytes));
        return isSound ? filter : throw new ArgumentException($"'{filter}' is no topic filter.", nameof(filter));
    }

    private IReadOnlyList<PendingRequest> Ask(IReadOnlyList<PendingRequest> requests)
    {
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            foreach (var request in requests) _session.Subscriptions.Ask(request);
            _connection?.Pump();
        }

        return requests;
    }

    private async ValueTask<PublishResult> SendOnceAsync(EncodedMessage message, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (_session.Gate)
            {
                if (_connection?.Sender is not { } sender)
                {
                    _session.Counters.CountDroppedOffline();
                    return new PublishResult(ReasonCode.UnspecifiedError, "There is no connection, and QoS 0 does not wait for one.", ByServer: false);
                }

                if (!sender.IsFull) return sender.SendOnce(message);
                room = _connection.Drain.WaitAsync();
            }

            await room.WaitAsync(cancellation);
        }
    }

    private async ValueTask<bool> SendWithRoomAsync(ReadOnlyMemory<byte> topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (_session.Gate)
            {
                if (_connection?.Sender is not { } sender) return false;
                if (!sender.IsFull) return sender.TrySendBare(topic.Span, payload.Span);
                room = _connection.Drain.WaitAsync();
            }

            await room.WaitAsync(cancellation);
        }
    }

    private async ValueTask<PublishResult> DeliverAsync(EncodedMessage encoded, CancellationToken cancellation)
    {
        OutboundMessage message;
        while (true)
        {
            Task room;
            lock (_session.Gate)
            {
                if (_finished.Task.IsCompleted || _stop.IsCancellationRequested) return Closed;
                if (_session.Outbound.HasRoomFor(encoded))
                {
                    message = _session.Outbound.Add(encoded);
                    _connection?.Pump();
                    break;
                }

                room = _session.Outbound.Room.WaitAsync();
            }

            await room.WaitAsync(cancellation);
        }

        if (!cancellation.CanBeCanceled) return await message.Answered;
        try
        {
            return await message.Answered.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (_session.Gate) _session.Outbound.Withdraw(message);
            throw;
        }
    }
}

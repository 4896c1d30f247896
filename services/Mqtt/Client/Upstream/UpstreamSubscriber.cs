using Microsoft.Extensions.Logging;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client.Upstream;

/// <summary>What an <see cref="UpstreamSubscriber"/> takes from a broker that is already there.</summary>
public sealed record UpstreamOptions
{
    /// <summary>How to connect. Use a fixed client id, <see cref="MqttClientOptions.CleanStart"/> false and a session expiry, so that the broker keeps what comes while we are away.</summary>
    public required MqttClientOptions Client { get; init; }

    /// <summary>Topic filters.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary>Share group: each message goes to one of our processes. Default <c>smartstore</c>; empty: every process gets every message. 3.1.1 brokers know it as an extension, if at all.</summary>
    public string ShareGroup { get; init; } = "smartstore";

    /// <summary>Highest QoS. Default at least once.</summary>
    public Qos Qos { get; init; } = Qos.AtLeastOnce;

    /// <summary>Messages handled at once, started in order of arrival. Default 64; 1 to the client's receive maximum, so that many share one sync of the disk.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Wait after a handler that threw, before the same message is handled again. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Subscribes to a broker that is already there and hands each message to a handler. The broker is told (PUBACK, PUBREC) only when the handler is done, that is,
/// after the event is on disk; a handler that throws is called again, and meanwhile the broker keeps the message. At least once, like all of MQTT at QoS 1.
/// </summary>
public sealed partial class UpstreamSubscriber : IAsyncDisposable
{
    private readonly UpstreamOptions _options;

    /// <summary>Makes a subscriber; <see cref="RunAsync"/> starts it. Throws when an option is out of its bounds.</summary>
    public UpstreamSubscriber(UpstreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Filters.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Concurrency, options.Client.ReceiveMaximum);
        _options = options;
        Client = new MqttClient(options.Client);
    }

    /// <summary>The connection: whether it stands, and its counters.</summary>
    public MqttClient Client { get; }

    /// <summary>Subscribes and handles messages until cancelled. Throws <see cref="MqttRefusedException"/> when the broker refuses a subscription.</summary>
    /// <param name="handler">Completes when the message is safe. Its code goes to the broker; 0x80 and above refuses the message, which then is gone.</param>
    /// <param name="cancellation">Ends it; what was not acknowledged comes again.</param>
    public async Task RunAsync(Func<MqttMessage, CancellationToken, ValueTask<ReasonCode>> handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var handling = Client.HandleAsync((message, token) => HandleUntilDoneAsync(handler, message, token), _options.Concurrency, stop.Token);
        try
        {
            await SubscribeAsync(stop.Token);
            await handling;
        }
        finally
        {
            await stop.CancelAsync();
            await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes other filters besides, from now on, in the same share group. Waits for a connection if there is none.</summary>
    /// <returns>The broker's answer for each; a refused one is not asked for again.</returns>
    public Task<SubscribeResult> AddAsync(IEnumerable<string> filters, CancellationToken cancellation) =>
        Client.SubscribeAsync(filters.Select(filter => new ClientSubscription(Shared(filter), _options.Qos)), cancellation);

    /// <summary>Gives filters of <see cref="AddAsync"/> back.</summary>
    public Task<SubscribeResult> RemoveAsync(IEnumerable<string> filters, CancellationToken cancellation) => Client.UnsubscribeAsync(filters.Select(Shared), cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private async Task SubscribeAsync(CancellationToken cancellation)
    {
        var subscribing = AddAsync(_options.Filters, cancellation);
        await Client.ConnectAsync(cancellation);
        var answer = await subscribing;
        for (var i = 0; i < answer.Codes.Count; i++)
            MqttRefusedException.ThrowIf(answer.Codes[i], $"{_options.Client.Broker} refused the subscription to {Shared(_options.Filters[i])}");
    }

    private string Shared(string filter) => _options.ShareGroup.Length == 0 ? filter : $"$share/{_options.ShareGroup}/{filter}";

    private async ValueTask<ReasonCode> HandleUntilDoneAsync(Func<MqttMessage, CancellationToken, ValueTask<ReasonCode>> handler, MqttMessage message, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await handler(message, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                LogRetry(_options.Client.Log, message.Topic, _options.RetryAfter, e);
            }

            await Task.Delay(_options.RetryAfter, _options.Client.Time, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Topic} from upstream could not be handled; again in {Delay}. It stays unacknowledged.")]
    private static partial void LogRetry(ILogger log, string topic, TimeSpan delay, Exception e);
}

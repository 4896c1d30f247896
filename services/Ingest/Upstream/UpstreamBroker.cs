using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Pickup;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Packets;
using SmartStore.Presence;

namespace SmartStore.Ingest.Upstream;

/// <summary>
/// Takes devices' messages from a broker that the shop has already (Mosquitto, EMQX, HiveMQ), beside our own listener: one shared
/// subscription, so that several of our processes share the work, and no message acknowledged before it is taken (a tap: on disk).
/// </summary>
/// <param name="broker">Where, with user name and password when the address has them.</param>
public sealed partial class UpstreamBroker(UpstreamAddress broker, MessageIntake intake, ILogger<UpstreamBroker> log) : BackgroundService
{
    // What devices say, and not what we answer them. A group of our own: each message goes to one of our processes.
    private static readonly ClientSubscription[] Shared =
        [.. new[] { "sightings", "taps", "status" }.Select(leaf => new ClientSubscription($"$share/smartstore/{Topics.Root}+/+/+/{leaf}", Qos.AtLeastOnce))];

    /// <summary>Taps on their way to the disk at one time.</summary>
    private const int AtOnceMax = 64;

    private readonly MqttClient _client = new(new MqttClientOptions
    {
        Broker = broker.Address,
        ClientId = $"smartstore-{Environment.MachineName}".Replace('_', '-'),
        UserName = broker.UserName,
        Password = broker.Password is null ? null : Encoding.UTF8.GetBytes(broker.Password),
        CleanStart = false,
        SessionExpirySeconds = 24 * 3600,
        Log = log,
    });

    /// <summary>Publishes an answer where the tap came from.</summary>
    public void Send(TapOrigin origin, ReadOnlyMemory<byte> body) => _ = Publish(new MqttMessage
    {
        Topic = origin.ResponseTopic.Length > 0 ? origin.ResponseTopic : Topics.Answers(origin.Store.Value, origin.Terminal),
        Payload = body,
        Qos = Qos.AtLeastOnce,
        CorrelationData = origin.Correlation,
    });

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _client.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _client.ConnectAsync(stoppingToken);
            var granted = await _client.SubscribeAsync(Shared, stoppingToken);
            foreach (var code in granted.Codes)
                if (code >= ReasonCode.UnspecifiedError)
                    LogRefused(broker.Address, code);

            LogListening(broker.Address);
            var notes = new ThreadLocal<ConnectionNotes>(() => new ConnectionNotes(broker.Address.ToString()));
            await _client.HandleAsync((message, _) => Take(message, notes.Value!), AtOnceMax, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping. What was not acknowledged comes again.
        }
    }

    private ValueTask<ReasonCode> Take(MqttMessage message, ConnectionNotes notes)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        var response = message.ResponseTopic is { } wanted ? Encoding.UTF8.GetBytes(wanted) : [];
        var taken = intake.Take(new DeviceMessage(topic, message.Payload.Span, response, message.CorrelationData.Span), notes);
        return taken.Pending is { } pending ? new ValueTask<ReasonCode>(pending) : ValueTask.FromResult(taken.Reason);
    }

    private async Task Publish(MqttMessage answer)
    {
        try
        {
            await _client.PublishAsync(answer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The terminal taps again when it hears nothing, and gets the same answer.
            LogLost(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking sightings and taps from {Broker}.")]
    private partial void LogListening(BrokerAddress broker);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Broker} refused a subscription with {Reason}: give this client the right to subscribe to $share/smartstore/smartstore/v1/#.")]
    private partial void LogRefused(BrokerAddress broker, ReasonCode reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to a terminal could not be published upstream.")]
    private partial void LogLost(Exception e);
}

/// <summary>A broker's address, and what to show at its door.</summary>
public sealed record UpstreamAddress(BrokerAddress Address, string? UserName, string? Password)
{
    /// <summary>Reads <c>mqtt(s)://[user:password@]host[:port]</c>.</summary>
    /// <returns>Null: it is not one.</returns>
    public static UpstreamAddress? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        if (scheme < 0 || at < scheme) return BrokerAddress.TryParse(text, out var plain) ? new UpstreamAddress(plain, null, null) : null;
        if (!BrokerAddress.TryParse(text[..(scheme + 3)] + text[(at + 1)..], out var address)) return null;
        var credentials = text[(scheme + 3)..at].Split(':', 2);
        return new UpstreamAddress(address, Uri.UnescapeDataString(credentials[0]), credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null);
    }
}

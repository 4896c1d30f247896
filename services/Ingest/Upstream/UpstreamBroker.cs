using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartStore.Contracts.Mqtt;
using SmartStore.Core.Pickup;
using SmartStore.Ingest.Gateways;
using SmartStore.Mqtt.Client;
using SmartStore.Mqtt.Client.Transport;
using SmartStore.Mqtt.Client.Upstream;
using SmartStore.Mqtt.Packets;
using SmartStore.Presence;

namespace SmartStore.Ingest.Upstream;

/// <summary>
/// Takes devices' messages from a broker that the shop has already (Mosquitto, EMQX, HiveMQ), beside our own listener: one shared
/// subscription, so that several of our processes share the work, and no message acknowledged before it is taken (a tap: on disk). The topics of
/// makers' own gateways are subscribed as the layouts name them, and given back when they no longer do.
/// </summary>
/// <param name="broker">Where, with user name and password when the address has them.</param>
public sealed partial class UpstreamBroker(UpstreamAddress broker, MessageIntake intake, GatewayRoutes gateways, ILogger<UpstreamBroker> log) : BackgroundService
{
    private static readonly byte[] s_root = Encoding.UTF8.GetBytes(Topics.Root);

    private readonly UpstreamSubscriber _subscriber = new(new UpstreamOptions
    {
        Client = new MqttClientOptions
        {
            Broker = broker.Address,
            ClientId = $"smartstore-{Environment.MachineName}".Replace('_', '-'),
            UserName = broker.UserName,
            Password = broker.Password is null ? null : Encoding.UTF8.GetBytes(broker.Password),
            Tls = new ClientTls { TrustedRoots = broker.TrustedRoots },
            CleanStart = false,
            SessionExpirySeconds = 24 * 3600,
            Log = log,
        },
        // What devices say, and not what we answer them.
        Filters = [.. new[] { "sightings", "taps", "status" }.Select(leaf => $"{Topics.Root}+/+/+/{leaf}")],
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
        await _subscriber.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            LogListening(broker.Address);
            using var notes = new ThreadLocal<ConnectionNotes>(() => new ConnectionNotes(broker.Address.ToString()));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var following = FollowGateways(stop.Token);
            try
            {
                await _subscriber.RunAsync((message, _) => Take(message, notes.Value!), stoppingToken);
            }
            finally
            {
                await stop.CancelAsync();
                await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (MqttRefusedException e)
        {
            LogRefused(broker.Address, e);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping. What was not acknowledged comes again.
        }
    }

    // The client asks again for what it has when the broker has lost the session; here only what the layouts change is asked for.
    private async Task FollowGateways(CancellationToken stop)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var (wanted, changed) = gateways.Watch();
            string[] gone = [.. present.Except(wanted)];
            string[] fresh = [.. wanted.Except(present)];
            present = [.. wanted];
            if (gone.Length > 0) await _subscriber.RemoveAsync(gone, stop);
            if (fresh.Length > 0)
            {
                var answer = await _subscriber.AddAsync(fresh, stop);
                foreach (var (filter, _) in fresh.Zip(answer.Codes).Where(each => each.Second.IsError())) LogGatewayRefused(broker.Address, filter);
            }

            await changed.WaitAsync(stop);
        }
    }

    private ValueTask<ReasonCode> Take(MqttMessage message, ConnectionNotes notes)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        var response = message.ResponseTopic is { } wanted ? Encoding.UTF8.GetBytes(wanted) : [];
        var received = new DeviceMessage(topic, message.Payload.Span, response, message.CorrelationData.Span);
        if (!topic.AsSpan().StartsWith(s_root) && gateways.Take(received, notes) is { } code) return ValueTask.FromResult(code);
        var taken = intake.Take(received, notes);
        return taken.Pending is { } pending ? Kept(pending) : ValueTask.FromResult(taken.Reason);
    }

    // What could not be taken now stays with the broker and is tried again; a refusal would lose it.
    private static async ValueTask<ReasonCode> Kept(Task<ReasonCode> pending)
    {
        var code = await pending;
        return code is ReasonCode.UnspecifiedError or ReasonCode.QuotaExceeded ? throw new IOException($"A tap could not be taken now ({code}).") : code;
    }

    private async Task Publish(MqttMessage answer)
    {
        try
        {
            await _subscriber.Client.PublishAsync(answer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The terminal taps again when it hears nothing, and gets the same answer.
            LogLost(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking sightings and taps from {Broker}.")]
    private partial void LogListening(BrokerAddress broker);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Broker} refused a subscription: give this client the right to subscribe to $share/smartstore/smartstore/v1/#, and start again.")]
    private partial void LogRefused(BrokerAddress broker, Exception refusal);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Broker} refused a gateway's topic: give this client the right to subscribe to $share/smartstore/{Filter}; what this gateway hears is missing until the next start.")]
    private partial void LogGatewayRefused(BrokerAddress broker, string filter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to a terminal could not be published upstream.")]
    private partial void LogLost(Exception e);
}

/// <summary>A broker's address, and what to show at its door.</summary>
public sealed record UpstreamAddress(BrokerAddress Address, string? UserName, string? Password)
{
    /// <summary>The authorities whose certificates an mqtts broker may show; null: those the system trusts. The certificate must name the host either way.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

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

using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using MQTTnet;
using SmartStore.GrainInterfaces;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest.Upstream;

/// <summary>
/// Takes devices' messages from a broker that the shop has already (Mosquitto, EMQX, HiveMQ), beside our own listener. Taps, acts and status come by shared
/// subscriptions, so that several of our processes share the work, and none is acknowledged before it is taken (a tap: on disk). Sightings are volatile and come,
/// at QoS 0, to the process that tracks their store; so do the topics of makers' own gateways, as the layouts name them.
/// </summary>
public sealed partial class UpstreamConnection : BackgroundService, ITerminalWire
{
    // As long as a restart may take. For longer a member that does not come back would keep its share from the others.
    private const uint SessionExpirySeconds = 300;

    // A broker that is reached no more, and closes nothing, is noticed within the two together: until then the shops of this process are not seen.
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(10);

    // A few processes storm no broker, and stores go to others when one comes back late.
    private static readonly ReconnectBackoff s_backoff = new() { Max = TimeSpan.FromSeconds(5) };

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    // What devices say, and not what we answer them.
    private static readonly string[] s_shared = ["taps", "handovers", "acts", "status"];

    private readonly UpstreamAddress _broker;
    private readonly MessageIntake _intake;
    private readonly GatewayRoutes _gateways;
    private readonly IOwnedStores _owned;
    private readonly IStoreCatalog _catalog;
    private readonly BrokerLine _line;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamConnection> _log;
    private readonly BrokerConnection _connection;
    private readonly Meter _meter;

    // Messages are taken one after another; only taps are waited for, and those are done with the notes by then.
    private readonly ConnectionNotes _notes;

    // The versions of the layouts and of what we own that the filters were made from.
    private (long Layouts, long Stores)? _subscribed;

    /// <summary>Makes the connection; it stands from the start of the host on.</summary>
    /// <param name="broker">Where, with user name and password when the address has them.</param>
    public UpstreamConnection(UpstreamAddress broker, MessageIntake intake, GatewayRoutes gateways, IOwnedStores owned, IStoreCatalog catalog, BrokerLine line, TimeProvider time, ILogger<UpstreamConnection> log)
    {
        (_broker, _intake, _gateways, _owned, _catalog, _line, _time, _log) = (broker, intake, gateways, owned, catalog, line, time, log);
        _notes = new ConnectionNotes(broker.Address.ToString());
        var options = new BrokerOptions
        {
            Broker = broker.Address,
            ClientId = broker.ClientId,
            UserName = broker.UserName,
            Password = broker.Password,
            TrustedRoots = broker.TrustedRoots,
            CleanStart = false,
            SessionExpirySeconds = SessionExpirySeconds,
            EndsSession = true,
            PacketBytesMax = (uint)broker.PacketBytesMax,
            KeepAlive = s_keepAlive,
            ConnectTimeout = s_answerWithin,
            AnswerTimeout = s_answerWithin,
            Backoff = s_backoff,
            Time = time,
            Log = log,
        };
        _connection = new BrokerConnection(options, Take);
        _meter = new Meter("SmartStore.Ingest", version: null, tags: null, scope: this);
        _meter.CreateObservableGauge("smartstore_broker_connected", () => _connection.IsConnected ? 1 : 0, description: "1: connected to the broker of --mqtt-upstream; 0: not");
    }

    /// <summary>Waits until the broker has us and was asked for the subscriptions.</summary>
    public Task ConnectedAsync(CancellationToken cancel) => _connection.ConnectedAsync(cancel);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _connection.DisposeAsync();
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        LogListening(_broker.Address);
        // Before it connects: the first connection asks for the gateways' topics, too.
        Follow();
        _connection.Start();
        return base.StartAsync(cancellationToken);
    }

    // When it stops, what was not acknowledged comes again.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _time.Every(s_lookEvery, () =>
    {
        // A broker that accepts us and answers no subscription is not heard.
        _line.Tell(_connection.IsConnected);
        Follow();
        return Task.CompletedTask;
    }, stoppingToken);

    private async Task<MqttApplicationMessageReceivedReasonCode> Take(MqttApplicationMessage message, CancellationToken ending)
    {
        while (true)
        {
            var taken = _intake.Take(new DeviceMessage(message) { IsRetained = message.Retain }, _notes) ?? new Intake(DeviceAnswer.WrongTopic);
            var answer = taken.Answer;
            if (taken.Tap is { } tap)
            {
                (answer, var reply) = await tap;
                // Without its answer the tap is as good as not taken: taken again it counts once, and gets the same answer.
                if (reply is not null && !await TryAnswer(reply, ending)) answer = DeviceAnswer.TryAgain;
            }
            if (answer != DeviceAnswer.TryAgain) return (MqttApplicationMessageReceivedReasonCode)answer;
            // What cannot be taken now stays with the broker; a refusal would lose it.
            LogRetry(message.Topic, s_retryAfter);
            await Task.Delay(s_retryAfter, _time, ending);
        }
    }

    private void Follow()
    {
        var now = (_gateways.Version, _owned.Version);
        if (_subscribed == now) return;
        Subscribe();
        _subscribed = now;
    }

    private void Subscribe()
    {
        var kept = s_shared.Select(leaf => new BrokerFilter(Shared($"{Topics.Root}+/+/+/{leaf}")));
        var stores = _owned.All || _owned.None ? ["+"] : _catalog.Stores.Where(_owned.Has);
        var heard = stores.Select(store => $"{Topics.Root}{store}/+/+/sightings").Concat(_gateways.Filters(store => _owned.None || _owned.Has(store)));
        // Processes that track nothing share what is heard, too, and hand it on.
        _connection.Subscribe(kept.Concat(heard.Select(filter => new BrokerFilter(_owned.None ? Shared(filter) : filter, IsVolatile: true))));

        string Shared(string filter) => $"$share/{_broker.Group}/{filter}";
    }

    /// <inheritdoc/>
    public async Task<bool> TryPublish(TerminalMessage message, CancellationToken cancel)
    {
        var outcome = await _connection.PublishAsync(message.ToMqtt(), cancel);
        return outcome.IsTaken;
    }

    /// <inheritdoc/>
    /// <remarks>Who subscribes to an outside broker is not known: perhaps somebody.</remarks>
    public bool MayBeRead(string topic) => true;

    /// <inheritdoc/>
    public IEnumerable<string> ReadOfTerminals => [];

    /// <inheritdoc/>
    public bool IsShared => true;

    private async Task<bool> TryAnswer(TerminalMessage reply, CancellationToken ending)
    {
        // A message of a session that was resumed may come before the connection is set up.
        await _connection.ConnectedAsync(ending);
        var outcome = await _connection.PublishAsync(reply.ToMqtt(), ending);
        if (!outcome.IsTaken) LogLost(outcome.Reason);
        return !outcome.MayMend;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking sightings and taps from {Broker}.")]
    private partial void LogListening(BrokerAddress broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Topic} from upstream cannot be taken now; again in {Delay}. It stays unacknowledged.")]
    private partial void LogRetry(string topic, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer to a terminal could not be published upstream: {Reason}")]
    private partial void LogLost(string reason);
}

/// <summary>A broker's address, and what to show at its door.</summary>
public sealed record UpstreamAddress(BrokerAddress Address, string? UserName, string? Password)
{
    /// <summary>The authorities whose certificates an mqtts broker may show; null: those the system trusts. The certificate must name the host either way.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Longest packet that the broker may send us, bytes. Default as of our own listener.</summary>
    public int PacketBytesMax { get; init; } = new Door.DoorOptions().PacketBytesMax;

    /// <summary>Our client id: the same after a restart, so that the session is resumed, and another for every process, so that two do not take the connection from each other.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Processes of one group share the messages: those of one cluster. 1–64 characters of an id.</summary>
    public string Group { get; init; } = "smartstore";

    /// <summary>Reads <c>mqtt(s)://[user:password@]host[:port]</c>.</summary>
    /// <returns>Null: it is not one.</returns>
    public static UpstreamAddress? Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        if (scheme < 0 || at < scheme) return BrokerAddress.TryParse(text, out var plain) ? new UpstreamAddress(plain, null, null) : null;
        if (!BrokerAddress.TryParse(text[..(scheme + 3)] + text[(at + 1)..], out var address)) return null;
        var credentials = text[(scheme + 3)..at].Split(':', 2);
        return new UpstreamAddress(address, Uri.UnescapeDataString(credentials[0]), credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null);
    }
}

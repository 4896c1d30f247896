using System.Buffers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using SmartStore.Contracts.Mqtt;
using SmartStore.Ingest.Gateways;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest.Upstream;

/// <summary>
/// Takes devices' messages from a broker that the shop has already (Mosquitto, EMQX, HiveMQ), beside our own listener: one shared
/// subscription, so that several of our processes share the work, and no message acknowledged before it is taken (a tap: on disk). The topics of
/// makers' own gateways are subscribed as the layouts name them, and given back when they no longer do.
/// </summary>
public sealed partial class UpstreamConnection : BackgroundService
{
    // As long as a restart may take. For longer a member that does not come back would keep its share from the others.
    private const uint SessionExpirySeconds = 300;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    // What devices say, and not what we answer them.
    private static readonly string[] s_filters = [.. new[] { "sightings", "taps", "status" }.Select(leaf => $"{Topics.Root}+/+/+/{leaf}")];

    private readonly UpstreamAddress _broker;
    private readonly MessageIntake _intake;
    private readonly GatewayRoutes _gateways;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamConnection> _log;
    private readonly BrokerConnection _connection;

    // Messages are taken one after another; only taps are waited for, and those are done with the notes by then.
    private readonly ConnectionNotes _notes;

    /// <summary>Makes the connection; it stands from the start of the host on.</summary>
    /// <param name="broker">Where, with user name and password when the address has them.</param>
    public UpstreamConnection(UpstreamAddress broker, MessageIntake intake, GatewayRoutes gateways, TimeProvider time, ILogger<UpstreamConnection> log)
    {
        ArgumentNullException.ThrowIfNull(broker);
        (_broker, _intake, _gateways, _time, _log) = (broker, intake, gateways, time, log);
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
            Time = time,
            Log = log,
        };
        _connection = new BrokerConnection(options, Take);
        Subscribe([]);
    }

    /// <summary>Waits until the broker has us and was asked for the subscriptions.</summary>
    public Task ConnectedAsync(CancellationToken cancel) => _connection.ConnectedAsync(cancel);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _connection.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogListening(_broker.Address);
        using var look = new PeriodicTimer(s_lookEvery, _time);
        IReadOnlyList<string>? subscribed = null;
        try
        {
            do
            {
                var filters = _gateways.Filters;
                if (ReferenceEquals(filters, subscribed)) continue;
                Subscribe(subscribed = filters);
                _connection.Start();
            }
            while (await look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping. What was not acknowledged comes again.
        }
    }

    private async Task<MqttApplicationMessageReceivedReasonCode> Take(MqttApplicationMessage message, CancellationToken ending)
    {
        while (true)
        {
            var taken = TakeOnce(message);
            var answer = taken.Answer;
            if (taken.Tap is { } tap)
            {
                (answer, var reply) = await tap;
                // Without its answer the tap is as good as not taken: taken again it counts once, and gets the same answer.
                if (reply is not null && !await TryPublish(reply, ending)) answer = DeviceAnswer.TryAgain;
            }

            if (answer != DeviceAnswer.TryAgain) return Code(answer);
            // What cannot be taken now stays with the broker; a refusal would lose it.
            LogRetry(message.Topic, s_retryAfter);
            await Task.Delay(s_retryAfter, _time, ending);
        }
    }

    private void Subscribe(IEnumerable<string> ofGateways) => _connection.Subscribe(s_filters.Concat(ofGateways).Select(filter => $"$share/smartstore/{filter}"));

    private Intake TakeOnce(MqttApplicationMessage message)
    {
        var received = new DeviceMessage(message.Topic, message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray())
        {
            ResponseTopic = message.ResponseTopic ?? "",
            Correlation = message.CorrelationData ?? [],
        };
        return _intake.Take(received, _notes) ?? new Intake(DeviceAnswer.WrongTopic);
    }

    private static MqttApplicationMessageReceivedReasonCode Code(DeviceAnswer answer) => answer switch
    {
        DeviceAnswer.Accepted => MqttApplicationMessageReceivedReasonCode.Success,
        DeviceAnswer.NotAuthorized => MqttApplicationMessageReceivedReasonCode.NotAuthorized,
        DeviceAnswer.WrongTopic => MqttApplicationMessageReceivedReasonCode.TopicNameInvalid,
        _ => MqttApplicationMessageReceivedReasonCode.PayloadFormatInvalid,
    };

    private async Task<bool> TryPublish(TerminalMessage reply, CancellationToken ending)
    {
        // A message of a session that was resumed may come before the connection is set up.
        await _connection.ConnectedAsync(ending);
        var outcome = await _connection.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = reply.Topic,
                Payload = new(reply.Body),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                CorrelationData = reply.Correlation.Length > 0 ? reply.Correlation : null,
            },
            ending);
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

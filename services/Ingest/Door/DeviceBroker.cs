using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Server;
using SmartStore.Ingest.Door.Identity;
using SmartStore.Ingest.Taps;

namespace SmartStore.Ingest.Door;

/// <summary>
/// Our own MQTT broker: MQTTnet's server behind the door. Every message that a device publishes passes <see cref="OnPublish"/>: the device's rights,
/// then the intake; a tap is acknowledged when it is on disk and answered. Other clients of the shop may publish and subscribe beside it.
/// </summary>
public sealed partial class DeviceBroker : ITerminalWire, IDisposable
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    // A device's client id cannot begin with $.
    private const string OwnId = "$smartstore";

    private readonly DeviceDoor _door;
    private readonly DoorOptions _options;
    private readonly DeviceAuthenticator _authenticator;
    private readonly DeviceRights _rights;
    private readonly MessageIntake _intake;
    private readonly ILogger<DeviceBroker> _log;
    private readonly DeviceSessions _sessions;
    private readonly Handshake _handshake;
    private readonly HashSet<string> _retained = new(StringComparer.Ordinal);
    private readonly MqttServer _server;

    /// <summary>Makes the broker; <see cref="Start"/> lets devices in.</summary>
    /// <param name="screens">Hears of terminals that begin to read what they show; null: nobody does.</param>
    public DeviceBroker(DeviceDoor door, DoorOptions options, DeviceAuthenticator authenticator, DeviceRights rights, MessageIntake intake, TimeProvider time, ILogger<DeviceBroker> log, TerminalScreens? screens = null)
    {
        (_door, _options, _authenticator, _rights, _intake, _log) = (door, options, authenticator, rights, intake, log);
        _sessions = new DeviceSessions(options, time);
        _handshake = new Handshake(options, authenticator, rights, _sessions, time);
        door.Left = _handshake.Leave;
        door.TakeAtOnce = TakeAtOnce;
        door.CutOff = (device, topic) => intake.CutOff(topic, (device.Identity.Store, device.Identity.Id), device.Notes);
        // The first packet has its own, shorter deadline; this one bounds what MQTTnet waits for besides. The overflow strategy that is the default
        // forgets what it drops only in part, and grows.
        _server = new MqttServer(
            new MqttServerOptionsBuilder()
                .WithoutDefaultEndpoint()
                .WithPersistentSessions()
                .WithMaxPendingMessagesPerClient(options.QueuedMessagesMax)
                .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropNewMessage)
                .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10))
                .Build(),
            [door],
            new MqttNetLog(log));
        _server.ValidatingConnectionAsync += connecting => _handshake.Judge(connecting, DeviceDoor.Current!);
        _server.InterceptingPublishAsync += OnPublish;
        _server.InterceptingSubscriptionAsync += OnSubscribe;
        // Before it is acknowledged: whoever has read the acknowledgement sees what the next tap brings.
        if (screens is not null) _server.ClientSubscribedTopicAsync += subscribed => screens.Read(subscribed.TopicFilter.Topic);
        _server.ClientUnsubscribedTopicAsync += unsubscribed =>
        {
            _sessions.Unsubscribe(unsubscribed.ClientId, unsubscribed.TopicFilter);
            return Task.CompletedTask;
        };
        _server.InterceptingClientEnqueueAsync += OnEnqueue;
        _server.SessionDeletedAsync += deleted =>
        {
            _sessions.Forget(deleted.Id);
            return Task.CompletedTask;
        };
    }

    public int Connections => _door.Count;

    /// <summary>Sessions, connected or not.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Lets devices in. Before Kestrel listens: until then connections are turned away.</summary>
    public Task Start() => _server.StartAsync();

    /// <summary>Tells devices to go elsewhere. What is on its way is still taken.</summary>
    public void Drain() => _door.Drain();

    public Task Stop() => _server.StopAsync(new MqttServerStopOptions());

    /// <summary>Closes connections that are overdue, and those of devices that were removed.</summary>
    public void Look()
    {
        _door.Look();
        foreach (var device in _door.Connections)
        {
            if (!device.IsAccepted || _authenticator.IsKnown(device.Identity)) continue;
            LogExpelled(device.LogName);
            _ = device.Close(MqttDisconnectReasonCode.AdministrativeAction);
        }
    }

    /// <summary>Ends sessions whose clients have been away for too long.</summary>
    public Task Sweep(CancellationToken cancel) => _sessions.Sweep(_server);

    /// <summary>Publishes to all subscribers, QoS 1; what is volatile at QoS 0, to those who are connected.</summary>
    public Task Publish(TerminalMessage reply) =>
        _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(reply.ToMqtt()) { SenderClientId = OwnId });

    /// <inheritdoc/>
    public async Task<bool> TryPublish(TerminalMessage message, CancellationToken cancel)
    {
        if (!_server.IsStarted) return false;
        await Publish(message);
        return true;
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public bool MayBeRead(string topic) => _sessions.MayBeRead(topic);

    /// <inheritdoc/>
    public IEnumerable<string> ReadOfTerminals => _sessions.OfTerminals;

    public void Dispose() => _server.Dispose();

    // Sightings at QoS 0 have no answer and no subscriber: MQTTnet, which gives up its thread for every packet, need not see them.
    private bool TakeAtOnce(DeviceConnection device, ReadOnlySpan<char> topic, ReadOnlySpan<byte> payload) =>
        _rights.Allow(device.Identity, topic) && _intake.TakeSightings(topic, payload, device.Notes);

    // On the receive loop of the connection: sightings end here without waiting for anything.
    private Task OnPublish(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId == OwnId) return Task.CompletedTask;
        var message = publish.ApplicationMessage;
        publish.ProcessPublish = false;
        if (DeviceDoor.Current is not { } device || string.IsNullOrEmpty(message.Topic) || PacketRules.IsTooLong(message.Topic, _options)) return Answer(publish, DeviceAnswer.WrongTopic);
        if (!_rights.Allow(device.Identity, message.Topic)) return Answer(publish, DeviceAnswer.NotAuthorized);

        if (_intake.Take(new DeviceMessage(message), device.Notes) is not { } taken)
        {
            publish.ProcessPublish = TryRetain(message);
            if (!publish.ProcessPublish) publish.Response.ReasonCode = MqttPubAckReasonCode.QuotaExceeded;
            return Task.CompletedTask;
        }
        if (taken.Tap is { } tap) return Answer(publish, tap);
        publish.Response.ReasonString = taken.Sentence;
        if (!taken.PassOn) return Answer(publish, taken.Answer);
        // A status is retained; of what a gateway says only the latest counts, and it has been heard.
        message.Retain &= message.Topic.StartsWith(Contracts.Mqtt.Topics.Root, StringComparison.Ordinal);
        publish.ProcessPublish = TryRetain(message);
        return Task.CompletedTask;
    }

    private async Task Answer(InterceptingPublishEventArgs publish, Task<TapResult> tap)
    {
        var (answer, reply) = await tap;
        if (reply is not null) await Publish(reply);
        await Answer(publish, answer);
    }

    private static Task Answer(InterceptingPublishEventArgs publish, DeviceAnswer answer)
    {
        publish.Response.ReasonCode = (MqttPubAckReasonCode)answer;
        // MQTT 3.1.1 has no code for "again": without an acknowledgement the device sends it again after the next connect.
        publish.CloseConnection = answer == DeviceAnswer.TryAgain && DeviceDoor.Current is { IsV5: false };
        return Task.CompletedTask;
    }

    // MQTTnet keeps everything for a session that is away; what a screen showed a moment ago is nothing for later.
    private Task OnEnqueue(InterceptingClientApplicationMessageEnqueueEventArgs enqueue)
    {
        if (enqueue.SenderClientId == OwnId && enqueue.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce) enqueue.AcceptEnqueue = _sessions.IsHere(enqueue.ReceiverClientId);
        return Task.CompletedTask;
    }

    private Task OnSubscribe(InterceptingSubscriptionEventArgs subscribe)
    {
        var filter = subscribe.TopicFilter.Topic;
        if (!PacketRules.IsFilter(filter) || PacketRules.IsTooLong(filter, _options)) subscribe.Response.ReasonCode = MqttSubscribeReasonCode.TopicFilterInvalid;
        else if (DeviceDoor.Current is not { } device || !_rights.Allow(device.Identity, filter)) subscribe.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        else if (!_sessions.TrySubscribe(subscribe.ClientId, filter)) subscribe.Response.ReasonCode = MqttSubscribeReasonCode.QuotaExceeded;
        subscribe.ProcessSubscription = subscribe.Response.ReasonCode <= MqttSubscribeReasonCode.GrantedQoS2;
        return Task.CompletedTask;
    }

    // MQTTnet bounds nothing of what it retains. False: there is no room for another topic.
    private bool TryRetain(MqttApplicationMessage message)
    {
        if (!message.Retain) return true;
        lock (_retained)
        {
            if (message.Payload.IsEmpty) return _retained.Remove(message.Topic) || true;
            return _retained.Contains(message.Topic) || (_retained.Count < _options.RetainedMax && _retained.Add(message.Topic));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Client} is being disconnected: its device was removed.")]
    private partial void LogExpelled(string client);
}

/// <summary>What MQTTnet logs, in our log: its defects as errors, and what clients do wrong only for those who look for it, because the door tells it itself.</summary>
internal sealed partial class MqttNetLog(ILogger log) : IMqttNetLogger
{
    public bool IsEnabled => true;

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[]? parameters, Exception? exception)
    {
        var isOfAClient = exception is null or MqttProtocolViolationException or MqttCommunicationException or IOException or OperationCanceledException or ObjectDisposedException;
        var isDefect = logLevel == MqttNetLogLevel.Error && !isOfAClient;
        var level = isDefect ? LogLevel.Error : LogLevel.Debug;
        if (logLevel < MqttNetLogLevel.Warning || !log.IsEnabled(level)) return;
        var text = parameters is { Length: > 0 } ? string.Format(null, message, parameters) : message;
        LogMessage(log, level, source, text, exception);
    }

    [LoggerMessage(Message = "{Source}: {Text}")]
    private static partial void LogMessage(ILogger logger, LogLevel level, string source, string text, Exception? exception);
}

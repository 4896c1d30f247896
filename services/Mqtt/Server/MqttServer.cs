using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Mqtt.Delivery;
using SmartStore.Mqtt.Identity;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Sessions;

namespace SmartStore.Mqtt.Server;

/// <summary>
/// An MQTT 3.1.1 and 5.0 server. It owns no sockets: whoever does gives it connections (<see cref="Serve"/>). In process,
/// messages are taken with <see cref="Intercept(string, IPublishHandler)"/> and sent with <see cref="Publish"/>.
/// </summary>
public sealed class MqttServer : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly Broker _broker;
    private readonly Sweeper _sweeper;
    private readonly SystemTopics _system;
    private readonly IdentityWatch _identities;

    /// <param name="options">Validated here; throws <see cref="ArgumentException"/> with every mistake.</param>
    /// <param name="authenticator">Null: <see cref="LoopbackOnly"/>.</param>
    /// <param name="authorizer">Null: <see cref="LoopbackOnly"/>.</param>
    /// <param name="store">Null: sessions and retained messages end with the process.</param>
    /// <param name="time">Null: the system's.</param>
    /// <param name="logger">Null: silent.</param>
    public MqttServer(
        MqttServerOptions? options = null,
        IMqttAuthenticator? authenticator = null,
        IMqttAuthorizer? authorizer = null,
        ISessionStore? store = null,
        TimeProvider? time = null,
        ILogger<MqttServer>? logger = null)
    {
        options ??= new MqttServerOptions();
        var mistakes = options.Validate();
        if (mistakes.Count > 0) throw new ArgumentException(string.Join(' ', mistakes), nameof(options));
        var open = new LoopbackOnly();
        _broker = new Broker(options, authenticator ?? open, authorizer ?? open, store, time ?? TimeProvider.System, logger ?? NullLogger<MqttServer>.Instance);
        _sweeper = new Sweeper(_broker);
        _system = new SystemTopics(_broker);
        _identities = new IdentityWatch(_broker);
    }

    /// <summary>Connections at this moment, before and after CONNECT.</summary>
    public int ConnectionCount => _broker.Connections.Count;

    /// <summary>Sessions, connected or not.</summary>
    public int SessionCount => _broker.Sessions.Count;

    /// <summary>Nothing is on its way to any client: for tests that turn the clock.</summary>
    internal bool IsIdle => _broker.Connections.Keys.All(connection => connection.IsIdle);

    /// <summary>Reads the store and starts the clocks. Register handlers before: wills that are due are said now. Call once.</summary>
    public async ValueTask Start(CancellationToken cancel = default)
    {
        if (_broker.Environment.Store is { } store)
        {
            var stored = await store.Load(cancel).ConfigureAwait(false);
            foreach (var message in stored.Retained) _broker.Retained.TryPut(message);
            _broker.Sessions.Restore(stored.Sessions);
        }

        _sweeper.Start();
        _system.Start();
        _identities.Start();
    }

    /// <summary>Takes messages in process, on the read loop of the connection they come from.</summary>
    /// <param name="filter">Topic filter; of several that match, the one registered first gets the message.</param>
    /// <param name="handler">Gets the messages.</param>
    /// <returns>Dispose it to stop.</returns>
    public IDisposable Intercept(string filter, IPublishHandler handler)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(handler);
        var bytes = Encoding.UTF8.GetBytes(filter);
        if (!MqttText.IsValid(bytes) || !MqttText.IsTopicFilter(bytes)) throw new ArgumentException($"'{filter}' is no topic filter.", nameof(filter));
        return _broker.Interceptors.Add(bytes, handler);
    }

    /// <summary>Hears of clients that come and go. Register before <see cref="Start"/>.</summary>
    public void Observe(IConnectionObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _broker.Observers = [.. _broker.Observers, observer];
    }

    /// <summary>Sends a message as the server; it goes to subscribers, not to handlers in process.</summary>
    /// <param name="topic">UTF-8, without wildcards.</param>
    /// <param name="payload">0 bytes and more; copied if it has to be kept.</param>
    /// <param name="qos">Greatest QoS of a delivery.</param>
    /// <param name="retain">Keep it for later subscribers; an empty payload takes the kept one away.</param>
    /// <param name="properties">What is passed on (correlation data, content type, …) and, if wanted, message expiry; empty: none.</param>
    /// <returns>Done when what has to survive is on disk: Success, NoMatchingSubscribers or QuotaExceeded.</returns>
    public ValueTask<ReasonCode> Publish(
        ReadOnlySpan<byte> topic,
        ReadOnlySpan<byte> payload,
        Qos qos = Qos.AtMostOnce,
        bool retain = false,
        PropertySet properties = default)
    {
        if (!MqttText.IsValid(topic) || !MqttText.IsTopicName(topic)) throw new ArgumentException("Not a topic name.", nameof(topic));
        var expiresAtMs = properties.TryFind(PropertyId.MessageExpiry, out var expiry)
            ? _broker.Environment.NowMs + (expiry.Number * 1000L)
            : Message.NeverExpires;
        var passedOn = properties.Encoded;
        if (expiresAtMs != Message.NeverExpires)
        {
            var rest = new PropertyBuffer();
            foreach (var property in properties)
                if (property.Id != PropertyId.MessageExpiry)
                    rest.Add(property);
            passedOn = rest.Set.Encoded;
        }

        var fanOut = new FanOut(kicks: null);
        var view = new MessageView { Topic = topic, Payload = payload, Properties = passedOn, Qos = qos, Retain = retain, ExpiresAtMs = expiresAtMs };
        var reason = _broker.Route(view, publisher: null, fanOut);
        var commit = fanOut.Commit(_broker.Environment.Store);
        return commit.IsCompletedSuccessfully ? new ValueTask<ReasonCode>(reason) : Later(commit, reason);

        static async ValueTask<ReasonCode> Later(ValueTask commit, ReasonCode reason)
        {
            await commit.ConfigureAwait(false);
            return reason;
        }
    }

    /// <summary>Serves one connection until it is over; both ends of the pipe are completed then. Throws nothing but bugs.</summary>
    /// <param name="transport">Its bytes.</param>
    /// <param name="peer">Where they come from.</param>
    /// <param name="certificate">Of the client, validated; null: none.</param>
    /// <param name="hasUnread">True while bytes have arrived that are not in <paramref name="transport"/> yet; null: there is no such place. Any thread.</param>
    public async Task Serve(IDuplexPipe transport, MqttPeer peer, X509Certificate2? certificate = null, Func<bool>? hasUnread = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(peer);
        if (_broker.Door.Enter(peer) is { } limit)
        {
            _broker.Meter.TurnedAway(limit);
            await transport.Input.CompleteAsync().ConfigureAwait(false);
            await transport.Output.CompleteAsync().ConfigureAwait(false);
            return;
        }

        using var connection = new Connection(_broker, transport, peer, certificate, hasUnread);
        _broker.Connections[connection] = true;
        try
        {
            await connection.Run().ConfigureAwait(false);
        }
        finally
        {
            _broker.Connections.TryRemove(connection, out _);
            _broker.Door.Leave(peer, connection.IsAuthenticated);
        }
    }

    /// <summary>Ends the connections of an identity whose rights were taken away, with 0x98.</summary>
    /// <returns>How many there were.</returns>
    public int Expel(string identityName)
    {
        var expelled = 0;
        foreach (var (connection, _) in _broker.Connections)
        {
            if (connection.Client?.Identity.Name != identityName) continue;
            connection.Close(ReasonCode.AdministrativeAction);
            expelled++;
        }

        return expelled;
    }

    /// <summary>Ends every connection with 0x8B, so that clients go elsewhere and come back; what is being served goes on until <see cref="DisposeAsync"/>.</summary>
    public void Drain()
    {
        foreach (var (connection, _) in _broker.Connections) connection.Close(ReasonCode.ServerShuttingDown);
    }

    /// <summary>Ends every connection with 0x8B and stops the clocks.</summary>
    public async ValueTask DisposeAsync()
    {
        _sweeper.Dispose();
        _system.Dispose();
        _identities.Dispose();
        Drain();
        var ended = Task.WhenAll(_broker.Connections.Keys.Select(connection => connection.Ended));
        // A peer that does not read must not hold the server up: whoever owns its socket closes it.
        await Task.WhenAny(ended, Task.Delay(s_farewell)).ConfigureAwait(false);
        _broker.Dispose();
    }
}

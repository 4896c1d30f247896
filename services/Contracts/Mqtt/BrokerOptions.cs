using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace SmartStore.Contracts.Mqtt;

/// <summary>How a device, or the server as a client of the shop's broker, connects. Immutable.</summary>
public sealed record BrokerOptions
{
    /// <summary>Where the broker is.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>Protocol version. Default 5.0; there is no falling back.</summary>
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;

    /// <summary>Client id, at most <see cref="DeviceClientId.MaxLength"/> characters. Default empty: the broker assigns one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name; null: none is sent.</summary>
    public string? UserName { get; init; }

    /// <summary>Password; null: none is sent. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>The authorities whose certificates an mqtts or wss broker may show; null: those the system trusts. Revocation is not looked up: a device in a shop reaches the broker, not the authority.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The client's own certificate with its private key; null: none is shown.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Start the first connection with an empty session; later ones resume it. Default true.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>How long the broker keeps the session without a connection, seconds. Default 3,600.</summary>
    public uint SessionExpirySeconds { get; init; } = 3_600;

    /// <summary>A planned end gives the subscriptions back, takes what came, and ends the session; what could not be taken keeps it. MQTT 5.0 alone. Default false.</summary>
    public bool EndsSession { get; init; }

    /// <summary>Longest silence from us, then a ping; whole seconds, more than zero. Default 30 s. A broker that names a shorter one is obeyed.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for a connection, CONNACK included. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for an answer of the broker; then the connection is given up. Default 20 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>QoS 1 messages the broker may have on their way to us, 1–65,535; so many are handled at once. Default 100. MQTT 3.1.1 knows no such limit.</summary>
    public ushort ReceiveMaximum { get; init; } = 100;

    /// <summary>Longest packet the broker may send, bytes. Default 257 KiB. MQTT 3.1.1 knows no such limit.</summary>
    public uint PacketBytesMax { get; init; } = 257 * 1024;

    /// <summary>Status topic: <c>online</c> is published there after every connect, <c>offline</c> before a goodbye and as will, all retained. Null: no status.</summary>
    public string? StatusTopic { get; init; }

    /// <summary>How long to wait between two connections.</summary>
    public ReconnectBackoff Backoff { get; init; } = new();

    /// <summary>Clock and timers of the pauses between connections.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the connection logs.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The options as MQTTnet's client takes them.</summary>
    /// <param name="cleanStart">Null: as <see cref="CleanStart"/> says.</param>
    /// <param name="keepAlive">Null: <see cref="KeepAlive"/>.</param>
    public MqttClientOptions ToClient(bool? cleanStart = null, TimeSpan? keepAlive = null)
    {
        var isV5 = Version == MqttProtocolVersion.V500;
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(Version)
            .WithClientId(ClientId)
            .WithCleanStart(cleanStart ?? CleanStart)
            .WithKeepAlivePeriod(keepAlive ?? KeepAlive)
            .WithTimeout(AnswerTimeout);
        if (isV5) options.WithSessionExpiryInterval(SessionExpirySeconds).WithReceiveMaximum(ReceiveMaximum).WithMaximumPacketSize(PacketBytesMax);
        if (UserName is not null) options.WithCredentials(UserName, Password);
        if (Broker.Transport is BrokerTransport.Tcp or BrokerTransport.Tls) options.WithTcpServer(Broker.Host, Broker.Port);
        else options.WithWebSocketServer(socket => socket.WithUri(Broker.ToString()));
        if (Broker.Transport is BrokerTransport.Tls or BrokerTransport.SecureWebSocket) options.WithTlsOptions(Tls);
        if (StatusTopic is not null)
            options.WithWillTopic(StatusTopic).WithWillPayload("offline").WithWillRetain().WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        return options.Build();
    }

    private void Tls(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls().WithTargetHost(Broker.Host).WithRevocationMode(X509RevocationMode.NoCheck);
        if (TrustedRoots is not null) tls.WithTrustChain(TrustedRoots);
        if (Certificate is not null) tls.WithClientCertificates([Certificate]);
    }
}

/// <summary>
/// How long to wait before the next attempt: exponential with full jitter (each delay is drawn between nothing and the ceiling, the ceiling doubles),
/// so that a shop full of devices does not come back in step after a broker restarts.
/// </summary>
public sealed record ReconnectBackoff
{
    /// <summary>Ceiling of the first delay; no delay is shorter than a tenth of it. Default 500 ms; more than zero.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Ceiling of all delays. Default 30 s; at least <see cref="First"/>.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The delay after a number of failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="refusedForGood">The broker said no in a way that waiting does not mend (bad credentials, banned): the ceiling is <see cref="Max"/> at once.</param>
    /// <param name="draw">A random number, 0 inclusive to 1 exclusive.</param>
    internal TimeSpan After(int failures, bool refusedForGood, double draw)
    {
        var ceiling = refusedForGood ? Max : TimeSpan.FromTicks((long)Math.Min(Max.Ticks, First.Ticks * Math.Pow(2, failures - 1)));
        return TimeSpan.FromTicks(Math.Max((ceiling * draw).Ticks, First.Ticks / 10));
    }
}

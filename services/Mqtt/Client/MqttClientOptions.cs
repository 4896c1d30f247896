using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartStore.Mqtt.Client.Queue;
using SmartStore.Mqtt.Client.Transport;
using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>How an <see cref="MqttClient"/> connects and behaves. Immutable; checked when the client is made.</summary>
public sealed record MqttClientOptions
{
    /// <summary>Where the broker is.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>Protocol version. Default 5.0. There is no falling back: the operator knows the broker.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Client identifier, 0–65,535 bytes of UTF-8. Default empty: the server assigns one (5.0), or the session ends with the connection (3.1.1).</summary>
    public string ClientId { get; init; } = "";

    /// <summary>User name; default null: none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password; default null: none. Never logged.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Trust and client certificate.</summary>
    public ClientTls Tls { get; init; } = new();

    /// <summary>Start the first connection with an empty session. Default true. With false the process promises that it may resume: what an earlier one had not acknowledged comes again.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>5.0: how long the server keeps the session without a connection, seconds; 0xFFFFFFFF: for ever. Default 3,600, so that reconnecting resumes. 3.1.1 keeps it if, and only if, <see cref="CleanStart"/> is false.</summary>
    public uint SessionExpirySeconds { get; init; } = 3600;

    /// <summary>Longest silence from us; then PINGREQ. Default 30 s; whole seconds, 0 (off) to 65,535 s. The server may name another.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Dial, handshake and CONNACK together. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>PINGRESP, and every answer to PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE, must come within this; otherwise the connection is closed and the session resumed. Default 20 s; PINGRESP additionally within one keep-alive.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A packet that began must be whole within this, whatever trickles. Default 15 s.</summary>
    public TimeSpan PartialPacketTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A write that makes no progress for so long ends the connection. Default 20 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>5.0: unacknowledged QoS 1 and 2 messages the server may have on their way to us. Default 100; 1–65,535. More is answered with 0x93.</summary>
    public int ReceiveMaximum { get; init; } = 100;

    /// <summary>Longest packet taken, bytes. Default 256 KiB; 128 B to 268,435,460 B. In 5.0 the server is told; a longer one ends the connection (0x95) before its body is read.</summary>
    public int PacketBytesMax { get; init; } = 256 << 10;

    /// <summary>5.0: topic aliases the server may set. Default 16; 0–65,535.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>5.0: topic aliases we set, as far as the server allows. Default 16; 0–65,535. The first topics published get them.</summary>
    public int TopicAliasesUsed { get; init; } = 16;

    /// <summary>QoS 1 and 2 messages of ours on their way at once; the server may allow fewer. Default 1,000; 1–65,535.</summary>
    public int InFlightMax { get; init; } = 1000;

    /// <summary>QoS 1 and 2 messages in memory, on their way or waiting. Default 10,000, at least 1; then <see cref="MqttClient.PublishAsync"/> waits.</summary>
    public int PendingMax { get; init; } = 10_000;

    /// <summary>Payload bytes of those. Default 16 MiB; then <see cref="MqttClient.PublishAsync"/> waits. One message is always taken.</summary>
    public int PendingBytesMax { get; init; } = 16 << 20;

    /// <summary>Bytes waiting for the socket; then publishing waits, and no more is read from the server. Default 1 MiB; at least 4 KiB. One packet may exceed it.</summary>
    public int SendBufferBytes { get; init; } = 1 << 20;

    /// <summary>Messages received and not yet taken by the application; then nothing more is read from the server. Default 1,000, at least 1.</summary>
    public int DeliveriesMax { get; init; } = 1000;

    /// <summary>Payload bytes of those. Default 8 MiB. One message is always taken.</summary>
    public int DeliveryBytesMax { get; init; } = 8 << 20;

    /// <summary>Left behind when the connection ends without DISCONNECT; null: nothing.</summary>
    public ClientWill? Will { get; init; }

    /// <summary>Connect again after the connection ends. Default true.</summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>How long to wait in between.</summary>
    public ReconnectBackoff Backoff { get; init; } = new();

    /// <summary>Where <see cref="MqttClient.EnqueueAsync"/> keeps messages; null: there is no offline queue. The client closes it.</summary>
    public OfflineQueueOptions? OfflineQueue { get; init; }

    /// <summary>Queued messages on their way at once. Default 16; 1–1,000. Small, so that what was kept does not crowd out what happens now.</summary>
    public int OfflineInFlightMax { get; init; } = 16;

    /// <summary>Told of every connection, or attempt at one, that ended, in turn. Must neither block nor throw. Default null; all are logged and counted anyway.</summary>
    public Action<ConnectionEnded>? Ended { get; init; }

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of jitter and of correlation data. Used under the client's lock.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Where the client logs.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Broker);
        ArgumentOutOfRangeException.ThrowIfLessThan(Broker.Port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Broker.Port, 65_535);
        Within(nameof(KeepAlive), KeepAlive.TotalSeconds, 0, 65_535);
        Within(nameof(ReceiveMaximum), ReceiveMaximum, 1, 65_535);
        Within(nameof(PacketBytesMax), PacketBytesMax, 128, 268_435_460);
        Within(nameof(TopicAliasMaximum), TopicAliasMaximum, 0, 65_535);
        Within(nameof(TopicAliasesUsed), TopicAliasesUsed, 0, 65_535);
        Within(nameof(InFlightMax), InFlightMax, 1, 65_535);
        Within(nameof(PendingMax), PendingMax, 1, int.MaxValue);
        Within(nameof(PendingBytesMax), PendingBytesMax, 1, int.MaxValue);
        Within(nameof(SendBufferBytes), SendBufferBytes, 4096, 1 << 30);
        Within(nameof(DeliveriesMax), DeliveriesMax, 1, int.MaxValue);
        Within(nameof(DeliveryBytesMax), DeliveryBytesMax, 1, int.MaxValue);
        Within(nameof(OfflineInFlightMax), OfflineInFlightMax, 1, 1000);
        Backoff.Validate();
    }

    private static void Within(string name, double value, double least, double most)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}

/// <summary>The message the server publishes for a client that is gone (§3.1.2.5).</summary>
/// <param name="Message">Topic, payload, QoS, retain, properties.</param>
/// <param name="DelaySeconds">5.0: how long the server waits for us to come back. Default 0.</param>
public sealed record ClientWill(MqttMessage Message, uint DelaySeconds = 0);

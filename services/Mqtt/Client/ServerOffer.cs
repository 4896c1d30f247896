using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>What the server's CONNACK allows (MQTT 5.0 §3.2.2.3). A 3.1.1 server allows everything.</summary>
public sealed record ServerOffer
{
    /// <summary>QoS 1 and 2 messages on their way at once, 1–65,535.</summary>
    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Highest QoS it takes.</summary>
    public Qos MaximumQos { get; init; } = Qos.ExactlyOnce;

    /// <summary>It keeps retained messages.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>Longest packet it takes, bytes.</summary>
    public int MaximumPacketBytes { get; init; } = int.MaxValue;

    /// <summary>Topic aliases we may set, 0–65,535.</summary>
    public int TopicAliasMaximum { get; init; }

    /// <summary>It takes <c>+</c> and <c>#</c>.</summary>
    public bool WildcardSubscriptions { get; init; } = true;

    /// <summary>It takes subscription identifiers.</summary>
    public bool SubscriptionIds { get; init; } = true;

    /// <summary>It takes <c>$share</c>.</summary>
    public bool SharedSubscriptions { get; init; } = true;

    /// <summary>The keep-alive that holds: the server's if it named one. Zero: off.</summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>How long it keeps the session after the connection, seconds; 0xFFFFFFFF: for ever. What was asked, unless it said otherwise.</summary>
    public uint SessionExpirySeconds { get; init; }
}

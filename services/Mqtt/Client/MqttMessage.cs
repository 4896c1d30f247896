using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Client;

/// <summary>An application message with its MQTT 5.0 properties; a 3.1.1 connection carries the topic, the payload, QoS and retain, and leaves the rest out.</summary>
public sealed record MqttMessage
{
    /// <summary>Topic name: 1–65,535 bytes of UTF-8, no wildcards, no U+0000.</summary>
    public required string Topic { get; init; }

    /// <summary>The payload; may be empty.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How surely it arrives. Default at most once.</summary>
    public Qos Qos { get; init; }

    /// <summary>The server keeps it for later subscribers; on a received message: it was kept. Default false.</summary>
    public bool Retain { get; init; }

    /// <summary>The payload is UTF-8 text (§3.3.2.3.2). Default false: bytes.</summary>
    public bool IsText { get; init; }

    /// <summary>Seconds after which nobody wants it any more; null: never. On a received message: what is left.</summary>
    public uint? ExpirySeconds { get; init; }

    /// <summary>Where the answer is to go; null: no answer is wanted.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>Comes back in the answer; empty: none.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>What the payload is; null: not said.</summary>
    public string? ContentType { get; init; }

    /// <summary>Name and value, in order; names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    /// <summary>Received messages only: identifiers of the subscriptions that matched.</summary>
    public IReadOnlyList<int> SubscriptionIds { get; init; } = [];

    /// <summary>Received messages only: the server has sent it before.</summary>
    public bool Duplicate { get; init; }
}

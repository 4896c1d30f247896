using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Server;

/// <summary>A message as it was received. Its spans end with the call: what is needed later must be copied.</summary>
public readonly ref struct IncomingPublish
{
    /// <summary>Who sent it.</summary>
    public required MqttClientInfo Client { get; init; }

    /// <summary>UTF-8, never empty: an alias is resolved already.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 bytes and more.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>QoS of the publisher.</summary>
    public Qos Qos { get; init; }

    /// <summary>The publisher asked to retain it.</summary>
    public bool Retain { get; init; }

    /// <summary>The publisher may have sent it before.</summary>
    public bool Duplicate { get; init; }

    /// <summary>True for a will: the client is gone already.</summary>
    public bool IsWill { get; init; }

    /// <summary>Read on demand; empty in 3.1.1.</summary>
    public PropertySet Properties { get; init; }

    /// <summary>Where an answer is expected; empty: nowhere.</summary>
    public ReadOnlySpan<byte> ResponseTopic => Properties.Value(PropertyId.ResponseTopic);

    /// <summary>What an answer must carry.</summary>
    public ReadOnlySpan<byte> CorrelationData => Properties.Value(PropertyId.CorrelationData);
}

using SmartStore.Ingest.Sightings;
using SmartStore.Mqtt.Packets;
using SmartStore.Mqtt.Server;

namespace SmartStore.Ingest;

/// <summary>What a device published, however it came to us: over our own listener or from the shop's broker. Its spans end with the call.</summary>
/// <param name="topic">UTF-8.</param>
/// <param name="payload">Any bytes.</param>
/// <param name="responseTopic">Where an answer is expected; empty: on the terminal's answers topic.</param>
/// <param name="correlation">What an answer must carry.</param>
public readonly ref struct DeviceMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> responseTopic, ReadOnlySpan<byte> correlation)
{
    public ReadOnlySpan<byte> Topic { get; } = topic;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> ResponseTopic { get; } = responseTopic;

    public ReadOnlySpan<byte> Correlation { get; } = correlation;
}

/// <summary>What became of a message.</summary>
/// <param name="Reason">Success, or a PUBACK reason; meaningless while <paramref name="Pending"/> is there.</param>
/// <param name="PassOn">Others may subscribe to it, too.</param>
/// <param name="Pending">Decided later: the message may be acknowledged when it ends.</param>
public readonly record struct Intake(ReasonCode Reason, bool PassOn = false, Task<ReasonCode>? Pending = null)
{
    /// <summary>Taken.</summary>
    public static Intake Taken { get; } = new(ReasonCode.Success);
}

/// <summary>What one connection keeps from message to message: room to read into, and whether it was warned about. Used by one thread at a time.</summary>
public sealed class ConnectionNotes(string name)
{
    /// <summary>Who is at the other end, for the log.</summary>
    public string Name { get; } = name;

    internal SightingBatch Batch { get; } = new();

    internal bool Warned { get; set; }

    /// <summary>The notes of a connection of our own listener. Every handler of ours uses these: one connection may bring the contract's topics and a gateway's.</summary>
    internal static ConnectionNotes Of(MqttClientInfo client) => (ConnectionNotes)(client.Attachment ??= new ConnectionNotes(client.ClientId));
}

using MQTTnet;

namespace SmartStore.Ingest;

/// <summary>What a device published, over our own listener or over the shop's broker. Its spans end with the call.</summary>
/// <param name="topic">A topic name, at most 256 bytes as UTF-8.</param>
public readonly ref struct DeviceMessage(string topic, ReadOnlySpan<byte> payload)
{
    internal DeviceMessage(MqttApplicationMessage message)
        : this(message.Topic, message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray()) =>
        (ResponseTopic, Correlation) = (message.ResponseTopic ?? "", message.CorrelationData ?? []);

    public string Topic { get; } = topic;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The shop's broker sends it from its store: the last word on its topic, said at some time before we subscribed.</summary>
    public bool IsRetained { get; init; }

    /// <summary>Where an answer is expected; empty: on the terminal's answers topic.</summary>
    public string ResponseTopic { get; init; } = "";

    /// <summary>What an answer must carry; empty: nothing.</summary>
    public byte[] Correlation { get; init; } = [];
}

/// <summary>What a device is answered, as a reason code of MQTT 5.0.</summary>
public enum DeviceAnswer
{
    Accepted = 0x00,

    /// <summary>The message cannot be taken now: the device has to send it again.</summary>
    TryAgain = 0x97,
    NotAuthorized = 0x87,

    /// <summary>The topic is none that this device publishes on.</summary>
    WrongTopic = 0x90,

    /// <summary>The payload cannot be used.</summary>
    Unusable = 0x99,
}

/// <summary>What became of a message.</summary>
/// <param name="Answer">For the device; meaningless while <paramref name="Tap"/> is there.</param>
/// <param name="Sentence">Why it was refused; null: it was not, or the connection was told why before.</param>
/// <param name="PassOn">Others may subscribe to it, too.</param>
/// <param name="Tap">A tap, an act, or what a locker reports, is decided later: the message may be acknowledged when it ends.</param>
public readonly record struct Intake(DeviceAnswer Answer, string? Sentence = null, bool PassOn = false, Task<Taps.TapResult>? Tap = null)
{
    public static Intake Taken { get; } = new(DeviceAnswer.Accepted);
}

/// <summary>What one connection keeps from message to message: room to read into, who spoke over it last, and whether the log has named it. Used by one thread at a time.</summary>
public sealed class ConnectionNotes(string name)
{
    public string Name { get; } = name;

    internal SightingBatch Batch { get; } = new();

    internal bool Warned { get; set; }

    /// <summary>The device whose topic came last, and its store; empty: none.</summary>
    internal (string Store, string Device) Sender { get; set; } = ("", "");
}

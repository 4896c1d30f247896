using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest;

/// <summary>What a device published, over our own listener or over the shop's broker. Its spans end with the call.</summary>
/// <param name="topic">A topic name, at most 256 bytes as UTF-8.</param>
/// <param name="payload">Any bytes.</param>
public readonly ref struct DeviceMessage(string topic, ReadOnlySpan<byte> payload)
{
    /// <summary>A topic name.</summary>
    public string Topic { get; } = topic;

    /// <summary>Any bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Where an answer is expected; empty: on the terminal's answers topic.</summary>
    public string ResponseTopic { get; init; } = "";

    /// <summary>What an answer must carry; empty: nothing.</summary>
    public byte[] Correlation { get; init; } = [];
}

/// <summary>What a device is answered.</summary>
public enum DeviceAnswer
{
    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>It cannot be taken now: the device has to send it again.</summary>
    TryAgain,

    /// <summary>The device may not do this.</summary>
    NotAuthorized,

    /// <summary>The topic is none that this device publishes on.</summary>
    WrongTopic,

    /// <summary>The payload cannot be used.</summary>
    Unusable,
}

/// <summary>What became of a message.</summary>
/// <param name="Answer">For the device; meaningless while <paramref name="Tap"/> is there.</param>
/// <param name="Sentence">Why it was refused; null: it was not, or the connection was told why before.</param>
/// <param name="PassOn">Others may subscribe to it, too.</param>
/// <param name="Tap">Decided later: the message may be acknowledged when it ends.</param>
public readonly record struct Intake(DeviceAnswer Answer, string? Sentence = null, bool PassOn = false, Task<Taps.TapResult>? Tap = null)
{
    /// <summary>Taken.</summary>
    public static Intake Taken { get; } = new(DeviceAnswer.Accepted);
}

/// <summary>What one connection keeps from message to message: room to read into, and whether the log has named it. Used by one thread at a time.</summary>
public sealed class ConnectionNotes(string name)
{
    /// <summary>The other end, for the log.</summary>
    public string Name { get; } = name;

    internal SightingBatch Batch { get; } = new();

    internal bool Warned { get; set; }
}

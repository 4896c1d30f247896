using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Delivery;

/// <summary>A message on its way, borrowed from a packet or from a <see cref="Message"/>.</summary>
internal readonly ref struct MessageView
{
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Only what is passed on: format, content type, response topic, correlation data, user properties, in their order.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public Qos Qos { get; init; }

    public bool Retain { get; init; }

    /// <summary>Unix milliseconds; <see cref="Message.NeverExpires"/>.</summary>
    public long ExpiresAtMs { get; init; }
}

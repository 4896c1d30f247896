using SmartStore.Mqtt.Packets;

namespace SmartStore.Mqtt.Delivery;

/// <summary>A message that has to be kept: queued, in flight, retained or a will. Immutable, shared by all who keep it.</summary>
/// <param name="Topic">UTF-8.</param>
/// <param name="Payload">0 bytes and more.</param>
/// <param name="Properties">What is passed on, encoded; see <see cref="MessageView.Properties"/>.</param>
/// <param name="Qos">As published.</param>
/// <param name="Retain">As published.</param>
/// <param name="ExpiresAtMs">Unix milliseconds, or <see cref="NeverExpires"/>.</param>
public sealed record Message(byte[] Topic, byte[] Payload, byte[] Properties, Qos Qos, bool Retain, long ExpiresAtMs)
{
    /// <summary>No message expiry.</summary>
    public const long NeverExpires = long.MaxValue;

    /// <summary>What it weighs in a queue, bytes.</summary>
    public int SizeBytes => Topic.Length + Payload.Length + Properties.Length + 64;

    internal MessageView View => new()
    {
        Topic = Topic,
        Payload = Payload,
        Properties = Properties,
        Qos = Qos,
        Retain = Retain,
        ExpiresAtMs = ExpiresAtMs,
    };

    internal static Message Copy(in MessageView view) =>
        new(view.Topic.ToArray(), view.Payload.ToArray(), view.Properties.ToArray(), view.Qos, view.Retain, view.ExpiresAtMs);
}

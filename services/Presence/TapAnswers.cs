using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Grains;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>Answers to terminals on their way out: an entry of the channel <see cref="Channel"/> says what to publish and where.</summary>
public static class TapAnswers
{
    /// <summary>Outbox channel of all answers. Entries do not expire: whoever publishes them trims them.</summary>
    public const string Channel = "answers";

    /// <summary>Id of the event of a tap: the same tap, sent again, is the same event.</summary>
    public static string EventId(TapKey tap) => DerivedId.Of('t', tap.Value, "tapped", "");

    /// <summary>Reads an entry of the channel.</summary>
    /// <returns>Where to publish, and the answer's bytes.</returns>
    public static (TapOrigin Origin, ReadOnlyMemory<byte> Body) Read(OutboxEntry entry)
    {
        var answer = StoredAnswer.Parser.ParseFrom(entry.Payload.Span);
        return (answer.Origin.ToOrigin(), answer.Body.Memory);
    }

    internal static OutboxEntry Entry(string cause, DateTimeOffset at, TapOrigin origin, TapAnswer answer) => new(
        Channel,
        DerivedId.Of('u', cause, "answer", origin.Key.Value),
        at,
        ExpiresAt: null,
        new StoredAnswer { Origin = StoredForm.Of(origin), Body = ByteString.CopyFrom(answer.ToJson()) }.ToByteArray());
}

using SmartStore.Core;
using SmartStore.Core.Screens;

namespace SmartStore.Ingest.Taps;

/// <summary>Reads what somebody does at a terminal's screen: <c>{"id","at","sent"?,"session"?,"act":"tick|untick|help|language|text_size|forget|end","item"?,"value"?}</c>. Other fields are ignored.</summary>
public static class ActReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="act">What could be read, when it returns false too: an act with an id can be answered. Without one its id is empty.</param>
    /// <param name="refusal">The first field that is wrong, in the order id, at, sent, session, act, item, value.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ActMessage act, out Refusal refusal)
    {
        act = new ActMessage("", 0, null, "", "", "", "");
        if (!JsonMessage.TryParse(payload, BytesMax, out var message, out refusal)) return false;
        using (message) refusal = Read(message.Root, ref act);
        return refusal.Reason == RefusalReason.None;
    }

    private static Refusal Read(JsonElement root, ref ActMessage act)
    {
        if (JsonMessage.ReadId(root, out var id) is { Reason: not RefusalReason.None } noId) return noId;
        act = act with { Id = id };
        var noTime = JsonMessage.ReadTimes(root, out var atUnixMs, out var sentUnixMs);
        // The answer names the time, also that of an act whose other fields are wrong.
        act = act with { AtUnixMs = atUnixMs, SentUnixMs = sentUnixMs };
        if (noTime.Reason != RefusalReason.None) return noTime;
        if (Optional(root, "session", out var session) is { Reason: not RefusalReason.None } noSession) return noSession;
        if (JsonMessage.ReadText(root, "act", static word => ActWords.Kind(word) != ActKind.Unspecified, out var word) is { Reason: not RefusalReason.None } noAct) return noAct;
        if (Optional(root, "item", out var item) is { Reason: not RefusalReason.None } noItem) return noItem;
        if (Optional(root, "value", out var value) is { Reason: not RefusalReason.None } noValue) return noValue;
        act = act with { Session = session, Act = word, Item = item, Value = value };
        return ActWords.Check(session, word, item, value) is [var problem, ..] ? new Refusal(RefusalReason.NotAllowed, problem.Path) : default;
    }

    private static Refusal Optional(JsonElement root, string field, out string text)
    {
        text = "";
        return root.TryGetProperty(field, out _) ? JsonMessage.ReadText(root, field, static _ => true, out text) : default;
    }
}

/// <summary>What somebody did at a terminal's screen, as the terminal sent it.</summary>
/// <param name="Id">The terminal's name for it: seen twice, it is the same act. An id of the contract.</param>
/// <param name="AtUnixMs">When, by the terminal's clock, milliseconds since 1970 UTC.</param>
/// <param name="SentUnixMs">When the terminal published it, by its clock; null: not said.</param>
/// <param name="Session">The screen; empty: none.</param>
/// <param name="Act">A word of <see cref="ActWords"/>.</param>
/// <param name="Item">Of a tick; else it counts for nothing.</param>
/// <param name="Value">A language or a size.</param>
public sealed record ActMessage(string Id, long AtUnixMs, long? SentUnixMs, string Session, string Act, string Item, string Value)
{
    /// <summary>When, by the terminal's clock.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(AtUnixMs);

    /// <summary>When the terminal published it; null: not said.</summary>
    public DateTimeOffset? Sent => SentUnixMs is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null;
}

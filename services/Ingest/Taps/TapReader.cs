using SmartStore.Core;
using SmartStore.Core.Pickup;

namespace SmartStore.Ingest.Taps;

/// <summary>Reads a terminal's tap: <c>{"id","at","sent"?,"kind":"nfc|qr|pin","pass"}</c> (contract, "Taps"). All but <c>sent</c> are needed; others are ignored.</summary>
public static class TapReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    private static readonly Dictionary<string, TapKind> s_kinds = new(StringComparer.Ordinal) { ["nfc"] = TapKind.Nfc, ["qr"] = TapKind.Qr, ["pin"] = TapKind.Pin };

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="tap">What could be read, when it returns false too: a tap with an id can be answered.</param>
    /// <param name="refusal">The first field that is wrong, in the order id, at, sent, kind, pass.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Tap tap, out Refusal refusal)
    {
        tap = default;
        if (JsonMessage.TryParse(payload, BytesMax, out var message, out refusal))
        {
            using (message) refusal = Read(message.Root, out tap);
            return refusal.Reason == RefusalReason.None;
        }
        // A code that was put into the message as it was scanned makes no JSON; whoever waits at the screen is answered all the same.
        if (refusal.Reason is RefusalReason.NotReadable or RefusalReason.NotUtf8 && JsonMessage.TryParseMended(payload, out var mended, out _))
            using (mended)
                _ = Read(mended.Root, out tap);
        tap = tap with { Pass = "" };
        return false;
    }

    private static Refusal Read(JsonElement root, out Tap tap)
    {
        tap = default;
        if (JsonMessage.ReadId(root, out var id) is { Reason: not RefusalReason.None } noId) return noId;
        tap = new Tap(id, 0, default, "");
        var noTime = JsonMessage.ReadTimes(root, out var atUnixMs, out var sentUnixMs);
        // The answer names the time, also that of a tap whose other fields are wrong.
        tap = tap with { AtUnixMs = atUnixMs, SentUnixMs = sentUnixMs };
        if (noTime.Reason != RefusalReason.None) return noTime;
        if (JsonMessage.ReadText(root, "kind", s_kinds.ContainsKey, out var kind) is { Reason: not RefusalReason.None } noKind) return noKind;
        if (JsonMessage.ReadText(root, "pass", static pass => ShownCode.IsReadable(ScannedCode.Of(pass)), out var pass) is { Reason: not RefusalReason.None } noPass) return noPass;
        tap = tap with { Kind = s_kinds[kind], Pass = ScannedCode.Of(pass) };
        return default;
    }
}

/// <summary>A deliberate act at a terminal, as the terminal sent it.</summary>
/// <param name="Id">The terminal's name for this act: seen twice, it is the same act. An id of the contract.</param>
/// <param name="AtUnixMs">When, by the terminal's clock, milliseconds since 1970 UTC.</param>
/// <param name="Pass">The token or PIN that was shown, readable (<see cref="ShownCode"/>); not yet verified. Never log it.</param>
public readonly record struct Tap(string Id, long AtUnixMs, TapKind Kind, string Pass)
{
    /// <summary>When the terminal published it, by its clock; null: not said.</summary>
    public long? SentUnixMs { get; init; }

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"tap {Id} ({Kind})";
}

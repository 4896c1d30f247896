using SmartStore.Core;

namespace SmartStore.Ingest.Taps;

/// <summary>Reads a terminal's tap: <c>{"id","at","kind":"nfc|qr|pin","pass"}</c> (contract, "Taps"). All four fields are needed; others are ignored.</summary>
public static class TapReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    private static readonly Dictionary<string, TapKind> s_kinds = new(StringComparer.Ordinal) { ["nfc"] = TapKind.Nfc, ["qr"] = TapKind.Qr, ["pin"] = TapKind.Pin };

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="tap">What could be read, when it returns false too: a tap with an id can be answered.</param>
    /// <param name="refusal">The first field that is wrong, in the order id, at, kind, pass.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Tap tap, out Refusal refusal)
    {
        tap = default;
        if (!JsonMessage.TryParse(payload, BytesMax, out var message, out refusal)) return false;
        using (message) return TryRead(message.Root, out tap, out refusal);
    }

    private static bool TryRead(JsonElement root, out Tap tap, out Refusal refusal)
    {
        tap = default;
        refusal = new Refusal(RefusalReason.WrongType, "");
        if (root.ValueKind != JsonValueKind.Object) return false;

        if (!TryGetText(root, "id", out var id, out refusal)) return false;
        if (!Id.IsValid(id)) return No("id", RefusalReason.NotAllowed, out refusal);
        tap = new Tap(id, 0, default, "");
        if (!root.TryGetProperty("at"u8, out var at)) return No("at", RefusalReason.Missing, out refusal);
        if (JsonMessage.ReadTime(at, out var atUnixMs) is var wrong and not RefusalReason.None) return No("at", wrong, out refusal);
        tap = tap with { AtUnixMs = atUnixMs };
        if (!TryGetText(root, "kind", out var kindText, out refusal)) return false;
        if (!s_kinds.TryGetValue(kindText, out var kind)) return No("kind", RefusalReason.NotAllowed, out refusal);
        if (!TryGetText(root, "pass", out var pass, out refusal)) return false;
        if (pass.Length is 0 or > Tap.PassMax || pass.AsSpan().ContainsAnyExceptInRange('!', '~')) return No("pass", RefusalReason.NotAllowed, out refusal);

        tap = new Tap(id, atUnixMs, kind, pass);
        refusal = default;
        return true;
    }

    private static bool TryGetText(JsonElement root, string field, out string text, out Refusal refusal)
    {
        text = "";
        if (!root.TryGetProperty(field, out var value)) return No(field, RefusalReason.Missing, out refusal);
        if (!JsonMessage.TryGetText(value, out var utf8)) return No(field, RefusalReason.WrongType, out refusal);
        text = Encoding.UTF8.GetString(utf8);
        refusal = default;
        return true;
    }

    private static bool No(string field, RefusalReason reason, out Refusal refusal)
    {
        refusal = new Refusal(reason, field);
        return false;
    }
}

/// <summary>How a shopper identified themselves: with a phone held to the terminal, a code shown to its camera, or digits.</summary>
public enum TapKind : byte
{
    Nfc,
    Qr,
    Pin,
}

/// <summary>A deliberate act at a terminal, as the terminal sent it.</summary>
/// <param name="Id">The terminal's name for this act: seen twice, it is the same act. An id of the contract.</param>
/// <param name="AtUnixMs">When, by the terminal's clock, milliseconds since 1970 UTC.</param>
/// <param name="Pass">The token or PIN that was shown, 1..<see cref="PassMax"/> visible ASCII characters; not yet verified. Never log it.</param>
public readonly record struct Tap(string Id, long AtUnixMs, TapKind Kind, string Pass)
{
    public const int PassMax = 4096;

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"tap {Id} ({Kind})";
}

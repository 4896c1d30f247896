using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>What makes two taps the same one: terminal, the terminal's own id, and the pass. An id with another pass is another tap.</summary>
/// <param name="Terminal">Terminal id.</param>
/// <param name="TapId">Chosen by the terminal, unique for it; repeated when the terminal repeats the tap.</param>
/// <param name="PassDigest">First 8 bytes of the pass's SHA-256, hexadecimal: the pass itself is kept nowhere.</param>
public sealed record TapOrigin(StoreId Store, string Terminal, string TapId, string PassDigest)
{
    /// <summary>The identity of a tap.</summary>
    public TapKey Key => new($"{Store.Value}/{Terminal}/{TapId}/{PassDigest}");

    /// <summary>The origin of a tap with this pass.</summary>
    public static TapOrigin Of(StoreId store, string terminal, string tapId, string pass) =>
        new(store, terminal, tapId, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pass)).AsSpan(0, 8)));
}

/// <summary>Identity of a tap: <c>store/terminal/tap id/digest of the pass</c>.</summary>
public readonly record struct TapKey(string Value)
{
    /// <summary>The terminal's own id of the tap.</summary>
    public ReadOnlySpan<char> TapId()
    {
        var withoutDigest = Value.AsSpan(0, Value.LastIndexOf('/'));
        return withoutDigest[(withoutDigest.LastIndexOf('/') + 1)..];
    }

    public override string ToString() => Value;
}

/// <summary>How a shopper identified themselves: with a phone held to the terminal, a code shown to its camera, or digits.</summary>
public enum TapKind : byte
{
    Nfc,
    Qr,
    Pin,
}

/// <summary>How a tap ended. Spelled on the wire as in the contract.</summary>
public enum TapOutcome
{
    /// <summary>The order is ready and this is whose it is.</summary>
    Ok = 0,
    /// <summary>A good pass, and nothing to hand over here.</summary>
    NoOrder = 1,
    /// <summary>The pass is too old: show a new one.</summary>
    Expired = 2,
    /// <summary>The code is no pass that this server issued.</summary>
    Refused = 3,
    /// <summary>The same tap was answered before and the answer is not kept any more. Nothing changed; it is never kept itself.</summary>
    TryAgain = 4,
    /// <summary>The locker may open.</summary>
    Granted = 5,
    /// <summary>Another terminal or member of staff was first, or it was handed over already.</summary>
    AlreadyClaimed = 6,
}

/// <summary>The answer to one tap: the terminal gets the same bytes now and whenever it asks again within a day.</summary>
/// <param name="Key">Which tap.</param>
/// <param name="At">When it was answered: the tap's own time.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Order">The order to hand over; null: none.</param>
/// <param name="Text">One sentence for the terminal's screen.</param>
public sealed record TapAnswer(TapKey Key, DateTimeOffset At, TapOutcome Outcome, OrderId? Order, string Text)
{
    /// <summary>What a locker may open once; empty: nothing.</summary>
    public string Grant { get; init; } = "";

    /// <summary>Where the order lies; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>How long a locker may open; null: it may not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Further orders that are ready, 0 or more.</summary>
    public int More { get; init; }

    /// <summary>How whoever tapped wants a screen to be, for this answer only.</summary>
    public Screens.ScreenChoices Choices { get; init; } = Screens.ScreenChoices.None;

    /// <summary>The order is one that the shopper's household lets them fetch. For the edge: no terminal is told.</summary>
    public bool IsOfHousehold { get; init; }

    /// <summary>What a repeated tap gets whose answer is not kept any more.</summary>
    /// <param name="at">The terminal's own time of the tap, so that a further repeat gets the same bytes.</param>
    public static TapAnswer Forgotten(TapKey key, DateTimeOffset at, Phrases words) => new(key, at, TapOutcome.TryAgain, Order: null, words.TapAgain);

    /// <summary>What the terminal gets: UTF-8 JSON, <c>{"id","at","outcome","order_id"?,"text","grant"?,"slot"?,"until"?,"more"?,"language"?,"text_size"?,"high_contrast"?}</c>.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream(160);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", Key.TapId());
            json.WriteString("at", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("outcome", Word(Outcome));
            if (Order is { } id) json.WriteString("order_id", id.Value);
            json.WriteString("text", Text);
            if (Grant.Length > 0) json.WriteString("grant", Grant);
            if (Slot.Length > 0) json.WriteString("slot", Slot);
            if (Until is { } until) json.WriteNumber("until", until.ToUnixTimeMilliseconds());
            if (More > 0) json.WriteNumber("more", More);
            if (Choices.Language.Length > 0) json.WriteString("language", Choices.Language);
            if (Choices.TextSize != Members.TextSize.Unspecified) json.WriteString("text_size", Screens.ActWords.Word(Choices.TextSize));
            if (Choices.HighContrast) json.WriteBoolean("high_contrast", true);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>The contract's word for an outcome.</summary>
    public static string Word(TapOutcome outcome) => outcome switch
    {
        TapOutcome.Ok => "ok",
        TapOutcome.NoOrder => "no_order",
        TapOutcome.Expired => "expired",
        TapOutcome.TryAgain => "try_again",
        TapOutcome.Granted => "granted",
        TapOutcome.AlreadyClaimed => "already_claimed",
        _ => "refused",
    };
}

/// <summary>The answers to taps that one grain keeps, oldest first.</summary>
/// <param name="All">At most <see cref="Max"/>.</param>
public sealed record AnsweredTaps(IReadOnlyList<KeptAnswer> All)
{
    /// <summary>Answers one grain keeps; the oldest make room.</summary>
    public const int Max = 64;

    /// <summary>None.</summary>
    public static AnsweredTaps None { get; } = new([]);

    /// <summary>How many, 0..<see cref="Max"/>.</summary>
    public int Count => All.Count;

    /// <summary>The answer that a tap got; null: none that is still kept.</summary>
    public TapAnswer? Of(TapKey key)
    {
        if (Count == 0) return null;
        var tap = Fingerprint.Of(key.Value);
        return All.FirstOrDefault(kept => kept.Tap == tap) is { } found
            ? new TapAnswer(key, found.At, found.Outcome, found.Order, found.Text) { Grant = found.Grant, Slot = found.Slot, Until = found.Until, More = found.More, Choices = found.Choices, IsOfHousehold = found.IsOfHousehold }
            : null;
    }

    /// <summary>True when there is an answer from before a time.</summary>
    public bool AnyBefore(DateTimeOffset time) => All.Any(kept => kept.At < time);

    /// <summary>With one answer more, of a tap that has none yet.</summary>
    public AnsweredTaps With(TapAnswer answer) =>
        new([.. All.Skip(Count - Max + 1), new KeptAnswer(Fingerprint.Of(answer.Key.Value), answer.At, answer.Outcome, answer.Order, answer.Text) { Grant = answer.Grant, Slot = answer.Slot, Until = answer.Until, More = answer.More, Choices = answer.Choices, IsOfHousehold = answer.IsOfHousehold }]);

    /// <summary>Without the answers from before a time.</summary>
    public AnsweredTaps Since(DateTimeOffset time) => new([.. All.Where(kept => kept.At >= time)]);
}

/// <summary>One kept answer.</summary>
/// <param name="Tap"><see cref="Fingerprint"/> of the tap's key.</param>
/// <param name="Order">Null: none.</param>
public sealed record KeptAnswer(ulong Tap, DateTimeOffset At, TapOutcome Outcome, OrderId? Order, string Text)
{
    /// <summary>What a locker may open once; empty: nothing.</summary>
    public string Grant { get; init; } = "";

    /// <summary>Where the order lies; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>How long a locker may open; null: it may not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Further orders that are ready.</summary>
    public int More { get; init; }

    /// <summary>See <see cref="TapAnswer.Choices"/>.</summary>
    public Screens.ScreenChoices Choices { get; init; } = Screens.ScreenChoices.None;

    /// <summary>See <see cref="TapAnswer.IsOfHousehold"/>.</summary>
    public bool IsOfHousehold { get; init; }
}

/// <summary>What was shown or entered at a terminal, before anything is known of it.</summary>
public static class ShownCode
{
    /// <summary>Longest, characters.</summary>
    public const int LengthMax = 4096;

    /// <summary>True for 1..<see cref="LengthMax"/> visible ASCII characters: anything else is refused unseen.</summary>
    public static bool IsReadable(string text) => text.Length is > 0 and <= LengthMax && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}

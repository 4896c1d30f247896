using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>How a tap ended. Spelled on the wire as in the contract.</summary>
public enum TapOutcome
{
    /// <summary>The order is ready and this is whose it is.</summary>
    Ok = 0,

    /// <summary>A good pass, and nothing to hand over here.</summary>
    NoOrder = 1,

    /// <summary>The pass is too old: show a new one.</summary>
    Expired = 2,

    /// <summary>Not a pass of ours.</summary>
    Refused = 3,

    /// <summary>The same tap was answered before and the answer is not kept any more. Nothing changed; it is never kept itself.</summary>
    TryAgain = 4,
}

/// <summary>The answer to one tap: the terminal gets the same bytes now and whenever it asks again within a day.</summary>
/// <param name="Key">Which tap.</param>
/// <param name="At">When it was answered: the tap's own time.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Order">The order to hand over; null: none.</param>
/// <param name="Text">One sentence for the terminal's screen.</param>
public sealed record TapAnswer(TapKey Key, DateTimeOffset At, TapOutcome Outcome, OrderId? Order, string Text)
{
    /// <summary>What a repeated tap gets whose answer is not kept any more.</summary>
    /// <param name="at">The terminal's own time of the tap, so that whoever repeats it once more gets the same bytes.</param>
    public static TapAnswer Forgotten(TapKey key, DateTimeOffset at) => new(key, at, TapOutcome.TryAgain, Order: null, PickupWords.TryAgain);

    /// <summary>What the terminal gets: UTF-8 JSON, <c>{"id","at","outcome","order_id"?,"text"}</c>.</summary>
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
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static TapAnswer FromJson(TapKey key, DateTimeOffset at, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var word = root.GetProperty("outcome").GetString();
        OrderId? order = root.TryGetProperty("order_id", out var id) ? new OrderId(id.GetString()!) : null;
        return new TapAnswer(key, at, Enum.GetValues<TapOutcome>().First(outcome => Word(outcome) == word), order, root.GetProperty("text").GetString()!);
    }

    /// <summary>The contract's word for an outcome.</summary>
    public static string Word(TapOutcome outcome) => outcome switch
    {
        TapOutcome.Ok => "ok",
        TapOutcome.NoOrder => "no_order",
        TapOutcome.Expired => "expired",
        TapOutcome.TryAgain => "try_again",
        _ => "refused",
    };
}

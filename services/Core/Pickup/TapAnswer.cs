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
}

/// <summary>The answer to one tap: the very bytes that the terminal gets, now and whenever it asks again within a day.</summary>
/// <param name="Key">Which tap.</param>
/// <param name="At">When it was answered: the tap's own time.</param>
/// <param name="Body">UTF-8 JSON, <c>{"id","at","outcome","order_id"?,"text"}</c>.</param>
public sealed record TapAnswer(TapKey Key, DateTimeOffset At, ReadOnlyMemory<byte> Body)
{
    /// <summary>Answers one grain keeps; the oldest make room.</summary>
    public const int PerGrainMax = 64;

    /// <summary>Writes an answer.</summary>
    /// <param name="order">The order to hand over; null: none.</param>
    /// <param name="text">One sentence for the terminal's screen.</param>
    public static TapAnswer Of(TapOrigin origin, DateTimeOffset at, TapOutcome outcome, OrderId? order, string text)
    {
        using var bytes = new MemoryStream(160);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", origin.TapId);
            json.WriteString("at", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("outcome", Word(outcome));
            if (order is { } id) json.WriteString("order_id", id.Value);
            json.WriteString("text", text);
            json.WriteEndObject();
        }
        return new TapAnswer(origin.Key, at, bytes.ToArray());
    }

    /// <summary>The contract's word for an outcome.</summary>
    public static string Word(TapOutcome outcome) => outcome switch
    {
        TapOutcome.Ok => "ok",
        TapOutcome.NoOrder => "no_order",
        TapOutcome.Expired => "expired",
        _ => "refused",
    };
}

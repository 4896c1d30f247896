using System.Text.Json;

namespace SmartStore.Terminal;

/// <summary>Reads <c>{"id","at","outcome":"ok|no_order|granted|already_claimed|expired|refused|try_again","order_id"?,"text"}</c>.</summary>
internal static class TapAnswerReader
{
    /// <summary>Longest answer read, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    /// <summary>False when it is no answer. Throws nothing, whatever the bytes.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out TapAnswer answer)
    {
        answer = new TapAnswer("", TapOutcome.Waiting, "", "");
        if (payload.Length > BytesMax) return false;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return false;
            var id = Text(root, "id");
            if (!Core.Id.IsValid(id) || OutcomeOf(Text(root, "outcome")) is not { } outcome) return false;
            answer = new TapAnswer(id, outcome, Text(root, "order_id"), Text(root, "text"));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or text that is no text (a lone surrogate)
        }
    }

    private static string Text(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static TapOutcome? OutcomeOf(string word) => word switch
    {
        "ok" => TapOutcome.Ok,
        "no_order" => TapOutcome.NoOrder,
        "granted" => TapOutcome.Granted,
        "already_claimed" => TapOutcome.AlreadyClaimed,
        "expired" => TapOutcome.Expired,
        "refused" => TapOutcome.Refused,
        "try_again" => TapOutcome.TryAgain,
        _ => null,
    };
}

using System.Text.Json;
using SmartStore.Core.Lockers;
using SmartStore.Terminal.Lockers;

namespace SmartStore.Terminal;

/// <summary>
/// Reads <c>{"id","at","outcome":"ok|no_order|granted|already_claimed|expired|refused|try_again","order_id"?,"text","grant"?,"slot"?,"until"?,"more"?,"language"?,"text_size"?,"high_contrast"?}</c>, and what
/// answers a locker's report, <c>{"id","outcome":"ok|unknown|conflict"}</c>.
/// </summary>
internal static class TapAnswerReader
{
    /// <summary>Longest answer read, bytes.</summary>
    public const int BytesMax = 8 * 1024;

    private const long UnixMsMax = 253_402_300_799_999;

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
            answer = new TapAnswer(id, outcome, Text(root, "order_id"), Text(root, "text"))
            {
                Grant = GrantOf(root),
                More = Number(root, "more") is > 0 and <= int.MaxValue and var more ? (int)more : 0,
                Slot = Text(root, "slot") is { Length: <= Slots.CharsMax } slot ? slot : "",
                Language = Text(root, "language"),
                TextSize = Text(root, "text_size"),
                HighContrast = root.TryGetProperty("high_contrast", out var contrast) && contrast.ValueKind == JsonValueKind.True,
            };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or text that is no text (a lone surrogate)
        }
    }

    /// <summary>False when it is no answer to a report. Throws nothing, whatever the bytes.</summary>
    public static bool TryReadHandover(ReadOnlyMemory<byte> payload, out string id, out HandoverOutcome outcome)
    {
        (id, outcome) = ("", default);
        if (payload.Length > BytesMax) return false;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return false;
            id = Text(root, "id");
            HandoverOutcome? read = Text(root, "outcome") switch { "ok" => HandoverOutcome.Ok, "unknown" => HandoverOutcome.Unknown, "conflict" => HandoverOutcome.Conflict, _ => null };
            outcome = read ?? default;
            return read is not null && Core.Id.IsValid(id);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // A grant without a name or a door is none; "until" may be missing.
    private static TapGrant? GrantOf(JsonElement root)
    {
        var (grant, slot) = (Text(root, "grant"), Text(root, "slot"));
        if (!Core.Id.IsValid(grant) || slot.Length is 0 or > Slots.CharsMax) return null;
        return new TapGrant(grant, slot, Number(root, "until") is > 0 and <= UnixMsMax and var until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null);
    }

    private static long Number(JsonElement root, string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

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

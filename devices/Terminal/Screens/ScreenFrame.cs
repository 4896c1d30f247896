using System.Text.Json;
using Google.Protobuf;

namespace SmartStore.Terminal.Screens;

/// <summary>What a terminal shows, as the server said it.</summary>
/// <param name="Session">Whose screen it is, for acts; never shown.</param>
/// <param name="Lives">How long it may be shown after it came, at most <see cref="LivesMax"/>.</param>
/// <param name="Language">BCP 47; may be empty.</param>
/// <param name="TextSize"><c>normal</c>, <c>large</c> or <c>largest</c>.</param>
/// <param name="Name">First name; empty: it may not be shown.</param>
/// <param name="Items">The list; empty: it may not be shown.</param>
/// <param name="Orders">One sentence for each order that waits.</param>
public sealed record ScreenFrame(string Session, TimeSpan Lives, string Language, string TextSize, bool HighContrast, string Name, IReadOnlyList<ScreenItem> Items, IReadOnlyList<string> Orders, string Text)
{
    /// <summary>All of it, as the contract has it for a page; how long it lives is <see cref="Lives"/>.</summary>
    internal Proto.TerminalScreen Whole { get; init; } = new();

    /// <summary>Longest time that a frame is shown, whatever it says.</summary>
    public static readonly TimeSpan LivesMax = TimeSpan.FromSeconds(60);
}

/// <summary>An item of the list on a screen.</summary>
/// <param name="Id">For acts.</param>
/// <param name="Aisle">Empty: not said.</param>
public sealed record ScreenItem(string Id, string Name, bool IsDone, string Aisle);

/// <summary>Reads <c>{"session","until","for_s","language","text_size","high_contrast","name"?,"orders":[{"text"}],"text","items"?:[{"item":{"id","name","done"},"aisle"}]}</c>.</summary>
internal static class ScreenFrameReader
{
    /// <summary>Longest frame read, bytes.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Most items and orders of a frame; more are left out.</summary>
    public const int ItemsMax = 400;

    // A newer server may say more.
    private static readonly JsonParser s_form = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>False when it is no frame: then nothing of it may be shown. Throws nothing, whatever the bytes.</summary>
    /// <param name="frame">Null: blank.</param>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out ScreenFrame? frame)
    {
        frame = null;
        if (payload.IsEmpty) return true;
        if (payload.Length > BytesMax) return false;
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
            var root = json.RootElement;
            var (session, forS) = (Text(root, "session"), root.GetProperty("for_s").GetInt32());
            if (session.Length is 0 or > Core.Screens.ActWords.SessionMax || forS <= 0) return false;
            frame = new ScreenFrame(
                session, TimeSpan.FromSeconds(Math.Min(forS, ScreenFrame.LivesMax.TotalSeconds)), Text(root, "language"), Text(root, "text_size"), root.TryGetProperty("high_contrast", out var contrast) && contrast.GetBoolean(), Text(root, "name"),
                [.. All(root, "items").Select(ItemOf)], [.. All(root, "orders").Select(order => Text(order, "text"))], Text(root, "text"));
            frame = frame with { Whole = WholeOf(frame, root) };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidProtocolBufferException or InvalidJsonException)
        {
            frame = null;
            return false;
        }
    }

    // Orders and items are the contract's own messages already.
    private static Proto.TerminalScreen WholeOf(ScreenFrame frame, JsonElement root)
    {
        var whole = new Proto.TerminalScreen { Session = frame.Session, Language = frame.Language, TextSize = SizeOf(frame.TextSize), HighContrast = frame.HighContrast, Name = frame.Name, Text = frame.Text };
        whole.Items.Add(All(root, "items").Select(item => s_form.Parse<Proto.RecalledItem>(item.GetRawText())));
        whole.Orders.Add(All(root, "orders").Select(order => s_form.Parse<Proto.PickupUpdate>(order.GetRawText())));
        return whole;
    }

    /// <summary>A size as the contract has it; a word that is none: nothing is said.</summary>
    public static Proto.TextSize SizeOf(string word) => (Proto.TextSize)Core.Screens.ActWords.Size(word);

    private static ScreenItem ItemOf(JsonElement item)
    {
        var of = item.GetProperty("item");
        var name = Text(of, "name");
        return new ScreenItem(Text(of, "id"), name.Length > 0 ? name : Text(of, "product_id"), of.TryGetProperty("done", out var done) && done.GetBoolean(), Text(item, "aisle"));
    }

    private static IEnumerable<JsonElement> All(JsonElement root, string field) => root.TryGetProperty(field, out var list) ? list.EnumerateArray().Take(ItemsMax) : [];

    private static string Text(JsonElement root, string field) => root.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "";
}

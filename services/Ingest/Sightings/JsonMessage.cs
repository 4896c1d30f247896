using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace SmartStore.Ingest.Sightings;

/// <summary>A JSON message of a device: in valid UTF-8, of bounded size and depth, with no field twice in an object unless it was mended. Give it back with <see cref="Dispose"/>.</summary>
internal readonly struct JsonMessage : IDisposable
{
    /// <summary>Deepest nesting of objects and lists.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions s_mendedOptions = new() { MaxDepth = MaxDepth };

    private readonly JsonDocument _document;
    private readonly byte[] _bytes;

    private JsonMessage(JsonDocument document, byte[] bytes, bool isMended) => (_document, _bytes, IsMended) = (document, bytes, isMended);

    public JsonElement Root => _document.RootElement;

    /// <summary>It was no message as it came: a field may stand twice in an object.</summary>
    public bool IsMended { get; }

    /// <summary>Parses a message, or says why not.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, int bytesMax, out JsonMessage message, out Refusal refusal)
    {
        message = default;
        refusal = CheckText(payload, bytesMax);
        if (refusal.Reason != RefusalReason.None) return false;
        var bytes = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(bytes);
        try
        {
            message = new JsonMessage(JsonDocument.Parse(bytes.AsMemory(0, payload.Length), s_options), bytes, isMended: false);
            return true;
        }
        catch (JsonException)
        {
            // It is JSON: what is left is a name that stands twice.
            ArrayPool<byte>.Shared.Return(bytes);
            refusal = new Refusal(RefusalReason.DuplicateKey, "");
            return false;
        }
    }

    /// <summary>The id of a terminal's message: what it was sent for is answered by it.</summary>
    public static Refusal ReadId(JsonElement root, out string id)
    {
        id = "";
        return root.ValueKind == JsonValueKind.Object ? ReadText(root, "id", static id => Core.Id.IsValid(id), out id) : new Refusal(RefusalReason.WrongType, "");
    }

    /// <summary>Parses a message of a maker's device, as it came or mended (<see cref="JsonMending"/>), or says why not. Its size is bounded by the packet.</summary>
    public static bool TryParseMended(ReadOnlySpan<byte> payload, out JsonMessage message, out Refusal refusal)
    {
        if (TryParse(payload, int.MaxValue, out message, out refusal)) return true;
        var bytes = ArrayPool<byte>.Shared.Rent(JsonMending.BytesMax(payload.Length));
        var length = JsonMending.Mend(payload, bytes);
        refusal = CheckText(bytes.AsSpan(0, length), int.MaxValue);
        if (refusal.Reason == RefusalReason.None) message = new JsonMessage(JsonDocument.Parse(bytes.AsMemory(0, length), s_mendedOptions), bytes, isMended: true);
        else ArrayPool<byte>.Shared.Return(bytes);
        return refusal.Reason == RefusalReason.None;
    }

    /// <summary>Why a message is none; without a reason when it is one.</summary>
    public static Refusal Check(ReadOnlySpan<byte> payload, int bytesMax)
    {
        if (TryParse(payload, bytesMax, out var message, out var refusal)) message.Dispose();
        return refusal;
    }

    /// <summary>The text of a string value as UTF-8; bytes of the message itself where it has no escapes.</summary>
    /// <returns>False when the value is no string.</returns>
    public static bool TryGetText(JsonElement value, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (value.ValueKind != JsonValueKind.String) return false;
        text = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (text.Contains((byte)'\\')) text = Encoding.UTF8.GetBytes(value.GetString()!);
        return true;
    }

    /// <summary>A time as number or text, or what is wrong with it: its type, its spelling or its size.</summary>
    public static RefusalReason ReadTime(JsonElement value, out long unixMs)
    {
        if (TryGetWhole(value, out unixMs)) return InstantText.Judge(unixMs);
        if (!TryGetText(value, out var text)) return RefusalReason.WrongType;
        return InstantText.TryParse(text, out unixMs) ? RefusalReason.None : RefusalReason.NotATime;
    }

    /// <summary>The times of a terminal's message: <c>at</c>, which is needed, and <c>sent</c>.</summary>
    /// <param name="atUnixMs">When it happened, by the device's clock; 0 when that cannot be read.</param>
    /// <param name="sentUnixMs">When it was sent, by the same clock; null: not said, or it cannot be read.</param>
    /// <returns>The first of them that is wrong; without a reason when none is.</returns>
    public static Refusal ReadTimes(JsonElement message, out long atUnixMs, out long? sentUnixMs)
    {
        (atUnixMs, sentUnixMs) = (0, null);
        if (!message.TryGetProperty("at"u8, out var at)) return new Refusal(RefusalReason.Missing, "at");
        if (ReadTime(at, out var happenedUnixMs) is var noTime and not RefusalReason.None) return new Refusal(noTime, "at");
        atUnixMs = happenedUnixMs;
        if (!message.TryGetProperty("sent"u8, out var sent)) return default;
        if (ReadTime(sent, out var sentMs) is var noSent and not RefusalReason.None) return new Refusal(noSent, "sent");
        sentUnixMs = sentMs;
        return default;
    }

    /// <summary>A text that is needed, or what is wrong with it.</summary>
    /// <param name="text">As it stands there, also when it is not allowed; empty when it is missing.</param>
    public static Refusal ReadText(JsonElement message, string field, Func<string, bool> isAllowed, out string text)
    {
        text = "";
        if (!message.TryGetProperty(field, out var value)) return new Refusal(RefusalReason.Missing, field);
        if (!TryGetText(value, out var utf8)) return new Refusal(RefusalReason.WrongType, field);
        text = Encoding.UTF8.GetString(utf8);
        return isAllowed(text) ? default : new Refusal(RefusalReason.NotAllowed, field);
    }

    /// <summary>A number, rounded to the nearest whole one (some receivers average); one that no long holds becomes the largest or smallest long.</summary>
    public static bool TryGetWhole(JsonElement value, out long whole)
    {
        whole = 0;
        if (value.ValueKind != JsonValueKind.Number) return false;
        if (!value.TryGetInt64(out whole)) whole = Nearest(value.GetDouble());
        return true;
    }

    /// <summary>The same of what makers write: a number may also be text.</summary>
    /// <returns>False when it is no number: empty, <c>nan</c>, or something else.</returns>
    public static bool TryGetWholeOrText(JsonElement value, out long whole)
    {
        if (TryGetWhole(value, out whole)) return true;
        if (!TryGetText(value, out var text)) return false;
        text = text.Trim(" \t\r\n\0"u8);
        if (!Utf8Parser.TryParse(text, out double number, out var used) || used != text.Length || !double.IsFinite(number)) return false;
        whole = Nearest(number);
        return true;
    }

    /// <summary>The conversion saturates: 1e300 is a number, and the field that may not be so large says so itself.</summary>
    public static long Nearest(double number) => (long)Math.Round(number, MidpointRounding.AwayFromZero);

    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    private static Refusal CheckText(ReadOnlySpan<byte> payload, int bytesMax)
    {
        if (payload.Length > bytesMax) return new Refusal(RefusalReason.TooLarge, "", Value: payload.Length);
        if (!Utf8.IsValid(payload)) return new Refusal(RefusalReason.NotUtf8, "");
        if (payload.StartsWith("\uFEFF"u8)) return new Refusal(RefusalReason.ByteOrderMark, "");
        // The reader is let one deeper than allowed, so that what is too deep can be told from what is no JSON.
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return new Refusal(RefusalReason.TooDeep, "");
                // The only text that the reader takes and that is none: half a surrogate pair, escaped.
                if (reader.ValueIsEscaped) reader.GetString();
            }
            return default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Refusal(RefusalReason.NotReadable, "", Value: reader.BytesConsumed);
        }
    }
}

/// <summary>Times as the contract allows them: ISO-8601 with an offset, or unix milliseconds.</summary>
internal static class InstantText
{
    /// <summary>31 December 9999, the last time .NET can name.</summary>
    public const long MaxUnixMs = 253_402_300_799_999;

    private const int IsoBytesMin = 20;
    private const int IsoBytesMax = 40;

    private static readonly SearchValues<byte> s_ofIso = SearchValues.Create("0123456789-:.+TZ"u8);

    /// <summary>Reads <c>2026-11-22T02:05:00.123Z</c>, the same with an offset, or digits of unix milliseconds.</summary>
    /// <param name="text">At most 40 bytes; fractions beyond milliseconds are cut off.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs) =>
        text.Length >= IsoBytesMin && text[4] == '-' ? TryParseIso(text, out unixMs) : TryParseUnixMs(text, out unixMs);

    /// <summary>Digits alone, 0..<see cref="MaxUnixMs"/>.</summary>
    public static bool TryParseUnixMs(ReadOnlySpan<byte> text, out long unixMs) =>
        Utf8Parser.TryParse(text, out unixMs, out var used) && used == text.Length && text[0] is >= (byte)'0' and <= (byte)'9' && unixMs <= MaxUnixMs;

    /// <summary>Whether a number can be a time, milliseconds since 1970 UTC.</summary>
    public static RefusalReason Judge(long unixMs) => unixMs is >= 0 and <= MaxUnixMs ? RefusalReason.None : RefusalReason.TimeOutOfRange;

    // The JSON reader's own reading of a time takes one without an offset for local time: it needs one here.
    private static bool TryParseIso(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        var hasOffset = text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-';
        if (!hasOffset || text.Length > IsoBytesMax || text.ContainsAnyExcept(s_ofIso)) return false;
        Span<byte> quoted = stackalloc byte[IsoBytesMax + 2];
        quoted[0] = quoted[text.Length + 1] = (byte)'"';
        text.CopyTo(quoted[1..]);
        var json = new Utf8JsonReader(quoted[..(text.Length + 2)]);
        if (!json.Read() || !json.TryGetDateTimeOffset(out var at)) return false;
        unixMs = at.ToUnixTimeMilliseconds();
        return Judge(unixMs) == RefusalReason.None;
    }
}

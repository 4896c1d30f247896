using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace SmartStore.Ingest.Sightings;

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

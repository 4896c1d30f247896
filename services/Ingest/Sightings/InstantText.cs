using System.Buffers.Text;

namespace SmartStore.Ingest.Sightings;

/// <summary>Times as the contract allows them: ISO-8601 with an offset, or unix milliseconds.</summary>
internal static class InstantText
{
    /// <summary>31 December 9999, the last time .NET can name.</summary>
    public const long MaxUnixMs = 253_402_300_799_999;

    private const long MsPerDay = 86_400_000;

    /// <summary>Days from 0001-01-01 to 1970-01-01.</summary>
    private const int EpochDay = 719_162;

    /// <summary>Reads <c>2026-11-22T02:05:00.123Z</c>, the same with an offset, or digits of unix milliseconds.</summary>
    /// <param name="text">At most 40 bytes; fractions beyond milliseconds are cut off.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        if (text.Length >= 20 && text[4] == '-') return TryParseIso(text, out unixMs);
        return TryParseUnixMs(text, out unixMs);
    }

    /// <summary>Digits alone, 0..<see cref="MaxUnixMs"/>.</summary>
    public static bool TryParseUnixMs(ReadOnlySpan<byte> text, out long unixMs) =>
        Utf8Parser.TryParse(text, out unixMs, out var used) && used == text.Length && text[0] is >= (byte)'0' and <= (byte)'9' && unixMs <= MaxUnixMs;

    // date "T" time [fraction] ("Z" | offset), RFC 3339 §5.6. A leap second counts as the last millisecond before it ends.
    private static bool TryParseIso(ReadOnlySpan<byte> t, out long unixMs)
    {
        unixMs = 0;
        if (t.Length > 40 || t[7] != '-' || (t[10] | 0x20) != 't' || t[13] != ':' || t[16] != ':') return false;
        var year = (Two(t, 0) * 100) + Two(t, 2);
        int month = Two(t, 5), day = Two(t, 8), hour = Two(t, 11), minute = Two(t, 14), second = Two(t, 17);
        if ((Two(t, 0) | Two(t, 2) | month | day | hour | minute | second) < 0) return false;
        if (year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return false;
        var ms = 0;
        var at = 19;
        if (t[at] is (byte)'.' or (byte)',')
        {
            var scale = 100;
            var start = ++at;
            for (; at < t.Length && t[at] is >= (byte)'0' and <= (byte)'9'; at++, scale /= 10) ms += (t[at] - '0') * scale;
            if (at == start) return false;
        }
        if (!TryParseOffset(t[at..], out var offsetMinutes)) return false;
        if (second == 60)
        {
            second = 59;
            ms = 999;
        }
        unixMs = ((DayNumber(year, month, day) - EpochDay) * MsPerDay) + (((((hour * 60) + minute - offsetMinutes) * 60) + second) * 1000L) + ms;
        return unixMs is >= 0 and <= MaxUnixMs;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> t, out int minutes)
    {
        minutes = 0;
        if (t.Length == 1) return (t[0] | 0x20) == 'z';
        if (t.Length != 6 || t[0] is not ((byte)'+' or (byte)'-') || t[3] != ':') return false;
        int hours = Two(t, 1), rest = Two(t, 4);
        if ((hours | rest) < 0 || hours > 23 || rest > 59) return false;
        minutes = (hours * 60) + rest;
        if (t[0] == '-') minutes = -minutes;
        return true;
    }

    private static long DayNumber(int year, int month, int day)
    {
        ReadOnlySpan<short> before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        var leap = month > 2 && DateTime.IsLeapYear(year) ? 1 : 0;
        var y = year - 1;
        return (y * 365L) + (y / 4) - (y / 100) + (y / 400) + before[month - 1] + leap + day - 1;
    }

    private static int Two(ReadOnlySpan<byte> t, int at)
    {
        int tens = t[at] - '0', ones = t[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }
}

using System.Globalization;

namespace SmartStore.Host.Settings;

/// <summary>A length of time as an operator writes it, and as the help writes it back.</summary>
/// <param name="Time">Not negative.</param>
internal readonly record struct Duration(TimeSpan Time)
{
    /// <summary>One example of each form.</summary>
    public const string Forms = "500ms, 90s, 2m or 6h";

    /// <summary>Reads <c>500ms</c>, <c>90s</c> (or <c>90</c>), <c>2m</c>, <c>6h</c>; not negative, at most 30 days.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        duration = default;
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        double? seconds = unit switch { "ms" => number / 1000, "s" or "" => number, "m" => number * 60, "h" => number * 3600, _ => null };
        if (seconds is null or > 30 * 86400) return false;
        duration = new Duration(TimeSpan.FromSeconds(seconds.Value));
        return true;
    }

    /// <summary>In the largest unit that it is a whole number of.</summary>
    public override string ToString()
    {
        (long Ticks, string Name)[] units = [(TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s")];
        foreach (var (ticks, name) in units)
            if (Time.Ticks >= ticks && Time.Ticks % ticks == 0)
                return $"{Time.Ticks / ticks}{name}";
        return Time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
    }

    public static implicit operator TimeSpan(Duration duration) => duration.Time;
}

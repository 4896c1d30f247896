namespace SmartStore.Core.Stores;

/// <summary>When a store is open on one day of the week, by the clock on its wall.</summary>
/// <param name="Weekday">1 Monday … 7 Sunday.</param>
/// <param name="From">Such as <c>08:00</c>.</param>
/// <param name="Until">Such as <c>20:00</c>; later than <paramref name="From"/>. <c>24:00</c>: to the end of the day.</param>
public sealed record OpeningTime(int Weekday, string From, string Until);

/// <summary>Counts opening hours. Clocks that are put forward or back make a day shorter or longer, as it is for those who work there.</summary>
public static class OpeningHours
{
    /// <summary>Most times of a store: four on each day of the week.</summary>
    public const int TimesMax = 28;

    /// <summary>Further ahead nothing is counted, however seldom a store is open.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(366);

    private const string EndOfDay = "24:00";

    /// <summary>When a store will have been open for so long.</summary>
    /// <param name="open">Hours of opening; &gt; 0.</param>
    /// <param name="layout">A store that says no opening hours is always open, and so is none (null).</param>
    /// <returns>At most <see cref="AheadMax"/> after <paramref name="from"/>.</returns>
    public static DateTimeOffset After(DateTimeOffset from, TimeSpan open, StoreLayout? layout)
    {
        if (layout is not { Opening.Count: > 0 }) return from + open;
        var zone = StoreHours.ZoneOf(layout.TimeZone);
        var (cursor, left) = (from, open);
        var today = TimeZoneInfo.ConvertTime(from, zone).Date;
        for (var days = 0; days <= AheadMax.Days; days++)
        {
            foreach (var (opens, closes) in Of(today.AddDays(days), layout, zone))
            {
                var start = opens > cursor ? opens : cursor;
                if (closes <= start) continue;
                if (closes - start >= left) return (start + left).ToUniversalTime();
                (left, cursor) = (left - (closes - start), closes);
            }
        }
        return from + AheadMax;
    }

    /// <summary>Adds what is wrong with the opening hours of a store.</summary>
    internal static void Check(IReadOnlyList<OpeningTime> opening, string path, Problems problems)
    {
        problems.Count(path, opening.Count, TimesMax);
        for (var i = 0; i < opening.Count; i++)
        {
            var (time, at) = (opening[i], $"{path}[{i}]");
            if (time.Weekday is < 1 or > 7) problems.Add($"{at}.weekday", "must be 1 (Monday) .. 7 (Sunday)");
            if (!StoreHours.TryParse(time.From, out var from)) problems.Add($"{at}.from", "must be a time of day, such as 08:00");
            else if (time.Until != EndOfDay && (!StoreHours.TryParse(time.Until, out var until) || until <= from)) problems.Add($"{at}.until", "must be a later time of the same day, such as 20:00, or 24:00");
        }
    }

    private static IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Of(DateTime day, StoreLayout layout, TimeZoneInfo zone)
    {
        var weekday = day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
        return layout.Opening.Where(time => time.Weekday == weekday).OrderBy(time => time.From, StringComparer.Ordinal).Select(time => (At(time.From), At(time.Until)));

        DateTimeOffset At(string time)
        {
            var local = time == EndOfDay ? day.AddDays(1) : day + (StoreHours.TryParse(time, out var of) ? of.ToTimeSpan() : TimeSpan.Zero);
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }
    }
}

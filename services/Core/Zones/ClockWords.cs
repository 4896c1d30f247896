namespace SmartStore.Core.Zones;

/// <summary>A wrong clock in words, for operators and staff.</summary>
public static class ClockWords
{
    /// <summary>From here on people are told that a clock is wrong, seconds: less disturbs nobody.</summary>
    public const double ToleranceS = 60;

    /// <summary>For instance <c>2 h behind</c> or <c>7 min ahead</c>.</summary>
    /// <param name="aheadS">How far the clock is ahead of ours, seconds; negative: behind.</param>
    public static string Off(double aheadS)
    {
        var off = TimeSpan.FromSeconds(Math.Abs(aheadS));
        var amount = off switch
        {
            { TotalDays: >= 2 } => $"{off.TotalDays:0} days",
            { TotalHours: >= 2 } => $"{off.TotalHours:0} h",
            { TotalMinutes: >= 2 } => $"{off.TotalMinutes:0} min",
            _ => $"{off.TotalSeconds:0} s",
        };
        return $"{amount} {(aheadS > 0 ? "ahead" : "behind")}";
    }
}

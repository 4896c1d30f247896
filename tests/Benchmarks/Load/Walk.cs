namespace SmartStore.Benchmarks.Load;

/// <summary>When shoppers change their zone: each after the same time, each at a moment of their own, the same for all generators of a run.</summary>
/// <param name="Stay">How long a shopper stays in a zone; zero: for ever.</param>
/// <param name="FromUnixMs">Until then everybody stands where they came in.</param>
internal readonly record struct Walk(TimeSpan Stay, long FromUnixMs)
{
    private const long Spread = 7919; // a prime: neighbours do not walk together

    /// <summary>Nobody walks.</summary>
    public static Walk Never { get; } = new(TimeSpan.Zero, 0);

    /// <summary>Which zone, counted on without end.</summary>
    public long ZoneOf(int shopper, long nowUnixMs)
    {
        var stayMs = (long)Stay.TotalMilliseconds;
        if (stayMs == 0 || nowUnixMs <= FromUnixMs) return shopper;
        return shopper + ((nowUnixMs - FromUnixMs + (shopper * Spread % stayMs)) / stayMs);
    }
}

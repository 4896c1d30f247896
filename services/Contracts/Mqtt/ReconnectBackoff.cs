namespace SmartStore.Contracts.Mqtt;

/// <summary>
/// How long to wait before the next attempt: exponential with full jitter (each delay is drawn between nothing and the ceiling, the ceiling doubles),
/// so that a shop full of devices does not come back in step after a broker restarts.
/// </summary>
public sealed record ReconnectBackoff
{
    /// <summary>Ceiling of the first delay. Default 500 ms; more than zero.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Ceiling of all delays. Default 30 s; at least <see cref="First"/>.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No delay is shorter than this. Default 50 ms; zero or more.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A connection that lasted this long ends the row of failures. Default 10 s. Without it a broker that accepts and closes is stormed.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The delay after a number of failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="refusedForGood">The broker said no in a way that waiting does not mend (bad credentials, banned): the ceiling is <see cref="Max"/> at once.</param>
    /// <param name="draw">A random number, 0 inclusive to 1 exclusive.</param>
    public TimeSpan After(int failures, bool refusedForGood, double draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var ceiling = refusedForGood ? Max : TimeSpan.FromTicks((long)Math.Min(Max.Ticks, First.Ticks * Math.Pow(2, Math.Min(failures - 1, 62))));
        var drawn = ceiling * draw;
        return drawn < Min ? Min : drawn;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(First, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Max, First);
        ArgumentOutOfRangeException.ThrowIfLessThan(Min, TimeSpan.Zero);
    }
}

namespace SmartStore.Core.Sightings;

/// <summary>What the server makes of the time a device wrote on what it heard.</summary>
public static class SightingTime
{
    /// <summary>A clock this far ahead of ours is wrong: what it heard was heard now.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(60);

    /// <summary>What was heard longer ago than this says nothing about where somebody is.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private static readonly long AheadMaxMs = (long)AheadMax.TotalMilliseconds;
    private static readonly long AgeMaxMs = (long)AgeMax.TotalMilliseconds;

    /// <summary>The time to act on: the device's, or ours when the device's is more than <see cref="AheadMax"/> ahead.</summary>
    /// <param name="atUnixMs">The device's time, milliseconds since 1970 UTC.</param>
    /// <param name="nowUnixMs">The server's time, likewise.</param>
    public static long Effective(long atUnixMs, long nowUnixMs) => atUnixMs - AheadMaxMs > nowUnixMs ? nowUnixMs : atUnixMs;

    /// <summary>True when it was heard more than <see cref="AgeMax"/> ago: count it late and do not act on it.</summary>
    /// <param name="atUnixMs">The device's time, milliseconds since 1970 UTC.</param>
    /// <param name="nowUnixMs">The server's time, likewise.</param>
    public static bool IsLate(long atUnixMs, long nowUnixMs) => nowUnixMs - AgeMaxMs > atUnixMs;
}

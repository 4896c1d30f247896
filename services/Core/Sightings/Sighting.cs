namespace SmartStore.Core.Sightings;

/// <summary>One receiver heard one transmitter. The receiver is known by where the sighting came from.</summary>
/// <param name="Key">Who was heard, never with an address in it unless the address is all there is (<c>mac:</c>).</param>
/// <param name="Mac">The transmitter's address; <see cref="Sightings.Mac.None"/> when the receiver does not tell (iPhones never do).</param>
/// <param name="RssiDbm">Received power, dBm, <see cref="MinRssiDbm"/>..-1; <see cref="NotMeasuredDbm"/>: it was heard, and nobody knows how strongly.</param>
/// <param name="AtUnixMs">When it was heard, by the sender's clock, milliseconds since 1970 UTC.</param>
public readonly record struct Sighting(BeaconKey Key, ulong Mac, short RssiDbm, long AtUnixMs)
{
    /// <summary>Weakest power a receiver may report, dBm (Core 5.4 Vol 4 Part E §7.7.65.2).</summary>
    public const short MinRssiDbm = -127;

    /// <summary>
    /// Stands for every power from 0 upwards and for one that was left out: iOS writes 0 for "could not be measured", controllers 127 for "not
    /// available" (Core 5.4 Vol 4 Part E §7.7.65.2), and a proto3 field that was left out is 0. No beacon is heard so strongly.
    /// </summary>
    public const short NotMeasuredDbm = 0;

    /// <summary>False: it says nothing about where its transmitter is.</summary>
    public bool IsMeasured => RssiDbm < NotMeasuredDbm;

    /// <summary>The one judgement of a power that was reported.</summary>
    /// <param name="rssiDbm">As it was reported, dBm.</param>
    /// <param name="judged">The power of a sighting: as reported, or <see cref="NotMeasuredDbm"/>.</param>
    /// <returns>False: no receiver reports such a power.</returns>
    public static bool TryJudgeRssi(long rssiDbm, out short judged)
    {
        judged = rssiDbm < NotMeasuredDbm ? (short)Math.Max(rssiDbm, MinRssiDbm) : NotMeasuredDbm;
        return rssiDbm >= MinRssiDbm;
    }
}

/// <summary>What the server makes of the time a device wrote on what it heard.</summary>
public static class SightingTime
{
    /// <summary>A clock this far ahead of ours is wrong: what it heard was heard now.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(60);

    /// <summary>What was heard longer ago than this says nothing about where the shopper is now.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>Stands for the time of a sighting whose receiver has no clock: the time of receipt counts, and nothing is learned of a clock.</summary>
    public const long NoClockUnixMs = 0;

    private const long ClocksBeginUnixMs = 1_577_836_800_000; // 2020-01-01T00:00:00Z

    private static readonly long AheadMaxMs = (long)AheadMax.TotalMilliseconds;
    private static readonly long AgeMaxMs = (long)AgeMax.TotalMilliseconds;

    /// <summary>How far the clock of a message's sender is ahead of ours, milliseconds; 0: nothing it heard lies in the future.</summary>
    /// <param name="heard">The message; times more than <see cref="AheadMax"/> ahead say nothing about its clock.</param>
    /// <param name="nowUnixMs">The server's time, milliseconds since 1970 UTC.</param>
    public static long Ahead(ReadOnlySpan<Sighting> heard, long nowUnixMs)
    {
        var aheadMs = 0L;
        foreach (ref readonly var sighting in heard)
            if (sighting.AtUnixMs - nowUnixMs is var by && by > aheadMs && by <= AheadMaxMs)
                aheadMs = by;
        return aheadMs;
    }

    /// <summary>
    /// The time to act on, by our clock and never later than now: evidence from a clock that is ahead counts at once, and no zone is told with a time
    /// that has not come.
    /// </summary>
    /// <param name="atUnixMs">The device's time, milliseconds since 1970 UTC. Before 2020: it has no clock, and the time of receipt counts.</param>
    /// <param name="nowUnixMs">The server's time, likewise.</param>
    /// <param name="aheadMs">How far the device's clock is ahead (<see cref="Ahead"/> of the whole message), milliseconds. Further ahead than <see cref="AheadMax"/> counts as now.</param>
    /// <param name="behindMs">How far it is known to be behind, milliseconds; negative: ahead by more than <see cref="AheadMax"/>.</param>
    public static long Effective(long atUnixMs, long nowUnixMs, long aheadMs, long behindMs = 0)
    {
        var at = atUnixMs + behindMs;
        return !HasClock(atUnixMs) || at - AheadMaxMs > nowUnixMs ? nowUnixMs : behindMs == 0 ? at - aheadMs : Math.Min(at, nowUnixMs);
    }

    /// <summary>False for a time before 2020: a device writes such times when it has no clock, or has not set it yet.</summary>
    /// <param name="atUnixMs">The device's time, milliseconds since 1970 UTC.</param>
    public static bool HasClock(long atUnixMs) => atUnixMs >= ClocksBeginUnixMs;

    /// <summary>True when it was heard more than <see cref="AgeMax"/> ago: count it late and do not act on it.</summary>
    /// <param name="atUnixMs">The time to act on (<see cref="Effective"/>), milliseconds since 1970 UTC.</param>
    /// <param name="nowUnixMs">The server's time, likewise.</param>
    public static bool IsLate(long atUnixMs, long nowUnixMs) => nowUnixMs - AgeMaxMs > atUnixMs;
}

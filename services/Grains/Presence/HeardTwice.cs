using System.Numerics;

namespace SmartStore.Grains.Presence;

/// <summary>In which of the last seconds a shopper's tags were heard in two places at once.</summary>
internal struct HeardTwice
{
    private uint _seconds; // a bit a second, the newest lowest
    private long _second;

    /// <summary>They were once more.</summary>
    /// <param name="atMs">When, unix milliseconds.</param>
    /// <returns>True: so often lately that there are two tags, and one is a copy.</returns>
    public bool Add(long atMs, ZoneTrackerRules rules)
    {
        var second = atMs / 1000;
        var ahead = second - _second;
        if (ahead > 0) (_seconds, _second) = (ahead < 32 ? _seconds << (int)ahead : 0, second);
        if (ahead > -32) _seconds |= 1u << (int)Math.Max(0, -ahead);
        return BitOperations.PopCount(_seconds << (32 - rules.TwiceOfSeconds)) >= rules.TwiceSeconds;
    }
}

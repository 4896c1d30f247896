using System.Runtime.InteropServices;

namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// What we know of a tag's clock: it runs ahead of ours by some seconds, and by a little more or less that lies between two bounds. The bounds part by
/// what a crystal may be off, and close in on the period whose id was heard. 16 bytes.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TagClock
{
    private uint _aheadS;
    private uint _learnedAtUnixS;
    private short _leastS;
    private short _mostS;

    public TagClock(in EidTag tag)
    {
        _aheadS = unchecked(tag.ClockS - tag.ReadAtUnixS);
        _learnedAtUnixS = tag.ReadAtUnixS;
        _mostS = (short)Math.Min(tag.UncertaintyS, (ushort)short.MaxValue);
        _leastS = (short)-_mostS;
    }

    /// <summary>What the clock shows at a time of ours, as likely too much as too little.</summary>
    public readonly uint At(uint unixS) => unchecked(unixS + _aheadS + (uint)MiddleS);

    /// <summary>What to keep.</summary>
    public readonly EidClock Reading(int tag) =>
        new(tag, _learnedAtUnixS, At(_learnedAtUnixS), (ushort)((_mostS - _leastS + 1) / 2));

    /// <summary>
    /// Takes in that the clock stands in a period now. A period that the bounds exclude is not believed: somebody replays it, and cannot
    /// talk the clock back faster than a crystal drifts.
    /// </summary>
    /// <param name="fromS">First second of the period, by the tag's clock.</param>
    /// <param name="lengthS">Its length.</param>
    public void Learn(uint fromS, uint lengthS, uint atUnixS)
    {
        // What part of a second has not yet gone into the bounds stays in the time they were learned at.
        var sinceS = unchecked((int)(atUnixS - _learnedAtUnixS));
        var drift = Math.Max(0, (long)sinceS) * EidResolver.DriftMaxPpm / 1_000_000;
        var periodLeast = (long)unchecked((int)(fromS - (atUnixS + _aheadS)));
        var periodMost = periodLeast + lengthS - 1;
        var least = _leastS - drift;
        var most = _mostS + drift;
        if (periodLeast > most || periodMost < least || (periodLeast <= least && periodMost >= most)) return; // not believed, or nothing new
        _leastS = (short)Math.Clamp(Math.Max(least, periodLeast), short.MinValue, short.MaxValue);
        _mostS = (short)Math.Clamp(Math.Min(most, periodMost), short.MinValue, short.MaxValue);
        _learnedAtUnixS = unchecked(_learnedAtUnixS + (uint)(drift * 1_000_000 / EidResolver.DriftMaxPpm));
    }

    private readonly int MiddleS => (_leastS + _mostS) / 2;
}

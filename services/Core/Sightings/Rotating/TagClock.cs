using System.Runtime.InteropServices;

namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// What we know of a tag's clock: it runs ahead of ours by some seconds, and by a little more or less that lies between two bounds. The bounds part by
/// what a crystal may be off, and close in on the period whose id was heard. 16 bytes. What changes is one word, so that several threads may learn
/// and look at once.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TagClock
{
    private readonly uint _aheadS;
    private ulong _bounds;

    public TagClock(in EidTag tag)
    {
        _aheadS = unchecked(tag.ClockS - tag.ReadAtUnixS);
        var mostS = (short)Math.Min(tag.UncertaintyS, (ushort)short.MaxValue);
        _bounds = new Bounds(tag.ReadAtUnixS, (short)-mostS, mostS).Packed;
    }

    /// <summary>What the clock shows at a time of ours, as likely too much as too little.</summary>
    public readonly uint At(uint unixS) => At(unixS, Known);

    /// <summary>How far off it may be either way, seconds.</summary>
    public readonly int UncertaintyS => Known.HalfWidthS;

    /// <summary>
    /// Takes in that the clock stands in a period now. A period that the bounds exclude is not believed: it is a replay, which
    /// must not set the clock back faster than a crystal drifts.
    /// </summary>
    /// <param name="fromS">First second of the period, by the tag's clock.</param>
    /// <param name="lengthS">Its length.</param>
    public void Learn(uint fromS, uint lengthS, uint atUnixS)
    {
        while (true)
        {
            var packed = Volatile.Read(ref _bounds);
            var known = Bounds.Of(packed);
            // What part of a second has not yet gone into the bounds stays in the time they were learned at.
            var sinceS = unchecked((int)(atUnixS - known.LearnedAtUnixS));
            var drift = Math.Max(0, (long)sinceS) * EidResolver.DriftMaxPpm / 1_000_000;
            var periodLeast = (long)unchecked((int)(fromS - (atUnixS + _aheadS)));
            var periodMost = periodLeast + lengthS - 1;
            var least = known.LeastS - drift;
            var most = known.MostS + drift;
            if (periodLeast > most || periodMost < least || (periodLeast <= least && periodMost >= most)) return; // not believed, or nothing new
            var learned = new Bounds(
                unchecked(known.LearnedAtUnixS + (uint)(drift * 1_000_000 / EidResolver.DriftMaxPpm)),
                (short)Math.Clamp(Math.Max(least, periodLeast), short.MinValue, short.MaxValue),
                (short)Math.Clamp(Math.Min(most, periodMost), short.MinValue, short.MaxValue));
            if (Interlocked.CompareExchange(ref _bounds, learned.Packed, packed) == packed) return;
        }
    }

    private readonly Bounds Known => Bounds.Of(Volatile.Read(in _bounds));

    private readonly uint At(uint unixS, Bounds known) => unchecked(unixS + _aheadS + (uint)((known.LeastS + known.MostS) / 2));

    private readonly record struct Bounds(uint LearnedAtUnixS, short LeastS, short MostS)
    {
        public int HalfWidthS => (MostS - LeastS + 1) / 2;

        public ulong Packed => ((ulong)LearnedAtUnixS << 32) | ((ulong)(ushort)LeastS << 16) | (ushort)MostS;

        public static Bounds Of(ulong packed) => new((uint)(packed >> 32), (short)(ushort)(packed >> 16), (short)(ushort)packed);
    }
}

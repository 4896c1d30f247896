namespace SmartStore.Core.Sightings.Rotating;

/// <summary>
/// The newest period whose id a tag was heard with, and since when. A tag never goes back, so what sends an older id afterwards is no tag. One word,
/// so that several threads may learn and look at once.
/// </summary>
internal struct NewestId
{
    /// <summary>An older id may still come this long after the newer one was heard first, seconds: receivers keep back what they heard, and their clocks differ.</summary>
    public const int GraceS = 30;

    private ulong _newest; // first second of the period, by the tag's clock; then when its id was heard first, by ours; 0: never

    /// <summary>Whether the tag had left a period behind.</summary>
    /// <param name="fromS">First second of the period, by the tag's clock.</param>
    /// <param name="atUnixS">When its id was heard.</param>
    public readonly bool IsOver(uint fromS, uint atUnixS)
    {
        var newest = Volatile.Read(in _newest);
        return newest != 0 && unchecked((int)(fromS - (uint)(newest >> 32))) < 0 && unchecked((int)(atUnixS - (uint)newest)) > GraceS;
    }

    /// <summary>Takes in that the id of a period was heard from somebody we trust.</summary>
    public void Learn(uint fromS, uint atUnixS)
    {
        while (true)
        {
            var newest = Volatile.Read(ref _newest);
            if (newest != 0 && unchecked((int)(fromS - (uint)(newest >> 32))) <= 0) return;
            if (Interlocked.CompareExchange(ref _newest, ((ulong)fromS << 32) | atUnixS, newest) == newest) return;
        }
    }
}

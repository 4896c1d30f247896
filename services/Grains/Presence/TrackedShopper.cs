using System.Runtime.CompilerServices;

namespace SmartStore.Grains.Presence;

/// <summary>One row of the tracker table. Everything but <see cref="Id"/> is guarded by locking the row.</summary>
internal sealed class TrackedShopper(string id)
{
    /// <summary>Sightings that wait while the grain is looked at. Then the oldest goes.</summary>
    public const int PendingMax = 64;

    internal enum Standing : byte
    {
        /// <summary>Its grain is being looked at.</summary>
        Asked,

        /// <summary>Consented; sightings go to the tracker.</summary>
        Tracked,

        /// <summary>No consent to presence.</summary>
        NoConsent,

        /// <summary>There is no such shopper.</summary>
        Unknown,

        /// <summary>Taken out of the table; a caller that still holds the row looks the shopper up again.</summary>
        Gone,
    }

    /// <summary>Sightings that a repeat is recognised among: what one message may hold of one shopper, and a few scanners in between.</summary>
    private const int RecentMax = 8;

    private RecentSightings _recent;
    private int _next;
    private HeardTwice _apart;

    public string Id { get; } = id;

    public Standing State { get; set; }

    /// <summary>Version of what the grain said last: what is older does not count.</summary>
    public long Version { get; set; }

    /// <summary>When to ask the grain again if it says nothing until then, by our clock, unix milliseconds.</summary>
    public long AskMs { get; set; }

    /// <summary>Before this the grain is told nothing, because it could not be told a moment ago; by our clock, unix milliseconds.</summary>
    public long TellAgainMs { get; set; }

    /// <summary>Pause after the next failed telling, milliseconds; 0: the last one succeeded.</summary>
    public int TellPauseMs { get; set; }

    /// <summary>When the last tap that the tracker has taken into account was, unix milliseconds.</summary>
    public long ProvenMs { get; set; }

    public TrackedStore? Store { get; set; }

    public ZoneTracker? Tracker { get; set; }

    /// <summary>What the tracker thought lately; null: nothing was noted.</summary>
    public EvidenceTrail? Trail { get; set; }

    /// <summary>A second store that hears the shopper, too; null: none does.</summary>
    public OtherStore? Other { get; set; }

    /// <summary>Where the shopper's tags were heard since two places heard them at the same time; null: no such thing happened lately.</summary>
    public Conflict? Conflict { get; set; }

    /// <summary>When something last came in that counts, by our clock, unix milliseconds. Evidence has its own time: <see cref="ZoneTracker.LastEvidenceAtMs"/>.</summary>
    public long LastHeardMs { get; set; }

    /// <summary>Since when the shopper agrees to be seen, unix milliseconds. What was heard before counts for nothing.</summary>
    public long ConsentAtMs { get; set; }

    /// <summary>True while the grain has a visit open.</summary>
    public bool HasVisit { get; set; }

    /// <summary>Store id that the grain was last told; null: none.</summary>
    public string? ToldStore { get; set; }

    /// <summary>Zone id that the grain was last told, in <see cref="ToldStore"/>; empty: unknown.</summary>
    public string ToldZone { get; set; } = "";

    /// <summary>Time of the newest evidence that the grain was told of, unix milliseconds.</summary>
    public long ToldEvidenceMs { get; set; }

    /// <summary>True when the grain did not take what it was told last.</summary>
    public bool IsRefused { get; set; }

    /// <summary>True while a telling is under way; one at a time keeps them in order.</summary>
    public bool IsTelling { get; set; }

    /// <summary>Event time of the tracker's last change, unix milliseconds.</summary>
    public long ChangedAtMs { get; set; }

    /// <summary>True while the row waits for the next tick; it waits there once.</summary>
    public bool IsSoon { get; set; }

    /// <summary>The form of the store in which it counts as a visitor; null: it does not.</summary>
    public TrackedStore? CountedIn { get; set; }

    /// <summary>The zone it counts in there, or <see cref="ZoneMap.Unknown"/>.</summary>
    public int CountedZone { get; set; } = ZoneMap.Unknown;

    /// <summary>The language it counts with there: <see cref="Core.Screens.SignLanguage.Index"/>.</summary>
    public byte CountedLanguage { get; set; }

    /// <summary>The language that the shopper chose: <see cref="Core.Screens.SignLanguage.Index"/>.</summary>
    public byte Language { get; set; }

    public Queue<Pending>? Waiting { get; set; }

    /// <summary>A sighting that waits for the grain.</summary>
    internal readonly record struct Pending(TrackedStore Store, int Anchor, short RssiDbm, long AtMs, Sensing Sensing);

    /// <summary>True when this very sighting was among the last few; else it is from now on.</summary>
    /// <param name="isElsewhere">Another store than the one that has the shopper heard it: its anchors have the same numbers.</param>
    public bool IsRepeat(int anchor, short rssiDbm, long atMs, Sensing sensing, bool isElsewhere)
    {
        // 1 bit of store, 41 of time, 13 of anchor, 8 of power and 1 of sensing: nothing is lost.
        var key = (isElsewhere ? long.MinValue : 0) | (atMs << 22) | ((long)anchor << 9) | ((long)(byte)rssiDbm << 1) | (long)sensing;
        ReadOnlySpan<long> recent = _recent;
        if (recent.Contains(key)) return true;
        _recent[_next++ & (RecentMax - 1)] = key;
        return false;
    }

    /// <summary>Two ends of the store that has the shopper heard a tag of theirs at once. True: so often lately that there are two.</summary>
    /// <param name="atMs">When, unix milliseconds.</param>
    public bool IsApart(long atMs, ZoneTrackerRules rules) => _apart.Add(atMs, rules);

    /// <summary>Lets a sighting wait. True: the oldest had to go for it.</summary>
    public bool Keep(in Pending sighting)
    {
        Waiting ??= new Queue<Pending>();
        var isFull = Waiting.Count == PendingMax;
        if (isFull) Waiting.Dequeue();
        Waiting.Enqueue(sighting);
        return isFull;
    }

    [InlineArray(RecentMax)]
    private struct RecentSightings
    {
        private long _first;
    }
}

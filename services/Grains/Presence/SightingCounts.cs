using System.Diagnostics.Metrics;

namespace SmartStore.Grains.Presence;

/// <summary>What became of sightings, as a counter's label.</summary>
internal enum SightingFate
{
    /// <summary>Given to a tracker.</summary>
    Taken,

    /// <summary>Had to wait because the shopper's grain was being looked at. It is counted a second time, by what became of it, when that is known.</summary>
    Waiting,

    /// <summary>The shopper did not consent to presence, or only after it was heard.</summary>
    NoConsent,

    /// <summary>No such shopper.</summary>
    UnknownShopper,

    /// <summary>The beacon is none of this store's.</summary>
    UnknownBeacon,

    /// <summary>Anchors of different zones share the key, and no address tells them apart.</summary>
    AmbiguousBeacon,

    /// <summary>A scanner heard something that no shopper carries.</summary>
    UnknownTag,

    /// <summary>Heard more than five minutes ago.</summary>
    Late,

    /// <summary>The tracker table is full.</summary>
    TableFull,

    /// <summary>It came before, a moment ago: nothing changed.</summary>
    Repeated,

    /// <summary>A scanner heard a rotating id that no tag we know sends now: a stranger's, or one that was recorded earlier and is sent again.</summary>
    UnknownEid,

    /// <summary>Dropped: too many were waiting, or the grain could not be asked.</summary>
    WaitedInVain,

    /// <summary>It came so late behind newer evidence of the shopper that the tracker could not use it.</summary>
    Overtaken,

    /// <summary>Heard, with a power of 0 and above or none: how strongly is not known.</summary>
    NotMeasured,

    /// <summary>Two stores hear tags of one shopper at the same time: one of them is a copy, or was recorded and is sent again. It says nothing.</summary>
    Conflict,
}

/// <summary>Counts sightings by fate from many threads without a shared cache line. Read through the meter <c>SmartStore.Presence</c>.</summary>
internal sealed class SightingCounts : IDisposable
{
    private const int Kinds = 16;
    private static readonly int Stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
    private static readonly SightingFate[] Fates = Enum.GetValues<SightingFate>();

    // One stripe is 128 bytes: two cache lines that hold nothing else.
    private readonly long[] _cells = GC.AllocateArray<long>(Stripes * Kinds, pinned: true);
    private readonly Meter _meter = new("SmartStore.Presence");

    /// <summary>Starts counting.</summary>
    public SightingCounts() =>
        _meter.CreateObservableCounter("smartstore_sightings", Measure, description: "Sightings by what became of them; those that had to wait for their shopper's grain are counted as waiting and again when their fate is known");

    /// <summary>One more.</summary>
    public void Add(SightingFate fate, int count = 1) =>
        Interlocked.Add(ref _cells[((Thread.GetCurrentProcessorId() & (Stripes - 1)) * Kinds) + (int)fate], count);

    /// <summary>How many met this fate.</summary>
    public long this[SightingFate fate]
    {
        get
        {
            var sum = 0L;
            for (var stripe = 0; stripe < Stripes; stripe++) sum += Volatile.Read(ref _cells[(stripe * Kinds) + (int)fate]);
            return sum;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Measure()
    {
        foreach (var fate in Fates)
            yield return new Measurement<long>(this[fate], new KeyValuePair<string, object?>("fate", Label(fate)));
    }

    /// <summary>A fate's name in metrics and in <c>listen</c>.</summary>
    public static string Label(SightingFate fate) => fate switch
    {
        SightingFate.Taken => "taken",
        SightingFate.Waiting => "waiting",
        SightingFate.NoConsent => "no_consent",
        SightingFate.UnknownShopper => "unknown_shopper",
        SightingFate.UnknownBeacon => "unknown_beacon",
        SightingFate.AmbiguousBeacon => "ambiguous_beacon",
        SightingFate.UnknownTag => "unknown_tag",
        SightingFate.Late => "late",
        SightingFate.Repeated => "repeated",
        SightingFate.UnknownEid => "unknown_eid",
        SightingFate.WaitedInVain => "waited_in_vain",
        SightingFate.Overtaken => "overtaken",
        SightingFate.NotMeasured => "not_measured",
        SightingFate.Conflict => "conflict",
        _ => "table_full",
    };
}

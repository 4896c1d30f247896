namespace SmartStore.Grains.Presence;

/// <summary>
/// What the tracker of one shopper heard and thought in the last ten minutes: a look every ten to fifteen seconds, as rows are passed, at the three zones that were likeliest. In memory alone; it
/// goes with the row, and so with the consent. 2 KB. Guarded by locking the row.
/// </summary>
internal sealed class EvidenceTrail
{
    /// <summary>Looks that are kept; the oldest goes.</summary>
    public const int LooksMax = 60;

    /// <summary>From one look to the next, at least.</summary>
    public const long EveryMs = 10_000;

    /// <summary>Zones of one look.</summary>
    public const int ZonesMax = 3;

    private const float NotHeardDbm = -120;

    private readonly Look[] _looks = new Look[LooksMax];
    private ZoneMap? _map;
    private int _count;
    private int _next;

    /// <summary>Looks at a tracker, unless that was done a moment ago. Another store or another layout begins anew: its zones are others.</summary>
    /// <param name="told">Zone that the grain was told last; empty: none.</param>
    /// <param name="nowMs">By our clock, unix milliseconds.</param>
    public void Note(ZoneTracker tracker, TrackedStore store, string told, long nowMs)
    {
        var map = store.Model.Map;
        if (!ReferenceEquals(_map, map)) (_map, _count, _next) = (map, 0, 0);
        // A clock that was turned back must not stop it.
        if (_count > 0 && Math.Abs(nowMs - _looks[Before(_next)].AtMs) < EveryMs) return;

        var zones = map.Zones.Count;
        Span<float> posterior = stackalloc float[zones];
        Span<float> phone = stackalloc float[zones];
        Span<float> ceiling = stackalloc float[zones];
        tracker.CopyPosterior(posterior);
        if (!tracker.CopyLevels(Sensing.Phone, phone)) phone.Fill(NotHeardDbm);
        if (!tracker.CopyLevels(Sensing.Store, ceiling)) ceiling.Fill(NotHeardDbm);
        ref var look = ref _looks[_next];
        look = new Look { AtMs = nowMs, Told = (short)map.ZoneIndex(told) };
        for (var n = 0; n < Math.Min(ZonesMax, zones); n++)
        {
            var likeliest = 0;
            for (var z = 1; z < zones; z++)
                if (posterior[z] > posterior[likeliest])
                    likeliest = z;
            look.Zones[n] = new LookedZone((short)likeliest, (sbyte)Math.Clamp(Math.Max(phone[likeliest], ceiling[likeliest]), NotHeardDbm, 0), (byte)Math.Round(Math.Clamp(posterior[likeliest], 0, 1) * byte.MaxValue), store.IsKnown(likeliest));
            posterior[likeliest] = -1;
        }

        look.Count = (byte)Math.Min(ZonesMax, zones);
        _next = (_next + 1) % LooksMax;
        _count = Math.Min(_count + 1, LooksMax);
    }

    /// <summary>The looks since a time, oldest first.</summary>
    public IReadOnlyList<EvidenceLook> Since(long fromMs)
    {
        var found = new List<EvidenceLook>();
        for (var i = _count; i > 0; i--)
        {
            ref readonly var look = ref _looks[(_next - i + LooksMax) % LooksMax];
            if (look.AtMs < fromMs) continue;
            var zones = new List<EvidenceOfZone>(look.Count);
            for (var n = 0; n < look.Count; n++)
                zones.Add(new EvidenceOfZone(new ZoneId(_map!.Zones[look.Zones[n].Zone].Id), look.Zones[n].LevelDbm, Math.Round(look.Zones[n].Share / (double)byte.MaxValue, 3), look.Zones[n].IsKnown));
            found.Add(new EvidenceLook(DateTimeOffset.FromUnixTimeMilliseconds(look.AtMs), zones, look.Told == ZoneMap.Unknown ? "" : _map!.Zones[look.Told].Id));
        }
        return found;
    }

    private static int Before(int next) => (next - 1 + LooksMax) % LooksMax;

    private struct Look
    {
        public long AtMs;
        public short Told;
        public byte Count;
        public LookedZones Zones;
    }

    [System.Runtime.CompilerServices.InlineArray(ZonesMax)]
    private struct LookedZones
    {
        private LookedZone _first;
    }

    private readonly record struct LookedZone(short Zone, sbyte LevelDbm, byte Share, bool IsKnown);
}

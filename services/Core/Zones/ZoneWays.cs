namespace SmartStore.Core.Zones;

/// <summary>The chances to walk from zone to zone: most of the time into a neighbour, now and then into any (a zone between was crossed unheard).</summary>
internal sealed class ZoneWays
{
    private readonly int[] _arriveStart;
    private readonly int[] _arriveFrom;
    private readonly float[] _arrivePerSecond;
    private readonly float[] _leavePerSecond;
    private readonly float _leapPerSecond;
    private readonly float _longestSeconds;

    private ZoneWays(int[] arriveStart, int[] arriveFrom, float[] arrivePerSecond, float[] leavePerSecond, float leapPerSecond)
    {
        (_arriveStart, _arriveFrom, _arrivePerSecond, _leavePerSecond, _leapPerSecond) = (arriveStart, arriveFrom, arrivePerSecond, leavePerSecond, leapPerSecond);
        _longestSeconds = 0.5f / Math.Max(leapPerSecond + leavePerSecond.DefaultIfEmpty().Max(), 1e-6f);
    }

    public static ZoneWays Of(ZoneMap map, ZoneTrackerRules rules)
    {
        var zones = map.Zones.Count;
        var neighbours = Neighbourhood.Of(map);
        var leap = neighbours is null ? rules.ZoneChangesPerSecond : rules.ZoneChangesPerSecond * rules.LeapShare;
        var leave = new float[zones];
        var start = new int[zones + 1];
        var from = new List<int>();
        var chance = new List<float>();
        for (var z = 0; z < zones; z++)
        {
            start[z] = from.Count;
            foreach (var n in neighbours?[z] ?? [])
            {
                from.Add(n);
                chance.Add((float)((rules.ZoneChangesPerSecond - leap) / neighbours![n].Length));
            }

            leave[z] = neighbours?[z].Length > 0 ? (float)(rules.ZoneChangesPerSecond - leap) : 0;
        }

        start[zones] = from.Count;
        return new ZoneWays(start, [.. from], [.. chance], leave, (float)leap);
    }

    /// <summary>Lets a time pass, at most so long that half of the probability moves.</summary>
    /// <param name="zones">Probability of each zone; changed in place, the sum stays.</param>
    /// <param name="seconds">The time.</param>
    public void Walk(Span<float> zones, float seconds)
    {
        var dt = Math.Min(seconds, _longestSeconds);
        var leap = Math.Min(0.5f, _leapPerSecond * dt);
        var total = 0f;
        foreach (var p in zones) total += p;
        var leaping = leap * total / zones.Length;
        Span<float> before = stackalloc float[zones.Length];
        zones.CopyTo(before);
        ReadOnlySpan<float> leave = _leavePerSecond.AsSpan(0, zones.Length);
        ReadOnlySpan<int> from = _arriveFrom;
        ReadOnlySpan<float> chance = _arrivePerSecond.AsSpan(0, from.Length);
        var start = 0;
        for (var z = 0; z < zones.Length; z++)
        {
            var end = _arriveStart[z + 1];
            var arriving = 0f;
            for (var i = start; i < end; i++) arriving += chance[i] * before[from[i]];
            start = end;
            zones[z] = before[z] * (1 - leap - leave[z] * dt) + arriving * dt + leaping;
        }
    }
}

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

/// <summary>Which zones one walks between without crossing a third: as the layout says, else from where the anchors of a floor stand, else any.</summary>
public static class Neighbourhood
{
    /// <returns>Neighbours of each zone, symmetric; null: nothing is known, so any zone may follow any.</returns>
    public static int[][]? Of(ZoneMap map)
    {
        var zones = Enumerable.Range(0, map.Zones.Count).ToArray();
        if (map.NeighboursOf.Any(n => n.Count > 0))
            return [.. zones.Select(i => zones.Where(j => i != j && (map.NeighboursOf[i].Contains(j) || map.NeighboursOf[j].Contains(i))).ToArray())];
        if (map.Anchors.Count > 0 && map.Anchors.All(a => a.Position is not null))
            return [.. zones.Select(i => zones.Where(j => i != j && Touch(map, i, j)).ToArray())];
        return null;
    }

    // Through a ceiling nobody walks: where the stairs are, the layout has to say. Two zones of one floor touch when some anchor of one and some of the other have no third zone's anchor inside the circle that they span (a Gabriel graph).
    private static bool Touch(ZoneMap map, int i, int j)
    {
        if (map.FloorOfZone[i] != map.FloorOfZone[j]) return false;
        var ofI = AnchorsOf(map, i);
        var ofJ = AnchorsOf(map, j);
        var others = Enumerable.Range(0, map.Anchors.Count).Where(a => map.ZoneOfAnchor[a] != i && map.ZoneOfAnchor[a] != j)
            .Select(a => map.Anchors[a].Position!.Value).ToArray();
        if (ofI.Count == 0 || ofJ.Count == 0) return true;
        foreach (var a in ofI)
            foreach (var b in ofJ)
            {
                var middle = new PointM((a.X + b.X) / 2, (a.Y + b.Y) / 2, (a.Z + b.Z) / 2);
                var radius = a.DistanceTo(b) / 2;
                if (!others.Any(o => o.DistanceTo(middle) < radius)) return true;
            }

        return false;
    }

    private static List<PointM> AnchorsOf(ZoneMap map, int zone) =>
        Enumerable.Range(0, map.Anchors.Count).Where(a => map.ZoneOfAnchor[a] == zone).Select(a => map.Anchors[a].Position!.Value).ToList();
}

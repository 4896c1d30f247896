namespace SmartStore.Core.Zones.Learning;

/// <summary>A tap at a terminal, as a label: somebody was in this zone at this moment, certainly.</summary>
/// <param name="AtUnixMs">When, on the sightings' time line.</param>
/// <param name="Zone">Index of the terminal's zone.</param>
public readonly record struct TapLabel(long AtUnixMs, int Zone);

/// <summary>Labels a walk by its taps: nobody has to walk with a notebook, and every pickup teaches. Pure.</summary>
public static class TapLabels
{
    /// <summary>Who taps stands there for a while: this long before and after, milliseconds.</summary>
    public const int AroundMs = 5_000;

    /// <summary>Fewer taps in a zone prove nothing.</summary>
    public const int TapsLeast = 5;

    /// <summary>
    /// The zones with anchors that have too few taps to learn from, in walking order; empty: none. All are needed: learned from some zones only,
    /// a calibration would draw people into those, and its trials, on the same taps, would find it right.
    /// </summary>
    /// <param name="map">The store.</param>
    /// <param name="taps">Everybody's taps.</param>
    public static IReadOnlyList<int> Lacking(ZoneMap map, IEnumerable<TapLabel> taps)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(taps);
        var count = new int[map.Zones.Count];
        foreach (var tap in taps)
            if ((uint)tap.Zone < (uint)count.Length)
                count[tap.Zone]++;
        return [.. Enumerable.Range(0, count.Length).Where(zone => count[zone] < TapsLeast && map.ZoneOfAnchor.Contains(zone))];
    }

    /// <summary>The walk with the zone of the nearest tap in time; unknown where none is near enough. What it was labelled with before is dropped.</summary>
    /// <param name="walk">One person's sightings, in any order.</param>
    /// <param name="taps">The same person's taps, in any order.</param>
    public static IEnumerable<LabelledSighting> Label(IEnumerable<LabelledSighting> walk, IEnumerable<TapLabel> taps)
    {
        ArgumentNullException.ThrowIfNull(walk);
        ArgumentNullException.ThrowIfNull(taps);
        var inOrder = taps.OrderBy(tap => tap.AtUnixMs).ToArray();
        var next = 0;
        foreach (var sighting in walk.OrderBy(s => s.AtUnixMs))
        {
            while (next < inOrder.Length && inOrder[next].AtUnixMs < sighting.AtUnixMs) next++;
            var zone = ZoneMap.Unknown;
            var nearestMs = (long)AroundMs;
            for (var tap = Math.Max(0, next - 1); tap <= next && tap < inOrder.Length; tap++)
                if (Math.Abs(inOrder[tap].AtUnixMs - sighting.AtUnixMs) is var apartMs && apartMs <= nearestMs)
                    (zone, nearestMs) = (inOrder[tap].Zone, apartMs);
            yield return sighting with { Zone = zone };
        }
    }
}

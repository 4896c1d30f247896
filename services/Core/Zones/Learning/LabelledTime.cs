namespace SmartStore.Core.Zones.Learning;

/// <summary>One sighting of a person whose zone was known at the time.</summary>
/// <param name="Anchor">Index in <see cref="ZoneMap.Anchors"/>.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
/// <param name="AtUnixMs">When it was heard.</param>
/// <param name="Zone">Index of the true zone, or <see cref="ZoneMap.Unknown"/> while it is not known.</param>
public readonly record struct LabelledSighting(int Anchor, float RssiDbm, long AtUnixMs, int Zone);

/// <summary>One step of labelled time: what each anchor gave, dBm (NaN: not heard lately), and where the shopper was.</summary>
internal readonly record struct LabelledStep(float[] LevelsDbm, int Zone);

/// <summary>One walk, cut into the tracker's steps and smoothed as the tracker smooths.</summary>
internal static class LabelledTime
{
    public static List<LabelledStep> Cut(ZoneMap map, ZoneTrackerRules rules, IReadOnlyList<LabelledSighting> walk)
    {
        var steps = new List<LabelledStep>();
        if (walk.Count == 0) return steps;
        var anchors = map.Anchors.Count;
        var (sum, count, level, heardAt) = (new float[anchors], new int[anchors], new float[anchors], new long[anchors]);
        Array.Fill(level, float.NaN);
        var endMs = walk[0].AtUnixMs / rules.StepMs * rules.StepMs + rules.StepMs;
        var zone = ZoneMap.Unknown;
        foreach (var sighting in walk)
        {
            if ((uint)sighting.Anchor >= (uint)anchors || sighting.AtUnixMs < endMs - rules.LateMaxMs) continue;
            while (sighting.AtUnixMs >= endMs)
            {
                if (sighting.AtUnixMs - endMs > rules.SilenceMs) endMs = sighting.AtUnixMs / rules.StepMs * rules.StepMs;
                steps.Add(new LabelledStep(Close(rules, endMs, sum, count, level, heardAt), zone));
                endMs += rules.StepMs;
            }

            sum[sighting.Anchor] += sighting.RssiDbm;
            count[sighting.Anchor]++;
            zone = sighting.Zone;
        }

        return steps;
    }

    private static float[] Close(ZoneTrackerRules rules, long endMs, float[] sum, int[] count, float[] level, long[] heardAt)
    {
        var now = new float[level.Length];
        for (var a = 0; a < now.Length; a++)
        {
            if (count[a] > 0)
            {
                var mean = sum[a] / count[a];
                var sinceMs = (float)Math.Max(endMs - heardAt[a], rules.StepMs);
                level[a] = float.IsNaN(level[a]) || mean >= level[a] ? mean : level[a] + (mean - level[a]) * sinceMs / (sinceMs + rules.LevelFallMs);
                (sum[a], count[a], heardAt[a]) = (0, 0, endMs);
            }

            now[a] = endMs - heardAt[a] > rules.FreshMs ? float.NaN : level[a];
        }

        return now;
    }
}

/// <summary>A tap at a terminal, as a label: a person was certainly in this zone at this moment.</summary>
/// <param name="AtUnixMs">When, on the sightings' time line.</param>
/// <param name="Zone">Index of the terminal's zone.</param>
public readonly record struct TapLabel(long AtUnixMs, int Zone);

/// <summary>Labels a walk by its taps, so that pickups calibrate a store without a surveyed walk. Pure.</summary>
public static class TapLabels
{
    /// <summary>A person who taps is taken to be there this long before and after, milliseconds.</summary>
    public const int AroundMs = 5_000;

    /// <summary>Fewer taps in a zone prove nothing.</summary>
    public const int TapsLeast = 5;

    /// <summary>
    /// The zones with anchors that have too few taps to learn from, in walking order; empty: none. All are needed: a calibration learned from
    /// some zones draws people into those, and its trials on the same taps would not show it.
    /// </summary>
    /// <param name="map">The store.</param>
    /// <param name="taps">Everybody's taps.</param>
    public static IReadOnlyList<int> Lacking(ZoneMap map, IEnumerable<TapLabel> taps)
    {
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

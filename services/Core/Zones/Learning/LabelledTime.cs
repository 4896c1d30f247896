namespace SmartStore.Core.Zones.Learning;

/// <summary>One sighting of somebody whose zone was known at the time.</summary>
/// <param name="Anchor">Index in <see cref="ZoneMap.Anchors"/>.</param>
/// <param name="RssiDbm">Received power, dBm.</param>
/// <param name="AtUnixMs">When it was heard.</param>
/// <param name="Zone">Index of the true zone, or <see cref="ZoneMap.Unknown"/> while nobody knows.</param>
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
                level[a] = float.IsNaN(level[a]) ? mean : level[a] + (mean - level[a]) * sinceMs / (sinceMs + rules.LevelMs);
                (sum[a], count[a], heardAt[a]) = (0, 0, endMs);
            }

            now[a] = endMs - heardAt[a] > rules.FreshMs ? float.NaN : level[a];
        }

        return now;
    }
}

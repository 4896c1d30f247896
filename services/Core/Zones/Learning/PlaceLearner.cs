namespace SmartStore.Core.Zones.Learning;

/// <summary>Finds the typical spots of each zone (k-means over what all anchors gave there) and how one moved between them.</summary>
internal static class PlaceLearner
{
    /// <summary>Spots sought in a zone; fewer where little time was spent or many zones share the room.</summary>
    private const int PlacesOfZoneMax = 12;

    /// <summary>A zone gets one more spot for so many steps in it.</summary>
    private const int StepsPerPlace = 20;

    /// <summary>A spot with fewer steps is chance.</summary>
    private const int StepsLeast = 3;

    private const int Rounds = 10;

    /// <summary>Steps of a zone that k-means looks at, evenly taken.</summary>
    private const int StepsMax = 2_000;

    /// <summary>What an anchor that was not heard counts as, dBm.</summary>
    private const float NotHeardDbm = -92;

    /// <summary>Added to every variance, dB²: the next walk never fits quite like the last. The wider, the sooner the default rule keeps its say.</summary>
    private const double VarianceFloorDb2 = 20;

    public static (List<CalibratedPlace> Places, List<PlaceWalk> Walks) Learn(ZoneMap map, ZoneTrackerRules rules, IReadOnlyList<List<LabelledStep>> walks)
    {
        var zonesSeen = walks.SelectMany(w => w).Select(s => s.Zone).Where(z => z >= 0).Distinct().Order().ToArray();
        var room = Math.Min(Calibration.PlacesMax, ZoneModel.StatesMax - map.Zones.Count);
        var perZone = zonesSeen.Length == 0 ? 0 : Math.Min(PlacesOfZoneMax, room / zonesSeen.Length);
        var places = new List<Spot>();
        if (perZone > 0)
            foreach (var zone in zonesSeen)
                places.AddRange(SpotsOf(zone, [.. walks.SelectMany(w => w).Where(s => s.Zone == zone).Select(s => s.LevelsDbm)], perZone));

        return ([.. places.Select(s => s.Named(map))], WalksBetween(places, rules, walks));
    }

    private static IEnumerable<Spot> SpotsOf(int zone, List<float[]> steps, int most)
    {
        var every = Math.Max(1, steps.Count / StepsMax);
        var sample = steps.Where((_, i) => i % every == 0).Select(Heard).ToList();
        var centres = FarthestFirst(sample, Math.Min(most, Math.Max(1, sample.Count / StepsPerPlace)));
        var nearest = new int[sample.Count];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < sample.Count; i++) nearest[i] = Nearest(centres, sample[i]);
            for (var c = 0; c < centres.Count; c++)
                if (Mean(sample.Where((_, i) => nearest[i] == c)) is { } mean)
                    centres[c] = mean;
        }

        for (var c = 0; c < centres.Count; c++)
        {
            var mine = sample.Where((_, i) => nearest[i] == c).ToList();
            if (mine.Count < StepsLeast && centres.Count > 1) continue;
            yield return new Spot(zone, mine.Count / (double)sample.Count, centres[c], Variance(mine, centres[c]));
        }
    }

    private static float[] Heard(float[] levels) => [.. levels.Select(l => float.IsNaN(l) ? NotHeardDbm : l)];

    // Each next centre is the step farthest from the centres so far. The farthest fiftieth is left out: an outlier is no spot.
    private static List<float[]> FarthestFirst(List<float[]> sample, int count)
    {
        var centres = new List<float[]> { Mean(sample)! };
        var distance = sample.Select(s => Distance(s, centres[0])).ToArray();
        while (centres.Count < count)
        {
            var pick = Enumerable.Range(0, sample.Count).OrderByDescending(i => distance[i]).ElementAt(sample.Count / 50);
            centres.Add(sample[pick]);
            for (var i = 0; i < distance.Length; i++) distance[i] = Math.Min(distance[i], Distance(sample[i], sample[pick]));
        }

        return centres;
    }

    private static int Nearest(List<float[]> centres, float[] step)
    {
        var best = 0;
        var least = float.PositiveInfinity;
        for (var c = 0; c < centres.Count; c++)
            if (Distance(step, centres[c]) is var d && d < least)
                (best, least) = (c, d);
        return best;
    }

    private static float Distance(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static float[]? Mean(IEnumerable<float[]> steps)
    {
        double[]? sum = null;
        var count = 0;
        foreach (var step in steps)
        {
            sum ??= new double[step.Length];
            for (var a = 0; a < sum.Length; a++) sum[a] += step[a];
            count++;
        }

        return sum?.Select(s => (float)(s / count)).ToArray();
    }

    private static double[] Variance(List<float[]> steps, float[] mean)
    {
        var variance = new double[mean.Length];
        for (var a = 0; a < mean.Length; a++)
            variance[a] = VarianceFloorDb2 + (steps.Count == 0 ? 0 : steps.Average(s => (double)(s[a] - mean[a]) * (s[a] - mean[a])));
        return variance;
    }

    private static List<PlaceWalk> WalksBetween(List<Spot> places, ZoneTrackerRules rules, IReadOnlyList<List<LabelledStep>> walks)
    {
        // Added to each count: what was not walked on these walks is rare, not impossible.
        const double unseen = 0.02;
        var steps = new double[places.Count];
        var moves = new double[places.Count, places.Count];
        foreach (var walk in walks)
        {
            var at = -1;
            foreach (var step in walk)
            {
                var next = step.Zone < 0 ? -1 : Likeliest(places, step);
                if (at >= 0 && next >= 0)
                {
                    moves[at, next]++;
                    steps[at]++;
                }

                at = next;
            }
        }

        var ways = new List<PlaceWalk>();
        for (var from = 0; from < places.Count; from++)
            for (var to = 0; to < places.Count; to++)
                if (from != to)
                    ways.Add(new PlaceWalk(from, to, (moves[from, to] + unseen) / (steps[from] + 1 + unseen * places.Count) * 1_000 / rules.StepMs));
        return ways;
    }

    private static int Likeliest(List<Spot> places, LabelledStep step)
    {
        var best = -1;
        var most = double.NegativeInfinity;
        for (var p = 0; p < places.Count; p++)
            if (places[p].Zone == step.Zone && places[p].Fit(step.LevelsDbm) is var fit && fit > most)
                (best, most) = (p, fit);
        return best;
    }

    private sealed record Spot(int Zone, double Share, float[] Mean, double[] Variance)
    {
        public double Fit(float[] levels)
        {
            var fit = 0.0;
            for (var a = 0; a < levels.Length; a++)
                if (!float.IsNaN(levels[a]))
                    fit -= (levels[a] - Mean[a]) * (levels[a] - Mean[a]) / Variance[a] / 2 + Math.Log(Variance[a]) / 2;
            return fit;
        }

        public CalibratedPlace Named(ZoneMap map) => new(
            map.Zones[Zone].Id,
            Math.Round(Share, 4),
            [.. Mean.Select((m, a) => new PlaceLevel(map.Anchors[a].Id, Math.Round(m, 2), Math.Round(Math.Sqrt(Variance[a]), 2)))]);
    }
}

namespace SmartStore.Core.Zones.Learning;

/// <summary>
/// Learns how much stronger each anchor is heard than its peers: the offsets under which the default rule, applied to the labelled time,
/// is surest of the true zones (a softmax regression by gradient). Before anything is heard anchors are taken to be alike within
/// <see cref="PriorSigmaDb"/>, so that little time moves them little.
/// </summary>
internal static class OffsetLearner
{
    /// <summary>How far anchors are taken to differ where nothing is known, dB.</summary>
    public const double PriorSigmaDb = 2;

    /// <summary>Labelled time that counts as one look, seconds: fading and the body stay as they are for a while.</summary>
    private const double LookS = 4;

    private const int Rounds = 60;

    /// <summary>Steps looked at, evenly taken.</summary>
    private const int StepsMax = 1_000;

    private const double PaceDb = 48;
    private const double PaceMaxDb = 1;
    private const double NatsPerDb = 0.3;
    private const float ReferenceDbm = -60;

    public static LearnedOffset[] Learn(ZoneMap map, ZoneTrackerRules rules, IReadOnlyList<List<LabelledStep>> walks)
    {
        var known = walks.SelectMany(w => w).Where(s => s.Zone >= 0).ToList();
        var every = Math.Max(1, known.Count / StepsMax);
        var steps = known.Where((_, i) => i % every == 0).ToList();
        var offsets = new double[map.Anchors.Count];
        if (steps.Count == 0) return [.. offsets.Select(_ => new LearnedOffset(0, PriorSigmaDb))];
        var looks = known.Count * rules.StepMs / 1000.0 / LookS;
        var gradient = new double[offsets.Length];
        var squares = new double[offsets.Length];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(gradient);
            Array.Clear(squares);
            foreach (var step in steps) Add(map, rules, step, offsets, gradient, squares);
            for (var a = 0; a < offsets.Length; a++)
                offsets[a] += Math.Clamp(PaceDb * (gradient[a] / steps.Count - offsets[a] / (looks * PriorSigmaDb * PriorSigmaDb)), -PaceMaxDb, PaceMaxDb);
            var mean = offsets.Average();
            for (var a = 0; a < offsets.Length; a++) offsets[a] -= mean;
        }

        return [.. offsets.Select((db, a) => new LearnedOffset(db, 1 / Math.Sqrt(looks * squares[a] / steps.Count + 1 / (PriorSigmaDb * PriorSigmaDb))))];
    }

    private static void Add(ZoneMap map, ZoneTrackerRules rules, LabelledStep step, double[] offsets, double[] gradient, double[] squares)
    {
        Span<double> zone = stackalloc double[map.Zones.Count];
        Span<double> share = stackalloc double[map.Zones.Count];
        var power = new double[offsets.Length];
        zone.Clear();
        for (var a = 0; a < power.Length; a++)
            if (!float.IsNaN(step.LevelsDbm[a]))
                zone[map.ZoneOfAnchor[a]] += power[a] = Math.Exp(rules.StrongestPerDb * (step.LevelsDbm[a] - offsets[a] - ReferenceDbm));
        var best = 0.0;
        foreach (var z in zone) best = Math.Max(best, z);
        if (best <= 0) return;
        var total = 0.0;
        for (var z = 0; z < zone.Length; z++) total += share[z] = zone[z] <= 0 ? 0 : Math.Pow(zone[z] / best, NatsPerDb / rules.StrongestPerDb);
        for (var a = 0; a < power.Length; a++)
            if (power[a] > 0)
            {
                var mine = map.ZoneOfAnchor[a];
                var slope = NatsPerDb * power[a] / zone[mine] * (share[mine] / total - (mine == step.Zone ? 1 : 0));
                gradient[a] += slope;
                squares[a] += slope * slope;
            }
    }
}

/// <summary>What was learned of one anchor.</summary>
/// <param name="Db">How much stronger it is heard than its peers, dB.</param>
/// <param name="SigmaDb">How sure that is, dB: the spread of what it may be.</param>
internal readonly record struct LearnedOffset(double Db, double SigmaDb);

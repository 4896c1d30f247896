namespace SmartStore.Core.Zones.Learning;

/// <summary>A walk that was left out, and what all others taught.</summary>
public sealed record HeldOutWalk(IReadOnlyList<LabelledSighting> Walk, Calibration FromTheOthers);

/// <summary>
/// What a calibration was worth when it was learned, on time that it had not seen, against the default rule: kept beside it, so that a person can read why it is in force. Nothing is computed from it.
/// </summary>
/// <param name="HeldOutS">See <see cref="CalibrationProof.HeldOutS"/>.</param>
/// <param name="Gain">See <see cref="CalibrationProof.Gain"/>.</param>
/// <param name="GainLeast">See <see cref="CalibrationProof.GainLeast"/>.</param>
/// <param name="OffsetSigmaDb">See <see cref="CalibrationProof.OffsetSigmaDb"/>.</param>
/// <param name="Before">The default rule.</param>
/// <param name="After">With what was learned from the other time.</param>
public sealed record CalibrationTrial(double HeldOutS, double Gain, double GainLeast, double OffsetSigmaDb, ReplayFigures Before, ReplayFigures After)
{
    /// <summary>Plays the walks that were left out once with the default rule and once with what the others taught.</summary>
    public static CalibrationTrial Of(ZoneMap map, ZoneTrackerRules rules, Sensing sensing, CalibrationProof proof, IEnumerable<HeldOutWalk> walks)
    {
        var (before, after, byDefault) = (new WalkReplay(map, sensing), new WalkReplay(map, sensing), ZoneModel.Compile(map, rules));
        foreach (var (walk, learned) in walks)
        {
            before.Run(byDefault, walk);
            after.Run(ZoneModel.Compile(map, rules, learned), walk);
        }
        return new CalibrationTrial(Math.Round(proof.HeldOutS), Rounded(proof.Gain), Rounded(proof.GainLeast), Math.Round(proof.OffsetSigmaDb, 2), Rounded(before.Figures()), Rounded(after.Figures()));
    }

    /// <summary>What cannot be: the path and what is wrong; null: nothing.</summary>
    internal string? Wrong()
    {
        if (!double.IsFinite(HeldOutS + Gain + GainLeast + OffsetSigmaDb)) return "trial: has a number that is none";
        foreach (var figures in new[] { Before, After })
        {
            if (figures.Accuracy is not (>= 0 and <= 1) || figures.FalseChangesAMinute is not (>= 0 and <= 10_000) || figures.DelayS is not (null or (>= -60 and <= 86_400))) return "trial: has a figure that cannot be";
            if (figures.Zones.Count > ZoneMap.ZonesMax || figures.Zones.Any(static zone => zone is null || zone.TakenFor.Count > ZoneMap.ZonesMax + 1 || zone.TakenFor.Contains(null!))) return $"trial: names more than {ZoneMap.ZonesMax} zones, or none";
        }
        return null;
    }

    private static double Rounded(double share) => Math.Round(share, 4);

    // What is told apart by less than a hundredth of a percent is not told apart.
    private static ReplayFigures Rounded(ReplayFigures figures) => new(Rounded(figures.Accuracy), Math.Round(figures.FalseChangesAMinute, 2), figures.DelayS)
    {
        Zones = [.. figures.Zones.Select(zone => new ReplayedZone(zone.Zone, zone.Seconds, Rounded(zone.Right)) { TakenFor = [.. zone.TakenFor.Take(3).Select(taken => taken with { Share = Rounded(taken.Share) })] })],
    };
}

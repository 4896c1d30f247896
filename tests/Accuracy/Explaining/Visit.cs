namespace SmartStore.Accuracy.Explaining;

/// <summary>One recording as the tracker saw it, moment by moment.</summary>
public sealed record Visit(Hall Hall, Recording Recording, IReadOnlyList<Moment> Moments, IReadOnlyList<Change> Changes)
{
    /// <summary>Plays a recording and keeps what the tracker thought.</summary>
    /// <param name="everyS">Time between two moments, seconds.</param>
    public static Visit Of(ZoneModel model, Hall hall, Recording recording, double everyS)
    {
        var moments = new List<Moment>();
        var changes = new List<Change>();
        var next = double.NegativeInfinity;
        Replay.Run(model, recording, (tracker, seconds, change) =>
        {
            if (change is { } changed) changes.Add(Changed(tracker, hall.Map, seconds, changed));
            if (seconds < next) return;
            next = Math.Max(next + everyS, seconds);
            moments.Add(Look(tracker, hall.Map, recording, seconds));
        });
        return new Visit(hall, recording, moments, changes);
    }

    private static Moment Look(ZoneTracker tracker, ZoneMap map, Recording recording, double seconds)
    {
        var posterior = new float[map.Zones.Count];
        var levels = new float[map.Zones.Count];
        tracker.CopyPosterior(posterior);
        if (!tracker.CopyLevels(Sensing.Store, levels)) Array.Fill(levels, float.NaN);
        return new Moment(seconds, TruthAt(recording, seconds), tracker.Zone, posterior, levels, tracker.Familiarity);
    }

    private static Change Changed(ZoneTracker tracker, ZoneMap map, double seconds, ZoneTransition change)
    {
        var evidence = new AnchorEvidence[ZoneTracker.EvidenceMax];
        var count = tracker.CopyEvidence(evidence);
        var strongest = evidence[..count].OrderByDescending(e => e.LevelDbm).Take(3)
            .Select(e => $"{map.Anchors[e.Anchor].Id} ({map.Anchors[e.Anchor].Zone}) {e.LevelDbm:F0} dBm");
        return new Change(seconds, change, string.Join(", ", strongest), tracker.Familiarity);
    }

    private static int TruthAt(Recording recording, double seconds)
    {
        var zone = ZoneMap.Unknown;
        foreach (var tick in recording.Truth)
        {
            if (tick.Seconds > seconds) break;
            zone = tick.Zone;
        }

        return zone;
    }
}

/// <summary>What the tracker thought at one moment.</summary>
/// <param name="Truth">Index of the true zone, or unknown.</param>
/// <param name="Answer">Index of the zone in force, or unknown.</param>
/// <param name="Posterior">Probability by zone.</param>
/// <param name="LevelsDbm">How strong the walker was heard by zone; -120: not at all; NaN: nowhere.</param>
/// <param name="Familiarity">Probability that the radio looks like the calibrated ones.</param>
public sealed record Moment(double Seconds, int Truth, int Answer, float[] Posterior, float[] LevelsDbm, float Familiarity);

/// <summary>The answer changed, and the loudest of what was heard then.</summary>
public sealed record Change(double Seconds, ZoneTransition Transition, string Loudest, float Familiarity);

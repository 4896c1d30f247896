namespace SmartStore.Accuracy.Traces;

/// <summary>Plays a recording, its sightings in the order in which they arrive, into a tracker as a store would: each sighting as it comes, and between them a tick when the tracker says that one is due.</summary>
public static class Replay
{
    // The host's.
    private const double TickEveryS = 0.25;

    /// <summary>Every change of the answer, at the recording's time at which the tracker gave it.</summary>
    public static IReadOnlyList<Answer> Run(ZoneModel model, Recording recording, Action<ZoneTracker, double, ZoneTransition?>? watch = null)
    {
        var tracker = new ZoneTracker(model);
        var answers = new List<Answer>();
        var next = recording.Sightings.Count == 0 ? double.PositiveInfinity : recording.Sightings[0].ArrivesAtS;
        foreach (var sighting in recording.Sightings)
        {
            PassUntil(sighting.ArrivesAtS);
            Take(tracker.Hear(sighting.Anchor, sighting.RssiDbm, Recording.UnixMs(sighting.Seconds), Sensing.Store), sighting.ArrivesAtS);
        }

        if (recording.Truth.Count > 0) PassUntil(recording.Truth[^1].Seconds + TickEveryS / 2);
        return answers;

        void PassUntil(double seconds)
        {
            for (; next < seconds; next += TickEveryS)
                if (Recording.UnixMs(next) is var now && now >= tracker.DueAtMs)
                    Take(tracker.Tick(now), next);
        }

        void Take(ZoneTransition? change, double seconds)
        {
            if (change is { } changed) answers.Add(new Answer(seconds, changed.Zone));
            watch?.Invoke(tracker, seconds, change);
        }
    }
}

/// <summary>The answer changed.</summary>
/// <param name="Seconds">Since the start of the recording.</param>
/// <param name="Zone">Index in the hall's map, or <see cref="ZoneMap.Unknown"/>.</param>
public readonly record struct Answer(double Seconds, int Zone);

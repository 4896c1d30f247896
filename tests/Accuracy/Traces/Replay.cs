using SmartStore.Core.Zones;

namespace SmartStore.Accuracy.Traces;

/// <summary>Plays a recording into a tracker as a store would: each sighting as it comes, and a tick a second while nothing is heard.</summary>
public static class Replay
{
    /// <summary>Every change of the answer, at the recording's time at which the tracker gave it.</summary>
    public static IReadOnlyList<Answer> Run(ZoneModel model, Recording recording, Action<ZoneTracker, double, ZoneTransition?>? watch = null)
    {
        var tracker = new ZoneTracker(model);
        var answers = new List<Answer>();
        var next = double.NegativeInfinity;
        foreach (var sighting in recording.Sightings)
        {
            for (; next < sighting.Seconds; next++)
            {
                if (double.IsNegativeInfinity(next)) next = sighting.Seconds;
                Take(tracker.Tick(Recording.UnixMs(next)), next);
            }

            Take(tracker.Hear(sighting.Anchor, sighting.RssiDbm, Recording.UnixMs(sighting.Seconds), Sensing.Store), sighting.Seconds);
            next = Math.Max(next, sighting.Seconds + 1);
        }

        for (; recording.Truth.Count > 0 && next <= recording.Truth[^1].Seconds; next++) Take(tracker.Tick(Recording.UnixMs(next)), next);
        return answers;

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

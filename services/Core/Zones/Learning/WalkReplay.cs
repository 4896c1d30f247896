namespace SmartStore.Core.Zones.Learning;

/// <summary>
/// What a tracker says on labelled walks beside what was true, measured as the recordings of <c>docs/presence.md</c> are: each sighting as it comes, a tick when one is due, and a look every
/// <see cref="LookMs"/>. Time whose zone is not known counts for nothing. Pure; not for two threads.
/// </summary>
public sealed class WalkReplay(ZoneMap map, Sensing sensing)
{
    /// <summary>How often it is looked whether the answer is right, milliseconds.</summary>
    public const int LookMs = 250;

    // A change is seen from so long before it on, by an answer that stays right for so long.
    private const int EarliestMs = 3_000;
    private const int StaysRightMs = 1_000;

    // Whoever is not heard for so long has left.
    private const int PauseMs = 60_000;

    private readonly double[,] _seconds = new double[map.Zones.Count, map.Zones.Count + 1];
    private readonly List<double> _delaysS = [];
    private double _knownS;
    private int _falseChanges;

    /// <summary>Plays one walk of one person to a tracker of its own.</summary>
    /// <param name="model">With or without a calibration.</param>
    /// <param name="walk">In order of time.</param>
    public void Run(ZoneModel model, IReadOnlyList<LabelledSighting> walk)
    {
        if (walk.Count == 0) return;
        var tracker = new ZoneTracker(model);
        var looks = new List<Look>();
        var (next, known, heardAt) = (0, ZoneMap.Unknown, walk[0].AtUnixMs);
        for (var at = walk[0].AtUnixMs; at <= walk[^1].AtUnixMs + LookMs; at += LookMs)
        {
            // Recordings of a day have hours in which nobody is heard.
            if (next < walk.Count && at - heardAt > PauseMs && walk[next].AtUnixMs > at)
            {
                at = walk[next].AtUnixMs;
                Count(looks);
                looks.Clear();
            }
            for (; next < walk.Count && walk[next].AtUnixMs <= at; next++)
            {
                tracker.Hear(walk[next].Anchor, walk[next].RssiDbm, walk[next].AtUnixMs, sensing);
                (known, heardAt) = (walk[next].Zone, walk[next].AtUnixMs);
            }
            if (at >= tracker.DueAtMs) tracker.Tick(at);
            if (known >= 0)
            {
                looks.Add(new Look(at, known, tracker.Zone));
                continue;
            }
            Count(looks);
            looks.Clear();
        }
        Count(looks);
    }

    /// <summary>Everything that was played so far.</summary>
    public ReplayFigures Figures()
    {
        var right = Enumerable.Range(0, map.Zones.Count).Sum(zone => _seconds[zone, zone]);
        var delays = _delaysS.Order().ToList();
        return new ReplayFigures(_knownS > 0 ? right / _knownS : 0, _knownS > 0 ? _falseChanges / (_knownS / 60) : 0, delays.Count > 0 ? delays[(delays.Count - 1) / 2] : null)
        {
            Zones = [.. Enumerable.Range(0, map.Zones.Count).Select(Zone).Where(zone => zone.Seconds > 0)],
        };
    }

    private ReplayedZone Zone(int zone)
    {
        var answers = Enumerable.Range(0, map.Zones.Count + 1).Select(answer => _seconds[zone, answer]).ToList();
        var all = answers.Sum();
        var taken = Enumerable.Range(0, answers.Count).Where(answer => answer != zone && answers[answer] > 0)
            .Select(answer => new TakenFor(answer < map.Zones.Count ? map.Zones[answer].Id : "", answers[answer] / all)).OrderByDescending(taken => taken.Share);
        return new ReplayedZone(map.Zones[zone].Id, all, all > 0 ? answers[zone] / all : 0) { TakenFor = [.. taken] };
    }

    // One stretch of time whose zone is known all along.
    private void Count(List<Look> looks)
    {
        if (looks.Count == 0) return;
        _knownS += looks.Count * LookMs / 1000.0;
        var (answered, seen, trueSince) = (0, 0, 0);
        for (var i = 0; i < looks.Count; i++)
        {
            var (_, zone, answer) = looks[i];
            _seconds[zone, answer == ZoneMap.Unknown ? map.Zones.Count : answer] += LookMs / 1000.0;
            if (i == 0) continue;
            // To say something at last is no change of an answer.
            if (answer != looks[i - 1].Answer && looks[i - 1].Answer != ZoneMap.Unknown) answered++;
            if (zone == looks[i - 1].Zone) continue;
            if (DelayS(looks, i, trueSince) is { } delayS)
            {
                seen++;
                _delaysS.Add(delayS);
            }
            trueSince = i;
        }
        _falseChanges += Math.Max(0, answered - seen);
    }

    // From a change of the true zone to the first answer that stays right; null: none before the next change.
    private static double? DelayS(List<Look> looks, int changed, int before)
    {
        var (at, zone, _) = looks[changed];
        var until = changed;
        while (until < looks.Count && looks[until].Zone == zone) until++;
        var first = changed;
        while (first > before && looks[first - 1].AtMs >= at - EarliestMs) first--;
        for (var i = first; i < until; i++)
            if (looks[i].Answer == zone && looks.Skip(i).TakeWhile(look => look.AtMs < looks[i].AtMs + StaysRightMs).All(look => look.Answer == zone))
                return (looks[i].AtMs - at) / 1000.0;
        return null;
    }

    private readonly record struct Look(long AtMs, int Zone, int Answer);
}

/// <summary>How good a tracker was on what was played to it.</summary>
/// <param name="Accuracy">Share of the known time in which it was right; to say nothing is wrong.</param>
/// <param name="FalseChangesAMinute">Changes of the answer beyond one for each true change that was seen.</param>
/// <param name="DelayS">Median of the time from a true change to an answer that stays right, seconds, from three seconds before it on; null: no change was seen.</param>
public sealed record ReplayFigures(double Accuracy, double FalseChangesAMinute, double? DelayS)
{
    /// <summary>Zone by zone, those that were walked through.</summary>
    public IReadOnlyList<ReplayedZone> Zones { get; init; } = [];
}

/// <summary>One zone of a replay.</summary>
/// <param name="Seconds">How long somebody was in it.</param>
/// <param name="Right">Share of that in which it was the answer.</param>
public sealed record ReplayedZone(string Zone, double Seconds, double Right)
{
    /// <summary>What else was the answer; the most frequent first.</summary>
    public IReadOnlyList<TakenFor> TakenFor { get; init; } = [];
}

/// <summary>A zone that was the answer while another one was true.</summary>
/// <param name="Zone">Its id; empty: no zone was known.</param>
/// <param name="Share">Of the time in the true zone.</param>
public sealed record TakenFor(string Zone, double Share);

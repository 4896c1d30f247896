namespace SmartStore.Core.Zones.Learning;

/// <summary>
/// Makes a calibration from labelled walks. Pure: the same walks give the same calibration. Offsets and places are kept only where they improve
/// the result on walks that they were not learned from.
/// </summary>
public sealed class Calibrator
{
    /// <summary>Fewer walks than this are cut into as many pieces to be tried on.</summary>
    private const int TrialsLeast = 4;

    /// <summary>A richer calibration must be better than a plainer one by this share of the time.</summary>
    private const double WorthIt = 0.005;

    /// <summary>How unlike the places a shopper may look before the default rule takes over, nats an anchor: tried from strict to lenient.</summary>
    private static readonly double[] UnfamiliarNats = [0.8, 0.9];

    private readonly ZoneMap _map;
    private readonly ZoneTrackerRules _rules;
    private readonly Sensing _sensing;
    private readonly List<LabelledSighting[]> _walks = [];

    /// <param name="map">The store.</param>
    /// <param name="rules">The constants it will be tracked with.</param>
    /// <param name="sensing">Which end heard the walks.</param>
    public Calibrator(ZoneMap map, ZoneTrackerRules rules, Sensing sensing)
    {
        (_map, _rules, _sensing) = (map, rules, sensing);
    }

    /// <summary>Adds one walk of one person.</summary>
    /// <param name="walk">Its sightings, in any order.</param>
    public void Add(IEnumerable<LabelledSighting> walk) => _walks.Add([.. walk.OrderBy(s => s.AtUnixMs)]);

    /// <summary>Learns from all walks so far.</summary>
    /// <param name="version">The calibration's number, counting up by store.</param>
    public Calibration Learn(int version)
    {
        var walks = Pieces();
        var trials = walks.Select((walk, i) => new Trial(walk, Learned([.. walks.Where((_, j) => j != i)]))).ToList();
        var best = new Choice(false, null);
        var bestScore = Score(trials, best);
        foreach (var choice in Choices())
            if (Score(trials, choice) is var score && score > bestScore + WorthIt)
                (best, bestScore) = (choice, score);
        return Chosen(Learned(walks), best, version);
    }

    private static IEnumerable<Choice> Choices()
    {
        yield return new Choice(true, null);
        foreach (var nats in UnfamiliarNats) yield return new Choice(false, nats);
        foreach (var nats in UnfamiliarNats) yield return new Choice(true, nats);
    }

    private List<LabelledSighting[]> Pieces()
    {
        if (_walks.Count is 0 or >= TrialsLeast) return _walks;
        var pieces = (TrialsLeast + _walks.Count - 1) / _walks.Count;
        return [.. _walks.SelectMany(walk => walk.Chunk(Math.Max(1, (walk.Length + pieces - 1) / pieces)))];
    }

    private Knowledge Learned(List<LabelledSighting[]> walks)
    {
        var steps = walks.Select(w => LabelledTime.Cut(_map, _rules, w)).ToList();
        var (places, ways) = PlaceLearner.Learn(_map, _rules, steps);
        return new Knowledge([.. OffsetLearner.Learn(_map, _rules, steps).Select((db, a) => new AnchorOffset(_map.Anchors[a].Id, Math.Round(db, 2)))], places, ways);
    }

    private Calibration Chosen(Knowledge knowledge, Choice choice, int version) => new(
        Calibration.CurrentFormat,
        version,
        _sensing,
        choice.WithOffsets ? knowledge.Offsets : [],
        choice.UnfamiliarNats is null ? [] : knowledge.Places,
        choice.UnfamiliarNats is null ? [] : knowledge.Walks,
        choice.UnfamiliarNats ?? 0);

    // Share of the labelled sightings at which the tracker is right, less what every needless change costs.
    private double Score(List<Trial> trials, Choice choice)
    {
        const double needlessChangeS = 2;
        double right = 0, all = 0;
        foreach (var trial in trials)
        {
            var tracker = new ZoneTracker(ZoneModel.Compile(_map, _rules, Chosen(trial.FromTheOthers, choice, 0)));
            int answered = 0, changes = 0, zone = ZoneMap.Unknown;
            foreach (var sighting in trial.Walk)
            {
                var isChange = tracker.Hear(sighting.Anchor, sighting.RssiDbm, sighting.AtUnixMs, _sensing) is not null;
                if (sighting.Zone < 0) continue;
                // While the true zone is unknown, no change can be called needless.
                if (isChange) answered++;
                if (sighting.Zone != zone) changes++;
                zone = sighting.Zone;
                all++;
                if (tracker.Zone == zone) right++;
            }

            var seconds = trial.Walk.Length < 2 ? 1 : Math.Max(1, (trial.Walk[^1].AtUnixMs - trial.Walk[0].AtUnixMs) / 1000.0);
            right -= Math.Max(0, answered - changes) * needlessChangeS * trial.Walk.Length / seconds;
        }

        return all == 0 ? 0 : right / all;
    }

    private sealed record Knowledge(IReadOnlyList<AnchorOffset> Offsets, IReadOnlyList<CalibratedPlace> Places, IReadOnlyList<PlaceWalk> Walks);

    private sealed record Trial(LabelledSighting[] Walk, Knowledge FromTheOthers);

    private sealed record Choice(bool WithOffsets, double? UnfamiliarNats);
}

namespace SmartStore.Core.Zones.Learning;

/// <summary>
/// Makes a calibration from labelled walks. Pure: the same walks give the same calibration. Offsets and places are kept only where they win on
/// time that they were not learned from (<see cref="CalibrationProof"/>); what they are without much time is near the default rule.
/// </summary>
public sealed class Calibrator
{
    /// <summary>Fewer walks than this are cut into as many pieces to be tried on.</summary>
    private const int TrialsLeast = 4;

    /// <summary>How unlike the places a shopper may look before the default rule takes over, nats an anchor: tried from strict to lenient.</summary>
    private static readonly double[] UnfamiliarNats = [0.8, 0.9];

    private static readonly Choice Default = new(false, null);

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
    public Calibration Learn(int version) => Learn(version, out _);

    /// <summary>Learns from all walks so far, and says how sure that is.</summary>
    /// <param name="version">The calibration's number, counting up by store.</param>
    /// <param name="proof">Of what is kept; where nothing wins, of the best that was tried, and then the calibration is empty.</param>
    public Calibration Learn(int version, out CalibrationProof proof) => Learn(version, out proof, out _);

    /// <inheritdoc cref="Learn(int, out CalibrationProof)"/>
    /// <param name="heldOut">Each walk, or piece of one, with what the others taught, in the way that was best: what <see cref="CalibrationTrial"/> plays.</param>
    public Calibration Learn(int version, out CalibrationProof proof, out IReadOnlyList<HeldOutWalk> heldOut)
    {
        var walks = Pieces();
        var trials = walks.Select((walk, i) => new Trial(walk, Learned([.. walks.Where((_, j) => j != i)]))).ToList();
        var byDefault = Blocks(trials, Default);
        var tried = Choices().Select(choice => (Choice: choice, Proof: CalibrationProof.Of(byDefault, Blocks(trials, choice)))).ToList();
        var wins = tried.Where(trial => trial.Proof.Wins).ToList();
        var best = (wins.Count > 0 ? wins : tried).MaxBy(trial => trial.Proof.Gain);
        var knowledge = Learned(walks);
        var kept = best.Proof.Wins ? best.Choice : Default;
        proof = kept.WithOffsets ? best.Proof with { OffsetSigmaDb = knowledge.OffsetSigmaDb } : best.Proof;
        heldOut = [.. trials.Where(trial => trial.Walk.Length > 0).Select(trial => new HeldOutWalk(trial.Walk, Chosen(trial.FromTheOthers, best.Choice, version: 0)))];
        return Chosen(knowledge, kept, version);
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
        var offsets = OffsetLearner.Learn(_map, _rules, steps);
        return new Knowledge(
            [.. offsets.Select((offset, a) => new AnchorOffset(_map.Anchors[a].Id, Math.Round(offset.Db, 2)))], offsets.Select(offset => offset.SigmaDb).DefaultIfEmpty().Max(), places, ways);
    }

    private Calibration Chosen(Knowledge knowledge, Choice choice, int version) => new(
        Calibration.CurrentFormat,
        version,
        _sensing,
        choice.WithOffsets ? knowledge.Offsets : [],
        choice.UnfamiliarNats is null ? [] : knowledge.Places,
        choice.UnfamiliarNats is null ? [] : knowledge.Walks,
        choice.UnfamiliarNats ?? 0);

    // What the tracker makes of the time that each trial left out, cut into blocks.
    private List<HeldOutBlock> Blocks(List<Trial> trials, Choice choice)
    {
        var blocks = new List<HeldOutBlock>();
        foreach (var trial in trials.Where(trial => trial.Walk.Length > 0))
        {
            var tracker = new ZoneTracker(ZoneModel.Compile(_map, _rules, Chosen(trial.FromTheOthers, choice, 0)));
            var seconds = (trial.Walk[^1].AtUnixMs - trial.Walk[0].AtUnixMs) / 1000.0;
            var apartS = Math.Max(1, seconds) / trial.Walk.Length;
            int answered = 0, changes = 0, right = 0, all = 0, zone = ZoneMap.Unknown;
            var fromMs = trial.Walk[0].AtUnixMs;
            foreach (var sighting in trial.Walk)
            {
                if (sighting.AtUnixMs - fromMs > CalibrationProof.BlockSeconds * 1000) End(sighting.AtUnixMs);
                var isChange = tracker.Hear(sighting.Anchor, sighting.RssiDbm, sighting.AtUnixMs, _sensing) is not null;
                if (sighting.Zone < 0) continue;
                // While the true zone is unknown, no change can be called needless.
                if (isChange) answered++;
                if (sighting.Zone != zone) changes++;
                zone = sighting.Zone;
                all++;
                if (tracker.Zone == zone) right++;
            }

            End(fromMs);

            void End(long nextMs)
            {
                if (all > 0) blocks.Add(new HeldOutBlock(all * apartS, right * apartS - Math.Max(0, answered - changes) * CalibrationProof.NeedlessChangeS));
                (answered, changes, right, all, fromMs) = (0, 0, 0, 0, nextMs);
            }
        }

        return blocks;
    }

    private sealed record Knowledge(IReadOnlyList<AnchorOffset> Offsets, double OffsetSigmaDb, IReadOnlyList<CalibratedPlace> Places, IReadOnlyList<PlaceWalk> Walks);

    private sealed record Trial(LabelledSighting[] Walk, Knowledge FromTheOthers);

    private sealed record Choice(bool WithOffsets, double? UnfamiliarNats);
}

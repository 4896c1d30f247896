using SmartStore.Accuracy.Scoring;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Accuracy.Learned;

/// <summary>How good a calibration is that was learned from some recordings of a hall, on the others: from one, from half of them, and from those of other carriers (another car, a person). From all but one it is what <see cref="ScoreCommand"/> scores as calibrated.</summary>
public static class LearnedFigures
{
    /// <summary>What is learned from, in the order of the table.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["learned from one", "learned from half", "learned from other carriers"];

    /// <summary>Figures by row, by hall and of <c>all</c>. A hall without two recordings, or two carriers, is in no such row.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figures>> Measure(string traces)
    {
        var halls = Hall.ReadAll(traces).Where(hall => hall.Recordings.Count > 1).ToArray();
        return Rows.Select(row => (row, Figures: (IReadOnlyDictionary<string, Figures>)Measure(row, halls))).Where(pair => pair.Figures.Count > 0).ToDictionary(pair => pair.row, pair => pair.Figures);
    }

    /// <summary>Who carried the tag: what the recording's name says before <c>_measurement</c>, and the same for all that do not say so.</summary>
    public static string Carrier(Recording recording) =>
        recording.Name.IndexOf("_measurement", StringComparison.Ordinal) is > 0 and var at ? recording.Name[..at] : "";

    /// <summary>Every way to take some of a number of things, by their indexes, in order.</summary>
    public static IEnumerable<int[]> Choose(int take, int of, int from = 0) =>
        take == 0 ? [[]] : Enumerable.Range(from, Math.Max(0, of - from - take + 1)).SelectMany(first => Choose(take - 1, of, first + 1).Select(rest => (int[])[first, .. rest]));

    private static Dictionary<string, Figures> Measure(string row, Hall[] halls)
    {
        var scored = halls.Select(hall => (Hall: hall, Chosen: Chosen(row, hall).ToArray())).Where(hall => hall.Chosen.Length > 0).ToArray();
        return Named([.. scored.Select(hall => hall.Hall)], [.. scored.Select(hall => OnTheOthers(hall.Hall, hall.Chosen))]);
    }

    // What to learn from, by indexes, and what to score on.
    private static IEnumerable<(int[] From, int[] On)> Chosen(string row, Hall hall)
    {
        var all = Enumerable.Range(0, hall.Recordings.Count).ToArray();
        if (row != Rows[2]) return Choose(row == Rows[0] ? 1 : all.Length / 2, all.Length).Select(from => (from, all.Except(from).ToArray()));
        var carriers = all.GroupBy(r => Carrier(hall.Recordings[r])).Select(carrier => carrier.ToArray()).ToArray();
        return carriers.Length < 2 ? [] : carriers.Select(on => (all.Except(on).ToArray(), on));
    }

    // One score for each recording: all calibrations that did not learn from it, together.
    private static Score[] OnTheOthers(Hall hall, (int[] From, int[] On)[] chosen)
    {
        var scores = hall.Recordings.Select(_ => new List<Score>()).ToArray();
        foreach (var (from, on) in chosen)
        {
            var calibrator = new Calibrator(hall.Map, ZoneTrackerRules.Default, Sensing.Store);
            foreach (var r in from) calibrator.Add(hall.Recordings[r].Labelled());
            var model = ZoneModel.Compile(hall.Map, ZoneTrackerRules.Default, calibrator.Learn(version: 1));
            foreach (var r in on) scores[r].Add(Score.Of(hall.Recordings[r].Truth, Replay.Run(model, hall.Recordings[r])));
        }

        return [.. scores.Select(Together)];
    }

    private static Score Together(List<Score> scores) => new(
        scores.Sum(s => s.Right), scores.Sum(s => s.Ticks), scores.Sum(s => s.TrueChanges), scores.Sum(s => s.FalseChanges), [.. scores.SelectMany(s => s.DelaysS)], scores.Sum(s => s.Minutes));

    private static Dictionary<string, Figures> Named(Hall[] halls, Score[][] scores)
    {
        var named = halls.Select((hall, h) => (hall.Name, Figures: Figures.Of([scores[h]]))).ToDictionary(pair => pair.Name, pair => pair.Figures, StringComparer.Ordinal);
        if (scores.Length > 0) named["all"] = Figures.Of(scores);
        return named;
    }
}

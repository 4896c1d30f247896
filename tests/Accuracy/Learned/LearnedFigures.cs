using SmartStore.Accuracy.Scoring;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Accuracy.Learned;

/// <summary>How good a calibration is that was learned from some recordings of a hall, on the others: from one, and from half of them. From all but one it is what <see cref="ScoreCommand"/> scores as calibrated.</summary>
public static class LearnedFigures
{
    /// <summary>What is learned from, in the order of the table.</summary>
    public static IReadOnlyList<string> Rows { get; } = ["learned from one", "learned from half"];

    /// <summary>Figures by row, by hall and of <c>all</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figures>> Measure(string traces, ZoneTrackerRules? rules = null)
    {
        var halls = Hall.ReadAll(traces).Where(hall => hall.Recordings.Count > 1).ToArray();
        return Rows.Select((row, r) => (row, Figures: (IReadOnlyDictionary<string, Figures>)Named(halls, [.. halls.Select(hall => OnTheOthers(hall, From(hall.Recordings.Count)[r], rules ?? ZoneTrackerRules.Default))])))
            .ToDictionary(pair => pair.row, pair => pair.Figures);
    }

    /// <summary>Every way to take some of a number of things, by their indexes, in order.</summary>
    public static IEnumerable<int[]> Choose(int take, int of, int from = 0) =>
        take == 0 ? [[]] : Enumerable.Range(from, Math.Max(0, of - from - take + 1)).SelectMany(first => Choose(take - 1, of, first + 1).Select(rest => (int[])[first, .. rest]));

    private static int[] From(int recordings) => [1, recordings / 2];

    // One score for each recording: all calibrations that did not learn from it, together.
    private static Score[] OnTheOthers(Hall hall, int learnFrom, ZoneTrackerRules rules)
    {
        var scores = hall.Recordings.Select(_ => new List<Score>()).ToArray();
        foreach (var chosen in Choose(learnFrom, hall.Recordings.Count))
        {
            var calibrator = new Calibrator(hall.Map, rules, Sensing.Store);
            foreach (var r in chosen) calibrator.Add(hall.Recordings[r].Labelled());
            var model = ZoneModel.Compile(hall.Map, rules, calibrator.Learn(version: 1));
            for (var r = 0; r < scores.Length; r++)
                if (!chosen.Contains(r))
                    scores[r].Add(Score.Of(hall.Recordings[r].Truth, Replay.Run(model, hall.Recordings[r])));
        }

        return [.. scores.Select(Together)];
    }

    private static Score Together(List<Score> scores) => new(
        scores.Sum(s => s.Right), scores.Sum(s => s.Ticks), scores.Sum(s => s.TrueChanges), scores.Sum(s => s.FalseChanges), [.. scores.SelectMany(s => s.DelaysS)], scores.Sum(s => s.Minutes));

    private static Dictionary<string, Figures> Named(Hall[] halls, Score[][] scores)
    {
        var named = halls.Select((hall, h) => (hall.Name, Figures: Figures.Of([scores[h]]))).ToDictionary(pair => pair.Name, pair => pair.Figures, StringComparer.Ordinal);
        named["all"] = Figures.Of(scores);
        return named;
    }
}

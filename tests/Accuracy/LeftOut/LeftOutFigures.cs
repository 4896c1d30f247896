using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.LeftOut;

/// <summary>What many sets of constants scored, by set, hall and recording; and what the sets are worth that are chosen without some of it.</summary>
public sealed class LeftOutFigures
{
    private readonly IReadOnlyList<string> _halls;
    private readonly Score[][][] _scored;

    /// <param name="halls">Names of the halls.</param>
    /// <param name="scored">By set, hall and recording. The first set is the default one.</param>
    public LeftOutFigures(IReadOnlyList<string> halls, Score[][][] scored)
    {
        (_halls, _scored) = (halls, scored);
    }

    /// <summary>The default constants.</summary>
    public IReadOnlyDictionary<string, Figures> Default => Named(_scored[0]);

    /// <summary>The set that is best on everything: what fitting shows to who looks only at what was fitted to.</summary>
    public IReadOnlyDictionary<string, Figures> FittedToAll => Named(_scored[Best(_ => true)]);

    /// <summary>Each recording with the set that is best on all others.</summary>
    public IReadOnlyDictionary<string, Figures> RecordingLeftOut =>
        Named([.. _scored[0].Select((hall, h) => hall.Select((_, r) => _scored[Best(at => at != (h, r))][h][r]).ToArray())]);

    /// <summary>Each hall with the set that is best on the others; null: there is but one.</summary>
    public IReadOnlyDictionary<string, Figures>? HallLeftOut =>
        _halls.Count < 2 ? null : Named([.. _scored[0].Select((_, h) => _scored[Best(at => at.Hall != h)][h])]);

    // The halls count alike, however long their recordings are. Of sets that are worth the same, the first.
    private int Best(Func<(int Hall, int Recording), bool> counts) =>
        Enumerable.Range(0, _scored.Length).MaxBy(set => _scored[set]
            .Select((hall, h) => hall.Where((_, r) => counts((h, r))).ToArray())
            .Where(scores => scores.Length > 0)
            .Average(Worth));

    // A needless change a minute costs as much as 1.2 s of wrong answers a minute.
    private static double Worth(Score[] scores) => Figures.Of(scores) is var figures ? figures.Accuracy - figures.FalsePerMin * 0.02 : 0;

    private Dictionary<string, Figures> Named(Score[][] scores)
    {
        var named = _halls.Select((hall, h) => (hall, Figures: Figures.Of([scores[h]]))).ToDictionary(pair => pair.hall, pair => pair.Figures, StringComparer.Ordinal);
        named["all"] = Figures.Of(scores);
        return named;
    }
}

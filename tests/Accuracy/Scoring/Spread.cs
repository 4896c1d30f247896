using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Scoring;

/// <summary>Between what bounds nine of ten figures lie when the recordings are drawn anew, with replacement, from those of each hall.</summary>
/// <remarks>A bootstrap over so few recordings is, if anything, too narrow: it cannot draw a walk that nobody recorded.</remarks>
public sealed record Spread(
    [property: JsonPropertyName("accuracy_low")] double AccuracyLow,
    [property: JsonPropertyName("accuracy_high")] double AccuracyHigh,
    [property: JsonPropertyName("false_per_min_low")] double FalsePerMinLow,
    [property: JsonPropertyName("false_per_min_high")] double FalsePerMinHigh)
{
    private const int Draws = 2_000;
    private const double Outside = 0.05;

    /// <summary>The spread of some halls' figures; null: no hall has two recordings, so nothing can be drawn anew.</summary>
    /// <param name="halls">The scores of each hall's recordings; at least one.</param>
    public static Spread? Of(IReadOnlyCollection<IReadOnlyList<Score>> halls)
    {
        if (halls.All(scores => scores.Count < 2)) return null;
        var random = new Random(1);
        var accuracy = new double[Draws];
        var falsePerMin = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (right, ticks, needless, minutes) = (0, 0, 0, 0.0);
            foreach (var scores in halls)
                for (var i = 0; i < scores.Count; i++)
                {
                    var score = scores[random.Next(scores.Count)];
                    (right, ticks, needless, minutes) = (right + score.Right, ticks + score.Ticks, needless + score.FalseChanges, minutes + score.Minutes);
                }

            (accuracy[draw], falsePerMin[draw]) = ((double)right / ticks, needless / minutes);
        }

        Array.Sort(accuracy);
        Array.Sort(falsePerMin);
        return new Spread(Round(accuracy[Low]), Round(accuracy[High]), Round(falsePerMin[Low]), Round(falsePerMin[High]));
    }

    private static int Low => (int)(Draws * Outside);

    private static int High => Draws - 1 - Low;

    private static double Round(double value) => Math.Round(value, 3);
}

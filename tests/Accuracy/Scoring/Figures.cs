using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Scoring;

/// <summary>What is published of one or more recordings, named and rounded as the traces' own metric does.</summary>
public sealed record Figures(
    [property: JsonPropertyName("recordings")] int Recordings,
    [property: JsonPropertyName("minutes")] double Minutes,
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("true_changes")] int TrueChanges,
    [property: JsonPropertyName("detected")] int Detected,
    [property: JsonPropertyName("false_per_min")] double FalsePerMin,
    [property: JsonPropertyName("delay_median_s")] double? DelayMedianS,
    [property: JsonPropertyName("delay_p90_s")] double? DelayP90S,
    [property: JsonPropertyName("nine_of_ten"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Spread? NineOfTen = null)
{
    /// <summary>Sums up; at least one score.</summary>
    public static Figures Of(IReadOnlyList<Score> scores)
    {
        var delays = scores.SelectMany(s => s.DelaysS).Order().ToArray();
        var minutes = scores.Sum(s => s.Minutes);
        return new Figures(
            scores.Count,
            Math.Round(minutes, 1),
            Math.Round((double)scores.Sum(s => s.Right) / scores.Sum(s => s.Ticks), 4),
            scores.Sum(s => s.TrueChanges),
            delays.Length,
            Math.Round(scores.Sum(s => s.FalseChanges) / minutes, 3),
            Quantile(delays, 0.5),
            Quantile(delays, 0.9));
    }

    /// <summary>Sums up some halls' scores and says how far to trust the sum.</summary>
    /// <param name="halls">The scores of each hall's recordings; at least one.</param>
    public static Figures Of(IReadOnlyCollection<IReadOnlyList<Score>> halls) => Of([.. halls.SelectMany(scores => scores)]) with { NineOfTen = Spread.Of(halls) };

    private static double? Quantile(double[] sorted, double q)
    {
        if (sorted.Length == 0) return null;
        var at = (sorted.Length - 1) * q;
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return Math.Round(sorted[below] + (sorted[above] - sorted[below]) * (at - below), 2);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Scoring;

/// <summary>The committed figures: a run may be better than they are, and worse only by the tolerance.</summary>
/// <param name="Modes">By mode (<c>default</c>, <c>calibrated</c>), by set (and <c>all</c>).</param>
public sealed record Baseline(
    [property: JsonPropertyName("tolerance")] Tolerance Tolerance,
    [property: JsonPropertyName("modes")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figures>> Modes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a committed baseline.</summary>
    /// <exception cref="JsonException">It is no baseline.</exception>
    public static Baseline Read(string path) =>
        JsonSerializer.Deserialize<Baseline>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is empty.");

    /// <summary>This baseline with one mode's figures replaced.</summary>
    public Baseline With(string mode, IReadOnlyDictionary<string, Figures> figures) =>
        this with { Modes = Modes.Where(m => m.Key != mode).Append(new(mode, figures)).OrderBy(m => m.Key, StringComparer.Ordinal).ToDictionary() };

    /// <summary>Writes it for committing.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");

    /// <summary>What became worse than the tolerance allows, one sentence each; empty: nothing.</summary>
    public IEnumerable<string> Regressions(string mode, IReadOnlyDictionary<string, Figures> figures)
    {
        if (!Modes.TryGetValue(mode, out var committed))
        {
            yield return $"the baseline has no mode '{mode}'.";
            yield break;
        }

        foreach (var (set, was) in committed)
        {
            if (!figures.TryGetValue(set, out var now)) yield return $"{set}: not in this run.";
            else
                foreach (var worse in Worse(was, now))
                    yield return $"{set}: {worse}";
        }
    }

    private IEnumerable<string> Worse(Figures was, Figures now)
    {
        if (now.Accuracy < was.Accuracy - Tolerance.Accuracy) yield return $"accuracy {now.Accuracy} < {was.Accuracy} - {Tolerance.Accuracy}";
        if (now.FalsePerMin > was.FalsePerMin + Tolerance.FalsePerMin)
            yield return $"false changes per minute {now.FalsePerMin} > {was.FalsePerMin} + {Tolerance.FalsePerMin}";
        if (now.Detected < was.Detected) yield return $"changes seen {now.Detected} < {was.Detected}";
        if (now.DelayMedianS > was.DelayMedianS + Tolerance.DelayMedianS)
            yield return $"median delay {now.DelayMedianS} s > {was.DelayMedianS} s + {Tolerance.DelayMedianS} s";
        if (now.DelayP90S > was.DelayP90S + Tolerance.DelayP90S) yield return $"delay p90 {now.DelayP90S} s > {was.DelayP90S} s + {Tolerance.DelayP90S} s";
    }
}

/// <summary>How much worse than the committed figures a run may be. The tracker is deterministic; this leaves room for other floating-point hardware.</summary>
public sealed record Tolerance(
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("false_per_min")] double FalsePerMin,
    [property: JsonPropertyName("delay_median_s")] double DelayMedianS,
    [property: JsonPropertyName("delay_p90_s")] double DelayP90S);

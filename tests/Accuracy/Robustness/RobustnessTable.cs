using System.Text.Json;
using System.Text.Json.Serialization;
using SmartStore.Accuracy.Scoring;

namespace SmartStore.Accuracy.Robustness;

/// <summary>What the tracker is worth on worse days: a row a disturbance, committed beside the accuracy baseline.</summary>
/// <param name="Accuracy">By how much a row's accuracy may fall.</param>
/// <param name="FalsePerMin">By how much a row's false changes a minute may rise.</param>
/// <param name="Tables">By name of the recordings (<c>traces</c>, or the excerpts that anybody has), by row, by set.</param>
public sealed record RobustnessTable(
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("false_per_min")] double FalsePerMin,
    [property: JsonPropertyName("tables")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>>> Tables)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a committed table.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RobustnessTable Read(string path) =>
        JsonSerializer.Deserialize<RobustnessTable>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is empty.");

    /// <summary>Plays every row over a folder of traces.</summary>
    /// <param name="calibrateOn">As of <see cref="Models"/>: what is learned from, as it was recorded; null: nothing.</param>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>> Measure(string traces, string? calibrateOn = null)
    {
        var halls = Hall.ReadAll(traces);
        var models = new Models(traces, calibrateOn);
        return Disturbance.All.ToDictionary(row => row.Name, row => (IReadOnlyDictionary<string, Held>)halls
            .Select(hall => (hall.Name, Scores: hall.Recordings.SelectMany(recording => Scores(models.For(hall, recording), hall, recording, row)).ToArray()))
            .Where(set => set.Scores.Length > 0)
            .ToDictionary(set => set.Name, set => Held.Of(Figures.Of(set.Scores))));
    }

    /// <summary>This table with what was measured on some recordings replaced.</summary>
    public RobustnessTable With(string name, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>> measured) =>
        this with { Tables = Tables.Where(t => t.Key != name).Append(new(name, measured)).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary() };

    /// <summary>Writes it for committing.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");

    /// <summary>Which rows fell by more than the tolerance, one sentence each; empty: none.</summary>
    public IEnumerable<string> Regressions(string name, IReadOnlyDictionary<string, IReadOnlyDictionary<string, Held>> measured)
    {
        if (!Tables.TryGetValue(name, out var table))
        {
            yield return $"there is no table of '{name}'.";
            yield break;
        }

        foreach (var row in measured.Keys.Except(table.Keys)) yield return $"{row}: the committed table lacks it.";
        foreach (var (row, sets) in table)
            foreach (var (set, was) in sets)
            {
                if (measured.GetValueOrDefault(row)?.GetValueOrDefault(set) is not { } now) yield return $"{row}, {set}: not in this run.";
                else if (now.Accuracy < was.Accuracy - Accuracy) yield return $"{row}, {set}: accuracy {now.Accuracy} < {was.Accuracy} - {Accuracy}";
                else if (now.FalsePerMin > was.FalsePerMin + FalsePerMin) yield return $"{row}, {set}: false changes per minute {now.FalsePerMin} > {was.FalsePerMin} + {FalsePerMin}";
            }
    }

    private static IEnumerable<Score> Scores(ZoneModel model, Hall hall, Recording recording, Disturbance row)
    {
        if (recording.Truth.Count == 0) yield break;
        model = ZoneModel.Compile(row.Map(hall.Map), calibration: model.Calibration);
        for (var variant = 0; variant < row.Variants; variant++)
            yield return Score.Of(recording.Truth, Replay.Run(model, row.Apply(hall, recording, variant)));
    }
}

/// <summary>What one row holds of one set.</summary>
public sealed record Held(
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("false_per_min")] double FalsePerMin)
{
    /// <summary>What the table keeps of a set's figures.</summary>
    public static Held Of(Figures figures) => new(figures.Accuracy, figures.FalsePerMin);
}

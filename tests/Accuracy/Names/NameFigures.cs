using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Names;

/// <summary>How lines were matched. Only counts, so that they add up.</summary>
/// <param name="Lines">Lines that name a product that is sold here.</param>
/// <param name="Found">The right product.</param>
/// <param name="Wrong">Another one.</param>
/// <param name="CareLines">Lines that name a care product.</param>
/// <param name="CareMissed">Care lines that were not taken as care.</param>
/// <param name="Silenced">Other lines that were taken as care: no harm is done, but no recipe is sent.</param>
/// <param name="NotSold">Lines that name what is not sold here.</param>
/// <param name="NotSoldFound">Of these, the ones that found a product.</param>
public sealed record NameFigures(
    [property: JsonPropertyName("lines")] int Lines,
    [property: JsonPropertyName("found")] int Found,
    [property: JsonPropertyName("wrong")] int Wrong,
    [property: JsonPropertyName("care_lines")] int CareLines,
    [property: JsonPropertyName("care_missed")] int CareMissed,
    [property: JsonPropertyName("silenced")] int Silenced,
    [property: JsonPropertyName("not_sold")] int NotSold,
    [property: JsonPropertyName("not_sold_found")] int NotSoldFound)
{
    /// <summary>Nothing was written.</summary>
    public static NameFigures None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Neither right nor wrong: recalled without a place.</summary>
    [JsonIgnore]
    public int Missed => Lines - Found - Wrong;

    /// <summary>Sums up.</summary>
    public static NameFigures operator +(NameFigures one, NameFigures other) => new(
        one.Lines + other.Lines, one.Found + other.Found, one.Wrong + other.Wrong, one.CareLines + other.CareLines,
        one.CareMissed + other.CareMissed, one.Silenced + other.Silenced, one.NotSold + other.NotSold, one.NotSoldFound + other.NotSoldFound);
}

/// <summary>The committed figures, by set of ways and language. Matching is deterministic, so a run may not be worse in anything.</summary>
/// <param name="Sets">By set (<c>first</c>, <c>held out</c>), by language.</param>
public sealed record NameBaseline([property: JsonPropertyName("sets")] IReadOnlyDictionary<string, IReadOnlyDictionary<string, NameFigures>> Sets)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a committed baseline.</summary>
    /// <exception cref="JsonException">It is no baseline.</exception>
    public static NameBaseline Read(string path) => JsonSerializer.Deserialize<NameBaseline>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is empty.");

    /// <summary>Writes it for committing.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");

    /// <summary>What became worse, one sentence each; empty: nothing.</summary>
    public IEnumerable<string> Regressions(NameBaseline now)
    {
        foreach (var (set, languages) in Sets)
            foreach (var (language, was) in languages)
            {
                var at = $"{set}, {language}";
                if (!now.Sets.TryGetValue(set, out var found) || !found.TryGetValue(language, out var figures)) yield return $"{at}: not in this run.";
                else if (figures.Lines != was.Lines) yield return $"{at}: {figures.Lines} lines, and {was.Lines} in the baseline: write it anew.";
                else
                    foreach (var worse in Worse(was, figures))
                        yield return $"{at}: {worse}";
            }
    }

    private static IEnumerable<string> Worse(NameFigures was, NameFigures now)
    {
        if (now.Found < was.Found) yield return $"found {now.Found} < {was.Found}";
        if (now.Wrong > was.Wrong) yield return $"wrong {now.Wrong} > {was.Wrong}";
        if (now.CareMissed > was.CareMissed) yield return $"care missed {now.CareMissed} > {was.CareMissed}";
        if (now.Silenced > was.Silenced) yield return $"silenced {now.Silenced} > {was.Silenced}";
        if (now.NotSoldFound > was.NotSoldFound) yield return $"not sold and found {now.NotSoldFound} > {was.NotSoldFound}";
    }
}

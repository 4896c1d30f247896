using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Accuracy.Recipes;

/// <summary>How often the recipe was found.</summary>
/// <param name="Lists">Lists that were looked up.</param>
/// <param name="Hit1">Share of lists whose recipe came first, 0..1.</param>
/// <param name="Hit10">Share of lists whose recipe was among the first ten, 0..1.</param>
/// <param name="SuggestedHit1">The same as <paramref name="Hit1"/> where only recipes count that the list covers well enough to be suggested.</param>
public sealed record RecipeFigures(
    [property: JsonPropertyName("recipes")] int Recipes,
    [property: JsonPropertyName("lists")] int Lists,
    [property: JsonPropertyName("hit_1")] double Hit1,
    [property: JsonPropertyName("hit_10")] double Hit10,
    [property: JsonPropertyName("suggested_hit_1")] double SuggestedHit1)
{
    /// <summary>Looks up the lists of a set.</summary>
    public static RecipeFigures Of(RecipeSet set)
    {
        var searches = RecipeSearch.Of(set);
        double[] ranked = [.. searches.Select(search => search.Place(set.Book, withThresholds: false))];
        double[] suggested = [.. searches.Select(search => search.Place(set.Book, withThresholds: true))];
        return new RecipeFigures(set.Recipes.Count, searches.Count, Within(ranked, 1), Within(ranked, 10), Within(suggested, 1));
    }

    /// <summary>Share of places that are not behind <paramref name="last"/>.</summary>
    public static double Within(IReadOnlyCollection<double> places, int last) => places.Count == 0 ? 0 : Math.Round(places.Count(place => place <= last) / (double)places.Count, 4);
}

/// <summary>The committed figures: a run may be better than they are, and worse only by the tolerance.</summary>
/// <param name="Tolerance">The ranking is deterministic; this leaves room for other floating-point hardware. 0..1.</param>
/// <param name="Sets">By the set's name. Of sets that must not be copied here there are figures only.</param>
public sealed record RecipeBaseline(
    [property: JsonPropertyName("tolerance")] double Tolerance,
    [property: JsonPropertyName("sets")] IReadOnlyDictionary<string, RecipeFigures> Sets)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a committed baseline.</summary>
    /// <exception cref="JsonException">It is no baseline.</exception>
    public static RecipeBaseline Read(string path) =>
        JsonSerializer.Deserialize<RecipeBaseline>(File.ReadAllText(path)) ?? throw new JsonException($"{path} is empty.");

    /// <summary>This baseline with the figures of some sets replaced.</summary>
    public RecipeBaseline With(IReadOnlyDictionary<string, RecipeFigures> figures) =>
        this with { Sets = Sets.Where(set => !figures.ContainsKey(set.Key)).Concat(figures).OrderBy(set => set.Key, StringComparer.Ordinal).ToDictionary() };

    /// <summary>Writes it for committing.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");

    /// <summary>What became worse than the tolerance allows, one sentence each; empty: nothing. Sets of the baseline that were not measured are not judged.</summary>
    public IEnumerable<string> Regressions(IReadOnlyDictionary<string, RecipeFigures> figures)
    {
        foreach (var (set, now) in figures)
        {
            if (!Sets.TryGetValue(set, out var was))
            {
                yield return $"the baseline has no set '{set}'.";
                continue;
            }
            if ((now.Recipes, now.Lists) != (was.Recipes, was.Lists)) yield return $"{set}: {now.Lists} lists for {now.Recipes} recipes, not {was.Lists} for {was.Recipes}: not the same data.";
            if (now.Hit1 < was.Hit1 - Tolerance) yield return $"{set}: hit_1 {now.Hit1} < {was.Hit1} - {Tolerance}";
            if (now.Hit10 < was.Hit10 - Tolerance) yield return $"{set}: hit_10 {now.Hit10} < {was.Hit10} - {Tolerance}";
            if (now.SuggestedHit1 < was.SuggestedHit1 - Tolerance) yield return $"{set}: suggested_hit_1 {now.SuggestedHit1} < {was.SuggestedHit1} - {Tolerance}";
        }
    }
}

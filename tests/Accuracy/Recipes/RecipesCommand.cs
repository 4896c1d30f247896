using System.Globalization;
using System.Text.Json;
using SmartStore.Tests;

namespace SmartStore.Accuracy.Recipes;

/// <summary>Looks up recipes from shopping lists of known recipes, and compares with simpler scores and with the committed figures.</summary>
public static class RecipesCommand
{
    private static readonly (string Name, Func<Overlap, double> Score)[] Simpler =
    [
        ("overlap", overlap => overlap.Shared),
        ("Jaccard", overlap => overlap.Jaccard),
        ("weighted Jaccard", overlap => overlap.WeightedJaccard),
        ("Jaccard x weighted Jaccard", overlap => overlap.Jaccard * overlap.WeightedJaccard),
    ];

    /// <summary>Returns the process's exit code: 0, or 1 when a figure is worse than the baseline allows.</summary>
    public static int Run(Arguments arguments, TextWriter output)
    {
        var figures = new Dictionary<string, RecipeFigures>(StringComparer.Ordinal);
        foreach (var set in RecipeSet.ReadAll(arguments.Recipes!))
        {
            figures[set.Name] = RecipeFigures.Of(set);
            output.WriteLine($"{set.Name} {JsonSerializer.Serialize(figures[set.Name])}");
            // Every recipe is compared with every list, which takes a minute for a large set.
            if (arguments.Check is null && arguments.WriteBaseline is null) Compare(set, output);
        }

        if (arguments.WriteBaseline is { } write)
        {
            var baseline = File.Exists(write) ? RecipeBaseline.Read(write) : new RecipeBaseline(0.002, new Dictionary<string, RecipeFigures>());
            baseline.With(figures).Write(write);
            output.WriteLine($"wrote the figures to {write}");
        }

        if (arguments.Check is not { } check) return 0;
        var worse = RecipeBaseline.Read(check).Regressions(figures).ToArray();
        foreach (var sentence in worse) output.WriteLine($"worse than {check}: {sentence}");
        if (worse.Length == 0) output.WriteLine($"within the tolerance of {check}");
        return worse.Length == 0 ? 0 : 1;
    }

    private static void Compare(RecipeSet set, TextWriter output)
    {
        var places = RecipeSearch.Of(set).Select(search => search.Places(set.Book, [.. Simpler.Select(simpler => simpler.Score)])).ToList();
        for (var i = 0; i < Simpler.Length; i++)
        {
            double[] of = [.. places.Select(place => place[i])];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Simpler[i].Name,-28} hit_1 {RecipeFigures.Within(of, 1):F3}  hit_10 {RecipeFigures.Within(of, 10):F3}"));
        }
    }
}

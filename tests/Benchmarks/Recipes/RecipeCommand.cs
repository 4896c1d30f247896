using System.Globalization;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Tests;

namespace SmartStore.Benchmarks.Recipes;

/// <summary>How long it takes to find the best recipes of a large catalogue, beside a plain scan over all of them in the same run.</summary>
internal static class RecipeCommand
{
    private const double BudgetMs = 5;
    private const int Scans = 5;

    /// <param name="recipes">Of the catalogue.</param>
    /// <param name="lists">Measured of each kind.</param>
    /// <param name="file">Also written there; null: nowhere.</param>
    public static async Task<int> Run(int recipes, int lists, string? file)
    {
        var began = Stopwatch.GetTimestamp();
        var catalogue = new RecipeCatalogue(recipes);
        var compiled = Stopwatch.GetElapsedTime(began);
        var table = new BudgetTable();
        Measure($"half a recipe and 3 foreign items, {recipes:N0} recipes", catalogue.HalfARecipe, catalogue, lists, table);
        Measure("30 items", () => catalogue.Any(30), catalogue, lists, table);
        Measure("the 12 most common items", () => RecipeCatalogue.MostCommon(12), catalogue, lists, table);
        Measure("the 200 most common items, the longest list", () => RecipeCatalogue.MostCommon(200), catalogue, lists, table);
        table.Note("the catalogue drawn and compiled", string.Create(CultureInfo.InvariantCulture, $"{compiled.TotalSeconds:0.0} s"));
        await table.Publish(Stopwatch.GetElapsedTime(began), "", file);
        return 0;
    }

    private static void Measure(string what, Func<IReadOnlyList<ListItem>> next, RecipeCatalogue catalogue, int lists, BudgetTable table)
    {
        for (var i = 0; i < lists / 5; i++) RecipeRanking.Best(next(), catalogue.Book, ShopperRules.Default);
        var ranked = new Latencies();
        for (var i = 0; i < lists; i++) Time(ranked, next(), list => RecipeRanking.Best(list, catalogue.Book, ShopperRules.Default));
        var scanned = new Latencies();
        for (var i = 0; i < Scans; i++) Time(scanned, next(), list => PlainRanking.Of(list, catalogue.Book));
        table.Add(
            what,
            string.Create(CultureInfo.InvariantCulture, $"{ranked}; a plain scan takes {scanned.Percentile(0.5) / ranked.Percentile(0.5):0} times as long"),
            string.Create(CultureInfo.InvariantCulture, $"p99 {BudgetMs:0} ms"),
            ranked.Percentile(0.99) <= BudgetMs);
    }

    private static void Time(Latencies times, IReadOnlyList<ListItem> list, Action<IReadOnlyList<ListItem>> find)
    {
        var from = Stopwatch.GetTimestamp();
        find(list);
        times.Add(from, Stopwatch.GetTimestamp());
    }
}

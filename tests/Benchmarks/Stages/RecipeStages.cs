using SmartStore.Benchmarks.Recipes;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What a turn of a shopper's grain looks for.</summary>
internal static class RecipeStages
{
    private const int Recipes = 2_000;
    private const int Lists = 50;

    /// <summary>The best recipes for a list of half a recipe and three other things.</summary>
    public static Stage Best(string name)
    {
        var catalogue = new RecipeCatalogue(Recipes);
        var lists = Enumerable.Range(0, Lists).Select(_ => catalogue.HalfARecipe()).ToList();
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun; i++) RecipeRanking.Best(lists[i % Lists], catalogue.Book, ShopperRules.Default);
        });
    }
}

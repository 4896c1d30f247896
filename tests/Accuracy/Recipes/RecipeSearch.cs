using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;
using SmartStore.Tests;

namespace SmartStore.Accuracy.Recipes;

/// <summary>
/// A task with a known answer: half of a recipe's ingredients and three foreign ones, which are among the 200 most common, are a shopping list; which
/// recipe is it for? What is hidden, what is foreign and which recipes are asked for is drawn by hashes, the same in every run.
/// </summary>
/// <param name="Recipe">Id of the recipe.</param>
public sealed record RecipeSearch(string Recipe, IReadOnlyList<ListItem> List)
{
    private const int Most = 1_000;
    private const int Foreign = 3;
    private const int Common = 200;
    private const int IngredientsMin = 4;

    // So that everything counts that shares an item with the list.
    private static readonly ShopperRules Undemanding = ShopperRules.Default with { RecipeShareMin = 0, RecipeShareAlone = 0 };

    /// <summary>The tasks of a set, at most 1,000.</summary>
    public static IReadOnlyList<RecipeSearch> Of(RecipeSet set)
    {
        var common = set.Recipes.SelectMany(recipe => recipe.Ingredients).CountBy(name => name, StringComparer.Ordinal).OrderByDescending(used => used.Value).Take(Common).Select(used => used.Key).ToList();
        return
        [
            .. set.Recipes.Where(recipe => recipe.Ingredients.Count >= IngredientsMin)
                // Three tenths of a set are drawn from first: those that other measurements of these sets use.
                .OrderByDescending(recipe => Number("f|" + recipe.Id) % 10 < 3)
                .ThenBy(recipe => Hash("r" + recipe.Id))
                .Take(Most)
                .Select(recipe => Of(recipe, common)),
        ];
    }

    /// <summary>Its place among what the ranking finds, from 1; of equal ones each has the place in the middle. Infinite: not found.</summary>
    /// <param name="book">Of the set.</param>
    /// <param name="withThresholds">Whether a recipe must be covered as well as one that is suggested.</param>
    public double Place(StoreBook book, bool withThresholds) =>
        Place(RecipeRanking.Best(List, book, withThresholds ? ShopperRules.Default : Undemanding).Select(ranked => (ranked.Recipe.Recipe.Id, ranked.Score)));

    /// <summary>Its place when recipes are scored in another way, one by one.</summary>
    internal double[] Places(StoreBook book, IReadOnlyList<Func<Overlap, double>> scores)
    {
        var all = PlainRanking.Of(List, book);
        return [.. scores.Select(score => Place(all.Select(found => (found.Recipe.Recipe.Id, score(found.Overlap)))))];
    }

    private double Place(IEnumerable<(string Id, double Score)> found)
    {
        var all = found.ToList();
        var at = all.FindIndex(one => one.Id == Recipe);
        return at < 0 ? double.PositiveInfinity : 1 + all.Count(one => one.Score > all[at].Score) + ((all.Count(one => one.Score == all[at].Score) - 1) / 2.0);
    }

    private static RecipeSearch Of(KnownRecipe recipe, IReadOnlyList<string> common)
    {
        var seen = recipe.Ingredients.OrderBy(name => Hash($"{recipe.Id}|{name}")).Skip(recipe.Ingredients.Count / 2);
        var foreign = common.Where(name => !recipe.Ingredients.Contains(name)).OrderBy(name => Hash($"{recipe.Id}#{name}")).Take(Foreign);
        return new RecipeSearch(recipe.Id, [.. seen.Concat(foreign).Select((name, i) => new ListItem($"i{i}", name, ProductId.None, 1, IsDone: false))]);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static BigInteger Number(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)), isUnsigned: true, isBigEndian: true);
}

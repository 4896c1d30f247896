using System.Buffers;
using System.Numerics;

namespace SmartStore.Core.Suggestions;

/// <summary>A recipe that shares something with the list.</summary>
/// <param name="Have">Bit i: ingredient i is on the open list.</param>
/// <param name="Score">Jaccard of list and recipe, 0..1: ingredients they share, of what either has.</param>
/// <param name="Share">Weight of the required ingredients on the list, of all required ones, 0..1.</param>
public readonly record struct RankedRecipe(CompiledRecipe Recipe, ulong Have, double Score, double Share)
{
    /// <summary>Ingredients that are on the list.</summary>
    public int HaveCount => BitOperations.PopCount(Have);
}

/// <summary>
/// Ranks recipes by how well the open list covers them. Overlap alone favours long recipes and coverage alone short ones; Jaccard favours
/// those that are about the same dish. Of equal ones the one whose rare ingredients are covered goes first.
/// Looks only at recipes that share something with the list.
/// </summary>
public static class RecipeRanking
{
    /// <summary>Recipes that are looked at further. When none of so many can be suggested, the next ones are no better.</summary>
    public const int BestMax = 32;

    /// <summary>The recipes that the list covers well enough, best first, at most <see cref="BestMax"/>; equal ones in the catalogue's order.</summary>
    /// <param name="open">The open items of the list.</param>
    /// <param name="rules">How much a list must cover.</param>
    public static IReadOnlyList<RankedRecipe> Best(IEnumerable<ListItem> open, StoreBook book, ShopperRules rules)
    {
        var recipes = book.Recipes.Recipes;
        var rented = ArrayPool<ulong>.Shared.Rent(recipes.Count);
        var have = rented.AsSpan(0, recipes.Count);
        have.Clear();
        var listed = 0;
        foreach (var item in open)
            if (Mark(ResolvedListItem.Of(item, book), book.Recipes, have))
                listed++; // an item that no recipe uses (soap) does not count

        var best = new List<RankedRecipe>(BestMax + 1);
        for (var i = 0; i < have.Length; i++)
            if (have[i] != 0 && Score(recipes[i], have[i], listed) is var ranked && IsGood(ranked, rules))
                Keep(best, ranked);
        ArrayPool<ulong>.Shared.Return(rented);
        return best;
    }

    private static bool IsGood(in RankedRecipe ranked, ShopperRules rules) =>
        ranked.HaveCount >= rules.RecipeHaveMin ? ranked.Share >= rules.RecipeShareMin : ranked.Share >= rules.RecipeShareAlone;

    // They come in the catalogue's order, so one that equals another goes behind it.
    private static void Keep(List<RankedRecipe> best, in RankedRecipe ranked)
    {
        var place = best.Count;
        while (place > 0 && IsBetter(ranked, best[place - 1])) place--;
        if (place == BestMax) return;
        if (best.Count == BestMax) best.RemoveAt(BestMax - 1);
        best.Insert(place, ranked);
    }

    private static bool IsBetter(in RankedRecipe one, in RankedRecipe other) =>
        one.Score > other.Score || (one.Score == other.Score && one.Share > other.Share);

    private static RankedRecipe Score(CompiledRecipe recipe, ulong have, int listed)
    {
        var required = 0;
        var requiredHave = 0;
        var requiredHaveWeight = 0.0;
        for (var i = 0; i < recipe.Weights.Count; i++)
        {
            if (recipe.Recipe.Ingredients[i].IsOptional) continue;
            required++;
            if ((have >> i & 1) == 0) continue;
            requiredHave++;
            requiredHaveWeight += recipe.Weights[i];
        }
        var shared = BitOperations.PopCount(have);
        var either = Math.Max(listed, shared) + required - requiredHave;
        return new RankedRecipe(
            recipe, have,
            Score: (double)shared / either,
            Share: required > 0 ? requiredHaveWeight / recipe.RequiredWeight : 1);
    }

    // An item is used where its product is, and where its name is: the list's own spelling and the product's.
    private static bool Mark(ResolvedListItem thing, RecipeIndex index, Span<ulong> have)
    {
        var isUsed = thing.Product is { } product && Mark(index.Using(product.Id), have);
        if (!thing.Item.Product.IsNone && thing.Item.Product != thing.Product?.Id) isUsed |= Mark(index.Using(thing.Item.Product), have);
        if (!thing.OwnName.IsEmpty) isUsed |= Mark(index.Using(thing.OwnName), have);
        if (!thing.SoldAs.IsEmpty && thing.SoldAs != thing.OwnName) isUsed |= Mark(index.Using(thing.SoldAs), have);
        return isUsed;
    }

    private static bool Mark(ReadOnlySpan<RecipePosting> postings, Span<ulong> have)
    {
        foreach (ref readonly var posting in postings) have[posting.Recipe] |= 1UL << posting.Ingredient;
        return !postings.IsEmpty;
    }
}

using System.Numerics;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

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
/// those that are about the same dish. Of equal ones the one whose telling ingredients are covered goes first: salt says little, saffron
/// much. Looks only at recipes that share something with the list.
/// </summary>
public static class RecipeRanking
{
    /// <summary>Recipes that use at least one open item, best first; equal ones in the catalogue's order.</summary>
    /// <param name="open">The open items of the list.</param>
    public static IReadOnlyList<RankedRecipe> Rank(IEnumerable<ListItem> open, StoreBook book)
    {
        var index = book.Recipes;
        var have = new Dictionary<int, ulong>();
        var listed = 0;
        foreach (var item in open)
        {
            var isUsed = false;
            foreach (var posting in Postings(ListedThing.Of(item, book), index))
            {
                have[posting.Recipe] = have.GetValueOrDefault(posting.Recipe) | (1UL << posting.Ingredient);
                isUsed = true;
            }
            if (isUsed) listed++; // what no recipe uses (soap, batteries) says nothing about dinner
        }

        var ranked = new List<RankedRecipe>(have.Count);
        foreach (var (recipe, mask) in have) ranked.Add(Score(index.Recipes[recipe], mask, listed));
        // The catalogue's order is the last word, so that the answer does not depend on a hash table.
        var order = new Dictionary<CompiledRecipe, int>(ReferenceEqualityComparer.Instance);
        foreach (var recipe in have.Keys) order[index.Recipes[recipe]] = recipe;
        ranked.Sort((a, b) =>
            b.Score.CompareTo(a.Score) is var byScore and not 0 ? byScore
            : b.Share.CompareTo(a.Share) is var byShare and not 0 ? byShare
            : order[a.Recipe].CompareTo(order[b.Recipe]));
        return ranked;
    }

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
    private static IEnumerable<RecipePosting> Postings(ListedThing thing, RecipeIndex index)
    {
        IEnumerable<RecipePosting> postings = [];
        if (thing.Product is { } product) postings = postings.Concat(index.Using(product.Id));
        if (!thing.Item.Product.IsNone && thing.Item.Product != thing.Product?.Id) postings = postings.Concat(index.Using(thing.Item.Product));
        if (!thing.OwnName.IsEmpty) postings = postings.Concat(index.Using(thing.OwnName));
        if (!thing.SoldAs.IsEmpty && thing.SoldAs != thing.OwnName) postings = postings.Concat(index.Using(thing.SoldAs));
        return postings;
    }
}

using System.Buffers;

namespace SmartStore.Core.Suggestions;

/// <summary>A recipe that shares something with the list.</summary>
/// <param name="HaveCount">Its ingredients that are on the open list and can be bought here, &gt; 0.</param>
/// <param name="Score">0..1: <see cref="RecipeRanking"/>.</param>
/// <param name="Share">Weight of its required ingredients on the list, of all its required ones, 0..1.</param>
public readonly record struct RankedRecipe(CompiledRecipe Recipe, int HaveCount, double Score, double Share);

/// <summary>
/// Ranks recipes by how well they and the open list are about the same dish. The score is the product of two Jaccard indexes and of a prior:
/// what list and recipe share, of what either has, counted once by number and once by weight, because one rare ingredient tells more than
/// several common ones; and how usual it is that a list names so much of its dish. Measured by <c>tests/Accuracy -- recipes</c>.
/// </summary>
public static class RecipeRanking
{
    /// <summary>Recipes that are looked at further. When none of so many can be suggested, the next ones are no better.</summary>
    public const int BestMax = 32;

    // A list names about half of its dish, and seldom much less: a share this much below the half counts a third.
    internal const double UsualShare = 0.5;
    private const double UsualWidth = 0.35;

    // Sums of weights are kept in half the memory for bounds, and summed in another order: they may be a little less.
    private const double WeightRounding = 1 + 1e-4;

    // By the number of required terms, and of those on the list.
    private static readonly double[][] Priors = [.. Enumerable.Range(0, Recipe.IngredientsMax + 1).Select(required =>
        (double[])[.. Enumerable.Range(0, required + 1).Select(shared => Prior(required > 0 ? (double)shared / required : 1))])];

    /// <summary>
    /// The recipes that the list covers well enough, best first, at most <see cref="BestMax"/>; of equal ones the lower id goes first. A recipe that
    /// needs what can neither be bought here nor lies in the trolley is none of them.
    /// </summary>
    /// <param name="list">The list. What is done on it lies in the trolley: it is not counted, and need not be bought.</param>
    /// <param name="rules">How much a list must cover.</param>
    public static IReadOnlyList<RankedRecipe> Best(IEnumerable<ListItem> list, StoreBook book, ShopperRules rules) =>
        Best(list.Select(item => ResolvedListItem.Of(item, book)), book.Recipes, rules);

    /// <summary>The same for a list that was resolved in the book of the recipes.</summary>
    /// <param name="allows">Asked about those that would be among the best; what it refuses takes no place. Null: all are allowed.</param>
    internal static IReadOnlyList<RankedRecipe> Best(IEnumerable<ResolvedListItem> list, RecipeIndex index, ShopperRules rules, Func<CompiledRecipe, bool>? allows = null)
    {
        var (terms, words, recipes) = (index.TermCount, Bits.Words(index.TermCount), index.Recipes.Count);
        var (weights, notToBuy, shared) = (ArrayPool<double>.Shared.Rent(terms), ArrayPool<ulong>.Shared.Rent(words), ArrayPool<SharedTerms>.Shared.Rent(recipes));
        weights.AsSpan(0, terms).Clear();
        index.NotToBuy.CopyTo(notToBuy);
        shared.AsSpan(0, recipes).Clear();
        var wanted = new WantedTerms(index, weights.AsSpan(0, terms), new Bits(notToBuy.AsSpan(0, words)), shared.AsSpan(0, recipes));
        foreach (var item in list) wanted.Add(item);
        var best = Best(wanted, rules, allows);
        ArrayPool<double>.Shared.Return(weights);
        ArrayPool<ulong>.Shared.Return(notToBuy);
        ArrayPool<SharedTerms>.Shared.Return(shared);
        return [.. best.Select(scored => new RankedRecipe(index.Recipes[scored.Recipe], scored.Have, scored.Score, scored.Share))];
    }

    // What a recipe shares with the list, by number and by weight, bounds its score: few are worth a look at their terms.
    private static List<ScoredRecipe> Best(in WantedTerms wanted, ShopperRules rules, Func<CompiledRecipe, bool>? allows)
    {
        var best = new List<ScoredRecipe>(BestMax + 1);
        var rows = wanted.Index.Rows;
        for (var recipe = 0; recipe < rows.Length; recipe++)
        {
            ref readonly var shared = ref wanted.Shared[recipe];
            if (shared.Count == 0) continue;
            ref readonly var row = ref rows[recipe];
            if (Most(shared, row, wanted) < Least(best)) continue;
            var scored = Score(recipe, row, wanted);
            if (scored.Score >= Least(best) && IsGood(scored, rules) && CanBeCooked(row, wanted) && allows?.Invoke(wanted.Index.Recipes[recipe]) != false) Keep(best, scored);
        }
        return best;
    }

    // What scores less is none of the best.
    private static double Least(List<ScoredRecipe> best) => best.Count < BestMax ? 0 : best[^1].Score;

    // The most that a recipe can score: the indexes are largest where all that is shared is required. An optional term raises them alone: then the prior may
    // be at its top.
    private static double Most(in SharedTerms shared, in RecipeRow row, in WantedTerms wanted)
    {
        var jaccard = Jaccard(shared.Count, Math.Min(shared.Count, row.Required), row, wanted);
        var weighted = Weighted(shared.Weight, Math.Min(shared.Weight, row.RequiredWeight), row, wanted);
        return WeightRounding * jaccard * weighted * (row.Count == row.Required ? PriorOf(shared.Count, row) : 1);
    }

    private static double Jaccard(int shared, int requiredShared, in RecipeRow row, in WantedTerms wanted) =>
        shared / (double)(Math.Max(wanted.Items, shared) + row.Required - requiredShared);

    private static double Weighted(double shared, double requiredShared, in RecipeRow row, in WantedTerms wanted) =>
        shared / (Math.Max(wanted.Weight, shared) + row.RequiredWeight - requiredShared);

    private static ScoredRecipe Score(int recipe, in RecipeRow row, in WantedTerms wanted)
    {
        var terms = wanted.Index.TermsOf(row);
        var (requiredShared, requiredWeight) = Shared(terms[..row.Required], wanted.Weights, 0);
        var (optionalShared, sharedWeight) = Shared(terms[row.Required..], wanted.Weights, requiredWeight);
        var shared = requiredShared + optionalShared;
        var score = Jaccard(shared, requiredShared, row, wanted) * Weighted(sharedWeight, requiredWeight, row, wanted) * PriorOf(requiredShared, row);
        return new ScoredRecipe(recipe, shared, score, row.Required > 0 ? requiredWeight / row.RequiredWeight : 1);
    }

    // How many of the terms are on the list, and their weight on top of another.
    private static (int Count, double Weight) Shared(ReadOnlySpan<int> terms, ReadOnlySpan<double> weights, double weight)
    {
        var count = 0;
        foreach (var term in terms)
        {
            count += weights[term] > 0 ? 1 : 0;
            weight += weights[term];
        }
        return (count, weight);
    }

    // What a recipe needs is on the list, lies in the trolley or is to be bought.
    private static bool CanBeCooked(in RecipeRow row, in WantedTerms wanted)
    {
        foreach (var term in wanted.Index.TermsOf(row)[..row.Required])
            if (wanted.NotToBuy.Has(term) && wanted.Weights[term] == 0)
                return false;
        return true;
    }

    private static double PriorOf(int shared, in RecipeRow row) => row.Required < Priors.Length ? Priors[row.Required][shared] : Prior((double)shared / row.Required);

    // 1 at the usual share, less where the list names less or more of the recipe. Above it the prior falls more slowly than the two indexes rise:
    // one more ingredient on the list never makes its recipe worse.
    internal static double Prior(double covered)
    {
        if (covered >= UsualShare) return UsualShare / covered;
        var below = (UsualShare - covered) / UsualWidth;
        return Math.Exp(-below * below);
    }

    private static bool IsGood(in ScoredRecipe scored, ShopperRules rules) =>
        scored.Have >= rules.RecipeHaveMin ? scored.Share >= rules.RecipeShareMin : scored.Share >= rules.RecipeShareAlone;

    private static void Keep(List<ScoredRecipe> best, in ScoredRecipe scored)
    {
        var place = best.Count;
        while (place > 0 && scored.IsBefore(best[place - 1])) place--;
        if (place == BestMax) return;
        if (best.Count == BestMax) best.RemoveAt(BestMax - 1);
        best.Insert(place, scored);
    }

    private readonly record struct ScoredRecipe(int Recipe, int Have, double Score, double Share)
    {
        // Recipes are numbered in the order of their ids.
        public bool IsBefore(in ScoredRecipe other) => Score > other.Score || (Score == other.Score && Recipe < other.Recipe);
    }
}

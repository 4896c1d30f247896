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
        var (termWords, recipeWords) = (Bits.Words(index.TermCount), Bits.Words(index.Recipes.Count));
        var rented = ArrayPool<ulong>.Shared.Rent((2 * termWords) + recipeWords);
        var words = rented.AsSpan(0, (2 * termWords) + recipeWords);
        words.Clear();
        index.NotToBuy.CopyTo(words[termWords..]);
        var wanted = new WantedTerms(index, new Bits(words[..termWords]), new Bits(words.Slice(termWords, termWords)));
        foreach (var item in list) wanted.Add(item);
        var best = Best(wanted, new Bits(words[(2 * termWords)..]), rules, allows);
        ArrayPool<ulong>.Shared.Return(rented);
        return [.. best.Select(scored => new RankedRecipe(index.Recipes[scored.Recipe], scored.Have, scored.Score, scored.Share))];
    }

    // From the rarest term to the most common one. A recipe is scored where it is first met, and that is with its rarest term on the list: what is
    // left of the list then bounds what it can share. So the many recipes that share no more than salt are passed, those of one size at once.
    private static List<ScoredRecipe> Best(in WantedTerms wanted, Bits seen, ShopperRules rules, Func<CompiledRecipe, bool>? allows)
    {
        var best = new List<ScoredRecipe>(BestMax + 1);
        var terms = wanted.RarestFirst();
        var weightLeft = 0.0;
        foreach (var (_, term) in terms) weightLeft += wanted.Index.Term(term).Weight;
        for (var t = 0; t < terms.Length; t++)
        {
            var left = new TermsLeft(terms.Length - t, weightLeft);
            for (var uses = wanted.Index.Using(terms[t].Term); !uses.IsEmpty;)
            {
                var ofOneSize = uses[..wanted.Index.OfOneSize(uses)];
                uses = uses[ofOneSize.Length..];
                var most = left.MostOfSize(wanted.Index.Rows[ofOneSize[0]], wanted);
                if (most * left.MostByWeight(requiredWeight: 0, wanted) < Least(best)) continue;
                foreach (var recipe in ofOneSize)
                {
                    ref readonly var row = ref wanted.Index.Rows[recipe];
                    if (most * left.MostByWeight(row.RequiredWeight, wanted) < Least(best) || !left.CanBeGood(row, rules) || !seen.Add(recipe)) continue;
                    if (Score(recipe, row, wanted) is { } scored && IsGood(scored, rules) && allows?.Invoke(wanted.Index.Recipes[recipe]) != false) Keep(best, scored);
                }
            }
            weightLeft -= wanted.Index.Term(terms[t].Term).Weight;
        }
        return best;
    }

    // What scores less is none of the best.
    private static double Least(List<ScoredRecipe> best) => best.Count < BestMax ? 0 : best[^1].Score;

    // Null: it needs what is neither on the list, nor in the trolley, nor to be bought.
    private static ScoredRecipe? Score(int recipe, in RecipeRow row, in WantedTerms wanted)
    {
        var (shared, sharedWeight, requiredShared, requiredWeight) = (0, 0.0, 0, 0.0);
        var terms = wanted.Index.TermsOf(row);
        for (var i = 0; i < terms.Length; i++)
        {
            if (wanted.Open.Has(terms[i]))
            {
                var weight = wanted.Index.Term(terms[i]).Weight;
                shared++;
                sharedWeight += weight;
                if (i >= row.Required) continue;
                requiredShared++;
                requiredWeight += weight;
            }
            else if (i < row.Required && wanted.NotToBuy.Has(terms[i]))
            {
                return null;
            }
        }
        var jaccard = shared / (double)(Math.Max(wanted.Items, shared) + row.Required - requiredShared);
        var weighted = sharedWeight / (Math.Max(wanted.Weight, sharedWeight) + row.RequiredWeight - requiredWeight);
        var covered = row.Required > 0 ? (double)requiredShared / row.Required : 1;
        return new ScoredRecipe(recipe, shared, jaccard * weighted * Prior(covered), row.Required > 0 ? requiredWeight / row.RequiredWeight : 1);
    }

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

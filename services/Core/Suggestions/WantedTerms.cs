using System.Runtime.InteropServices;

namespace SmartStore.Core.Suggestions;

/// <summary>A list as recipes see it: the terms that it stands for. Item after item is added.</summary>
/// <param name="open">Empty; in the end the terms of the open items that can be bought here.</param>
/// <param name="notToBuy">As in the index; in the end without the terms that lie in the trolley.</param>
internal ref struct WantedTerms(RecipeIndex index, Bits open, Bits notToBuy)
{
    // How many recipes use a term, and its number: in this order they go from the rarest to the most common one.
    private readonly List<(int Uses, int Term)> _terms = [];

    /// <summary>The terms on the list.</summary>
    public readonly Bits Open = open;

    /// <summary>The terms that a recipe must not need, unless they are on the list.</summary>
    public readonly Bits NotToBuy = notToBuy;

    public readonly RecipeIndex Index => index;

    /// <summary>Open items that can be bought here and that a recipe uses. Soap does not count.</summary>
    public int Items { get; private set; }

    /// <summary>Their weight: of each the heaviest of its terms.</summary>
    public double Weight { get; private set; }

    /// <summary>An item is used where its product is, and where its name is: the list's own spelling and the product's.</summary>
    public void Add(in ResolvedListItem item)
    {
        var weight = 0.0;
        if (item.Product is { } product) Add(item, index.TermsOf(product.Id), ref weight);
        if (!item.Item.Product.IsNone && item.Item.Product != item.Product?.Id) Add(item, index.TermsOf(item.Item.Product), ref weight);
        if (!item.OwnName.IsEmpty) Add(item, index.TermsOf(item.OwnName), ref weight);
        if (!item.SoldAs.IsEmpty && item.SoldAs != item.OwnName) Add(item, index.TermsOf(item.SoldAs), ref weight);
        if (weight == 0) return;
        Items++;
        Weight += weight;
    }

    /// <summary>The terms on the list, from the rarest to the most common one.</summary>
    public readonly ReadOnlySpan<(int Uses, int Term)> RarestFirst()
    {
        _terms.Sort();
        return CollectionsMarshal.AsSpan(_terms);
    }

    private readonly void Add(in ResolvedListItem item, ReadOnlySpan<int> terms, ref double weight)
    {
        foreach (var number in terms)
        {
            ref readonly var term = ref index.Term(number);
            if (item.Item.IsDone)
            {
                NotToBuy.Remove(number);
            }
            else if (item.CanBeBought(term.Product))
            {
                weight = Math.Max(weight, term.Weight);
                if (Open.Add(number)) _terms.Add((term.Uses, number));
            }
        }
    }
}

/// <summary>What is left of a list after its rarest terms: it bounds what a recipe that has none of those can share with the list.</summary>
/// <param name="Count">Terms that are left, &gt; 0.</param>
/// <param name="Weight">Their weight.</param>
internal readonly record struct TermsLeft(int Count, double Weight)
{
    // Bounds are computed in another order than scores: they may round to a little less.
    private const double Rounding = 1 + 1e-9;

    /// <summary>The most that the index by number and the prior can be together for a recipe of this size.</summary>
    /// <param name="size">Its terms are not looked at.</param>
    public double MostOfSize(in RecipeRow size, in WantedTerms wanted)
    {
        var shared = Math.Min(Count, size.Count);
        var jaccard = shared / (double)(Math.Max(wanted.Items, shared) + Math.Max(size.Required - shared, 0));
        // With each required term the product of both rises or stays, so it is largest where all that is left is shared. An optional term raises the index
        // alone: then the prior may be at its top, where half is covered.
        var covered = size.Required > 0 ? Math.Min(Count, size.Required) / (double)size.Required : 1;
        var prior = size.Count == size.Required || covered < RecipeRanking.UsualShare ? RecipeRanking.Prior(covered) : 1;
        return Rounding * jaccard * prior;
    }

    /// <summary>The most that the index by weight can be for a recipe of this weight.</summary>
    public double MostByWeight(double requiredWeight, in WantedTerms wanted) =>
        Weight / (Math.Max(wanted.Weight, Weight) + Math.Max(requiredWeight - Weight, 0));

    /// <summary>False when the rules ask for more than such a recipe can share.</summary>
    public bool CanBeGood(in RecipeRow row, ShopperRules rules)
    {
        var share = Math.Min(Count, row.Count) >= rules.RecipeHaveMin ? Math.Min(rules.RecipeShareMin, rules.RecipeShareAlone) : rules.RecipeShareAlone;
        return Rounding * Weight >= share * row.RequiredWeight;
    }
}

namespace SmartStore.Core.Suggestions;

/// <summary>A list as recipes see it: the terms that it stands for. Item after item is added.</summary>
/// <param name="weights">One per term, all 0; in the end the weights of the terms of the open items that can be bought here.</param>
/// <param name="notToBuy">As in the index; in the end without the terms that lie in the trolley.</param>
/// <param name="shared">One per recipe, all 0; in the end what it shares with the list.</param>
internal ref struct WantedTerms(RecipeIndex index, Span<double> weights, Bits notToBuy, Span<SharedTerms> shared)
{
    /// <summary>What each term weighs that is on the list; 0: it is not.</summary>
    public readonly Span<double> Weights = weights;

    /// <summary>The terms that a recipe must not need, unless they are on the list.</summary>
    public readonly Bits NotToBuy = notToBuy;

    /// <summary>What each recipe shares with the list.</summary>
    public readonly Span<SharedTerms> Shared = shared;

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
                if (Weights[number] > 0) continue;
                Weights[number] = term.Weight;
                foreach (var recipe in index.Using(number)) Shared[recipe].Add((float)term.Weight);
            }
        }
    }
}

/// <summary>Terms that a recipe and a list share.</summary>
internal struct SharedTerms
{
    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>Their weight.</summary>
    public float Weight { get; private set; }

    /// <summary>One term more.</summary>
    public void Add(float weight)
    {
        Count++;
        Weight += weight;
    }
}

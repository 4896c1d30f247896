namespace SmartStore.Core.Suggestions;

/// <summary>One good recipe from what is on the list, whose missing items can be bought here. A weak one is not sent, because the visit's budget is small.</summary>
internal static class RecipeRule
{
    private const int NamesMax = 4;

    /// <summary>Whether recipes are wanted and allowed at all; says why not where that is news.</summary>
    public static bool MayLook(ShopperTurn turn, StoreBook book)
    {
        if (turn.Shopper.Visit is not { } visit || visit.Recipes >= turn.Rules.RecipesPerVisit || !turn.Shopper.OpenItems.Any()) return false;
        return MaySell(turn, book);
    }

    /// <summary>The best recipe that can be cooked after this visit; null: none is good enough.</summary>
    public static SuggestionDraft? Find(ShopperTurn turn, StoreBook book)
    {
        Outcome? silence = null;
        var list = Things(turn, book);
        foreach (var ranked in RecipeRanking.Best(list, book.Recipes, turn.Rules, compiled => IsEaten(turn, book, compiled)))
        {
            if (Of(turn, book, list, ranked.Recipe) is not { } draft) continue;
            if (RepeatRule.Why(turn.Shopper, draft.Subjects[0], turn.At) is not { } why) return draft;
            silence ??= why;
        }
        turn.Note(silence ?? Outcome.NoGoodRecipe);
        return null;
    }

    /// <summary>A snoozed recipe as it is now; null: it is gone, sold out, not eaten any more, or recipes are not allowed any more.</summary>
    public static SuggestionDraft? Again(ShopperTurn turn, StoreBook book, Subject subject) =>
        MaySell(turn, book) && book.Recipe(subject.Value) is { } recipe && IsEaten(turn, book, recipe) ? Of(turn, book, Things(turn, book), recipe) : null;

    private static bool IsEaten(ShopperTurn turn, StoreBook book, CompiledRecipe recipe) => DietRules.Allows(turn.Shopper.Preferences, recipe, book);

    private static List<ResolvedListItem> Things(ShopperTurn turn, StoreBook book) => [.. turn.Shopper.AllItems.Select(item => ResolvedListItem.Of(item, book))];

    private static bool MaySell(ShopperTurn turn, StoreBook book)
    {
        Outcome? why = !turn.Shopper.Consent.Suggestions ? Outcome.NoSuggestionsConsent : PersonalCare.Applies(turn.Shopper, book) ? Outcome.Care : BeingServed.Applies(turn.Shopper, book) ? Outcome.BeingServed : null;
        if (why is { } outcome) turn.Note(outcome);
        return why is null;
    }

    // Of what the shopper eats. Null when something it needs is sold out, care, or not sold here, be it on the list or missing; or when too much is missing.
    private static SuggestionDraft? Of(ShopperTurn turn, StoreBook book, List<ResolvedListItem> list, CompiledRecipe compiled)
    {
        var recipe = compiled.Recipe;
        var have = new List<ListItem>();
        var missing = new List<MissingItem>();
        for (var i = 0; i < recipe.Ingredients.Count; i++)
        {
            var (ingredient, product) = (recipe.Ingredients[i], book.Product(compiled, i));
            // A done item is in the trolley: it need not be bought, but the ranking does not count it.
            var at = list.FindIndex(thing => thing.Covers(compiled, i, product));
            if (at >= 0)
            {
                // On the list, but sold out: the recipe cannot be cooked.
                if (!list[at].Item.IsDone && !list[at].CanBeBought(product)) return null;
                if (!have.Contains(list[at].Item)) have.Add(list[at].Item);
                continue;
            }
            if (ingredient.IsOptional) continue;
            if (product is not { IsInStock: true, IsCare: false }) return null;
            if (missing.All(known => known.Product != product.Id))
                missing.Add(new MissingItem(product.Id, product.Name, product.Zone, product.Aisle, product.PriceMinor));
        }
        if (have.Count == 0 || missing.Count > turn.Rules.RecipeMissingMax) return null;

        missing = [.. missing.OrderBy(item => book.WalkingOrder(item.Zone))];
        var words = turn.WordsOf(book);
        var haveNames = words.And([.. have.Select(item => words.NameOf(item, book.Product(item.Product, item.Name)))], NamesMax);
        var missingNames = missing.Count == 0 ? "" : words.And([.. missing.Select(item => words.At(item.Name, item.Aisle))], NamesMax);
        return new SuggestionDraft(
            [SuggestionDraft.SubjectOf(compiled)],
            recipe.Title,
            words.Uses(haveNames, missingNames),
            new SuggestedRecipe(recipe.Id, recipe.Title, recipe.VideoUrl, recipe.Minutes, have, missing),
            new Why(SuggestionRules.RecipeFromList, turn.Shopper.Visit?.Zone ?? ZoneId.Unknown, [.. have.Select(item => item.Id)], words.WhyRecipe(haveNames, isComplete: missing.Count == 0)));
    }
}

/// <summary>An item of a list as one store sees it, with the names it is compared by.</summary>
/// <param name="Product">What it is here; null: not sold here.</param>
/// <param name="OwnName">As the shopper wrote it.</param>
/// <param name="SoldAs">As the store calls it; empty: not sold here.</param>
internal readonly record struct ResolvedListItem(ListItem Item, Product? Product, NameKey OwnName, NameKey SoldAs)
{
    public static ResolvedListItem Of(ListItem item, StoreBook book)
    {
        var product = book.Product(item.Product, item.Name);
        return new ResolvedListItem(item, product, NameKey.Of(item.Name), product is null ? default : NameKey.Of(product.Name));
    }

    /// <summary>True when it can be bought here, as what the list knows it to be or, where the list knows nothing, as what the recipe does.</summary>
    /// <param name="known">What the recipe knows it to be; null: nothing.</param>
    public bool CanBeBought(Product? known) => (Product ?? known) is { IsInStock: true };

    /// <summary>True when it is this ingredient, by product or by name, and the store sells it or it lies in the trolley.</summary>
    /// <param name="known">What the ingredient is here; null: not sold here.</param>
    public bool Covers(CompiledRecipe recipe, int ingredient, Product? known)
    {
        if (!Item.IsDone && Product is null && known is null) return false;
        if (Product is not null && Product.Id == known?.Id) return true;
        var wanted = recipe.Recipe.Ingredients[ingredient].Product;
        if (!wanted.IsNone && (wanted == Item.Product || wanted == Product?.Id)) return true;
        var name = recipe.Names[ingredient];
        return !name.IsEmpty && (name == OwnName || name == SoldAs);
    }
}

using SmartStore.Core.Members;

namespace SmartStore.Core.Suggestions;

/// <summary>
/// What is proposed keeps to what the shopper eats: their tags and the products that they avoid. Their own list is theirs: nothing is taken off it.
/// </summary>
internal static class DietRules
{
    /// <summary>The shopper's preferences are these now. What is live and keeps to them no longer is taken back; a list with something sold out is recalled, because its alternatives may be others.</summary>
    public static void Take(ShopperTurn turn, PreferencesCopied fact)
    {
        var before = turn.Shopper.Preferences;
        if (fact.Version <= turn.Shopper.PreferencesVersion) return;
        turn.Add(new PreferencesTaken(turn.At, fact.Preferences, fact.Version));
        if (turn.BookHere is not { } book || before == fact.Preferences) return;
        LiveSuggestions.TakeBackUnfitting(turn, book);
        if (turn.Shopper.OpenItems.Any(item => book.Product(item.Product, item.Name) is { IsInStock: false })) ListRules.Recall(turn, book);
    }

    /// <summary>True when a product may be proposed.</summary>
    public static bool Allows(Preferences preferences, Product product) => !preferences.Avoid.Contains(product.Id) && preferences.Diet.All(tag => Keeps(product.Tags, tag));

    /// <summary>
    /// True when a recipe may be proposed: it has the tags that have to be there, nothing in it has one that must not be, and nothing that it cannot do
    /// without is avoided. Its ingredients need not say themselves that they are vegetarian: the recipe says so.
    /// </summary>
    public static bool Allows(Preferences preferences, CompiledRecipe compiled, StoreBook book)
    {
        if (preferences.Diet.Count == 0 && preferences.Avoid.Count == 0) return true;
        if (!preferences.Diet.All(tag => Keeps(compiled.Recipe.Tags, tag))) return false;
        for (var i = 0; i < compiled.Recipe.Ingredients.Count; i++)
        {
            if (book.Product(compiled, i) is not { } product) continue;
            if (!compiled.Recipe.Ingredients[i].IsOptional && preferences.Avoid.Contains(product.Id)) return false;
            if (!preferences.Diet.Where(IsForbidding).All(tag => Keeps(product.Tags, tag))) return false;
        }
        return true;
    }

    private static bool IsForbidding(string tag) => tag.StartsWith('-');

    private static bool Keeps(IReadOnlyList<string> tags, string tag) =>
        IsForbidding(tag) ? !tags.Contains(tag[1..], StringComparer.OrdinalIgnoreCase) : tags.Contains(tag, StringComparer.OrdinalIgnoreCase);
}

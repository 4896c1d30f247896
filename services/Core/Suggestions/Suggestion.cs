namespace SmartStore.Core.Suggestions;

/// <summary>What a suggestion is. Numbers are the contract's.</summary>
public enum SuggestionKind
{
    Unspecified = 0,
    /// <summary>Something to cook from what is on the list.</summary>
    Recipe = 1,
    /// <summary>Something on the list that the shopper walked past.</summary>
    Reminder = 2,
    /// <summary>A price that is lower today.</summary>
    Offer = 3,
}

/// <summary>One thing worth telling the shopper now.</summary>
/// <param name="Id">Derived from (cause, rule, subject): receivers drop what they have seen.</param>
/// <param name="Recipe">Only of a recipe.</param>
/// <param name="ExpiresAt">After this it is worth nothing.</param>
public sealed record Suggestion(
    SuggestionId Id,
    SuggestionKind Kind,
    string Title,
    string Text,
    SuggestedRecipe? Recipe,
    Why Why,
    DateTimeOffset ExpiresAt);

/// <summary>A recipe, what of it is on the list, and what is missing.</summary>
/// <param name="Have">Items of the list that it uses.</param>
/// <param name="Missing">What is still to be bought; all of it in stock in this store when it was suggested.</param>
public sealed record SuggestedRecipe(
    string Id,
    string Title,
    string VideoUrl,
    int Minutes,
    IReadOnlyList<ListItem> Have,
    IReadOnlyList<MissingItem> Missing);

/// <summary>A product to buy, and where it stands.</summary>
/// <param name="PriceMinor">Minor units of the store's currency.</param>
public sealed record MissingItem(ProductId Product, string Name, ZoneId Zone, string Aisle, long PriceMinor);

/// <summary>Why the shopper sees it.</summary>
/// <param name="Rule">Name of the rule, for machines: <see cref="SuggestionRules"/>.</param>
/// <param name="Zone">Where it was decided, or which zone it is about.</param>
/// <param name="ListItemIds">Items of the list that led to it.</param>
/// <param name="Text">One plain sentence for the shopper.</param>
public sealed record Why(string Rule, ZoneId Zone, IReadOnlyList<string> ListItemIds, string Text);

/// <summary>Names of the rules that suggest.</summary>
public static class SuggestionRules
{
    /// <summary>A recipe that the open list covers well.</summary>
    public const string RecipeFromList = "recipe_from_list";

    /// <summary>The shopper left a zone where open items of the list stand.</summary>
    public const string PassedItems = "passed_items";

    /// <summary>The consents that a suggestion rests on: without any one of them it would not have been sent.</summary>
    public static Purposes RestsOn(SuggestionKind kind) => kind == SuggestionKind.Reminder ? Purposes.Presence : Purposes.Presence | Purposes.Suggestions;
}

/// <summary>
/// What makes two suggestions the same one: kind and subject. A recipe's subject is the recipe, a reminder's the product (its
/// normalised name where no product is known), so that a new list with new item ids does not bring back what was declined.
/// </summary>
public readonly record struct Subject(SuggestionKind Kind, string Value);

/// <summary>What a shopper did with a suggestion. Numbers are the contract's.</summary>
public enum Response
{
    Unspecified = 0,
    /// <summary>It was on the screen. Not an answer: other devices may still show it.</summary>
    Shown = 1,
    /// <summary>Yes; a recipe's missing items join the list.</summary>
    Accepted = 2,
    Dismissed = 3,
    Snoozed = 4,
    /// <summary>This subject never again.</summary>
    Never = 5,
}

/// <summary>Why a suggestion was taken back. Numbers are the contract's.</summary>
public enum RevokeReason
{
    Unspecified = 0,
    /// <summary>The consent it needed is gone.</summary>
    ConsentWithdrawn = 1,
    /// <summary>It was answered, on this device or another.</summary>
    Answered = 2,
    /// <summary>Something it tells to buy is sold out.</summary>
    OutOfStock = 3,
    /// <summary>It no longer fits: care has come onto the list.</summary>
    ContextChanged = 4,
}

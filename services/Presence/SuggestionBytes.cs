using SmartStore.Core;
using SmartStore.Core.Suggestions;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>The content of a live suggestion as stored bytes and back. Id, kind and expiry lie beside it.</summary>
internal static class SuggestionBytes
{
    public static StoredSuggestion Of(Suggestion content) => new()
    {
        Title = content.Title,
        Text = content.Text,
        Recipe = content.Recipe is { } recipe ? Of(recipe) : null,
        Rule = content.Why.Rule == UsualRule(content.Kind) ? "" : content.Why.Rule,
        WhyZoneId = content.Why.Zone.Value ?? "",
        ListItemIds = { content.Why.ListItemIds },
        Why = content.Why.Text,
    };

    public static Suggestion ToSuggestion(StoredSuggestion content, SuggestionId id, SuggestionKind kind, DateTimeOffset expiresAt) => new(
        id, kind, content.Title, content.Text, content.Recipe is { } recipe ? ToRecipe(recipe) : null,
        new Why(content.Rule.Length == 0 ? UsualRule(kind) : content.Rule, new ZoneId(content.WhyZoneId), [.. content.ListItemIds], content.Why), expiresAt);

    // Nearly every suggestion of a kind comes from one rule: its name is not worth the bytes.
    private static string UsualRule(SuggestionKind kind) => kind switch
    {
        SuggestionKind.Recipe => SuggestionRules.RecipeFromList,
        SuggestionKind.Reminder => SuggestionRules.PassedItems,
        _ => "",
    };

    private static StoredRecipe Of(SuggestedRecipe recipe) => new()
    {
        Id = recipe.Id,
        Title = recipe.Title,
        VideoUrl = recipe.VideoUrl,
        Minutes = recipe.Minutes,
        Have = { recipe.Have.Select(StoredForm.Of) },
        Missing =
        {
            recipe.Missing.Select(missing => new StoredMissing
            {
                ProductId = missing.Product.Value,
                Name = missing.Name,
                ZoneId = missing.Zone.Value ?? "",
                Aisle = missing.Aisle,
                PriceMinor = missing.PriceMinor,
            }),
        },
    };

    private static SuggestedRecipe ToRecipe(StoredRecipe recipe) => new(
        recipe.Id, recipe.Title, recipe.VideoUrl, recipe.Minutes, [.. recipe.Have.Select(StoredForm.ToItem)],
        [.. recipe.Missing.Select(m => new MissingItem(new ProductId(m.ProductId), m.Name, new ZoneId(m.ZoneId), m.Aisle, m.PriceMinor))]);
}

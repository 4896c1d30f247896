using SmartStore.Core.Members;

namespace SmartStore.Grains.Members;

/// <summary>Preferences as they lie in records: the member's own, and the shopper's copy.</summary>
internal static class PreferencesForm
{
    /// <param name="version">Of a copy; 0: they are the member's own.</param>
    /// <returns>Null: nothing was said.</returns>
    public static StoredPreferences? Of(Preferences preferences, long version = 0) => preferences == Preferences.None && version == 0 ? null : new StoredPreferences
    {
        Language = preferences.Language,
        TextSize = (int)preferences.TextSize,
        HighContrast = preferences.HighContrast,
        Diet = { preferences.Diet },
        Avoid = { preferences.Avoid.Select(product => product.Value) },
        Replacements = { preferences.Replacements.Select(replacement => new StoredReplacement { ProductId = replacement.Of.Value, By = replacement.By.Value ?? "" }) },
        SuggestionsPerVisit = preferences.SuggestionsPerVisit + 1 ?? 0,
        QuietFrom = preferences.QuietFrom,
        QuietUntil = preferences.QuietUntil,
        ShowOnScreens = preferences.ShowOnScreens,
        HouseholdMayCollect = preferences.HouseholdMayCollect,
        Panel = preferences.Panel,
        Version = version,
    };

    /// <summary>What <see cref="Of"/> gave.</summary>
    public static Preferences ToPreferences(this StoredPreferences? stored) => stored is null ? Preferences.None : new Preferences
    {
        Language = stored.Language,
        TextSize = (TextSize)stored.TextSize,
        HighContrast = stored.HighContrast,
        Diet = [.. stored.Diet],
        Avoid = [.. stored.Avoid.Select(product => new ProductId(product))],
        Replacements = [.. stored.Replacements.Select(replacement => new Replacement(new ProductId(replacement.ProductId), new ProductId(replacement.By)))],
        SuggestionsPerVisit = stored.SuggestionsPerVisit == 0 ? null : stored.SuggestionsPerVisit - 1,
        QuietFrom = stored.QuietFrom,
        QuietUntil = stored.QuietUntil,
        ShowOnScreens = stored.ShowOnScreens,
        HouseholdMayCollect = stored.HouseholdMayCollect,
        Panel = stored.Panel,
    };
}

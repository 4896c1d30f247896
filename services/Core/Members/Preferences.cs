namespace SmartStore.Core.Members;

/// <summary>How large a screen writes for a person. Numbers are the contract's.</summary>
public enum TextSize
{
    /// <summary>Not said: normal.</summary>
    Unspecified = 0,
    Normal = 1,
    Large = 2,
    Largest = 3,
}

/// <summary>How a shopper wants to be treated. Put as a whole.</summary>
public sealed record Preferences
{
    /// <summary>Most tags of a diet.</summary>
    public const int DietMax = 16;

    /// <summary>Most products to avoid.</summary>
    public const int AvoidMax = 64;

    /// <summary>Most replacements.</summary>
    public const int ReplacementsMax = 64;

    /// <summary>Most suggestions of a visit.</summary>
    public const int SuggestionsMax = 3;

    /// <summary>Nothing was said.</summary>
    public static Preferences None { get; } = new();

    /// <summary>BCP 47; empty: the store's.</summary>
    public string Language { get; init; } = "";

    /// <summary>Of terminals.</summary>
    public TextSize TextSize { get; init; }

    /// <summary>Of terminals.</summary>
    public bool HighContrast { get; init; }

    /// <summary>Tags that what is proposed must have, or, after a minus, must not have.</summary>
    public IReadOnlyList<string> Diet { get; init; } = [];

    /// <summary>Products that are not proposed.</summary>
    public IReadOnlyList<ProductId> Avoid { get; init; } = [];

    /// <summary>What to take instead of what is sold out, by product, in the order of the ids.</summary>
    public IReadOnlyList<Replacement> Replacements { get; init; } = [];

    /// <summary>Most suggestions of a visit, 0..<see cref="SuggestionsMax"/>; null: as many as the rules allow.</summary>
    public int? SuggestionsPerVisit { get; init; }

    /// <summary>From this time of day no messages, such as <c>21:00</c> in the store's time zone; empty together with <see cref="QuietUntil"/>: from 21:00 to 08:00.</summary>
    public string QuietFrom { get; init; } = "";

    /// <summary>Until this time of day.</summary>
    public string QuietUntil { get; init; } = "";

    /// <summary>First name and list may appear on a terminal that they tapped.</summary>
    public bool ShowOnScreens { get; init; }

    /// <summary>Their household may fetch their orders.</summary>
    public bool HouseholdMayCollect { get; init; }

    /// <summary>They may be asked for their opinion.</summary>
    public bool Panel { get; init; }

    /// <summary>What they would take instead of a product; null: they said nothing about it.</summary>
    public Replacement? ReplacementOf(ProductId product)
    {
        foreach (var replacement in Replacements)
            if (replacement.Of == product)
                return replacement;
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(Preferences? other) =>
        other is not null
        && (Language, TextSize, HighContrast, SuggestionsPerVisit, QuietFrom, QuietUntil) == (other.Language, other.TextSize, other.HighContrast, other.SuggestionsPerVisit, other.QuietFrom, other.QuietUntil)
        && (ShowOnScreens, HouseholdMayCollect, Panel) == (other.ShowOnScreens, other.HouseholdMayCollect, other.Panel)
        && Diet.SequenceEqual(other.Diet) && Avoid.SequenceEqual(other.Avoid) && Replacements.SequenceEqual(other.Replacements);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Language, TextSize, HighContrast, Diet.Count, Avoid.Count, Replacements.Count, SuggestionsPerVisit, QuietFrom);
}

/// <summary>One product for another.</summary>
/// <param name="By">None: nothing takes its place.</param>
public readonly record struct Replacement(ProductId Of, ProductId By);

/// <summary>Whether preferences can be used. They belong to no store, so products and tags are not looked up.</summary>
public static class PreferencesCheck
{
    private const int LanguageMax = 35;

    /// <param name="path">Where they were sent: <c>preferences</c>, or <c>preferences[0]</c> of an import.</param>
    /// <returns>Everything wrong; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(ShopperId shopper, Preferences preferences, string path)
    {
        var problems = new Problems();
        problems.Id($"{path}.shopper_id", shopper.Value);
        if (!IsLanguage(preferences.Language)) problems.Add($"{path}.language", $"must be a language tag of at most {LanguageMax} characters, such as \"ko\" or \"en-GB\"");
        if (!Enum.IsDefined(preferences.TextSize)) problems.Add($"{path}.text_size", $"no text size {(int)preferences.TextSize}");
        problems.Count($"{path}.diet", preferences.Diet.Count, Preferences.DietMax);
        foreach (var (i, tag) in preferences.Diet.Index()) problems.Named($"{path}.diet[{i}]", tag.StartsWith('-') ? tag[1..] : tag);
        problems.Count($"{path}.avoid_product_ids", preferences.Avoid.Count, Preferences.AvoidMax);
        foreach (var (i, product) in preferences.Avoid.Index()) problems.Id($"{path}.avoid_product_ids[{i}]", product.Value);
        problems.Count($"{path}.replacements", preferences.Replacements.Count, Preferences.ReplacementsMax);
        foreach (var (of, by) in preferences.Replacements)
        {
            problems.Id($"{path}.replacements[\"{Problems.Shown(of.Value)}\"]", of.Value);
            if (!by.IsNone) problems.Id($"{path}.replacements[\"{Problems.Shown(of.Value)}\"]", by.Value);
        }
        if (preferences.SuggestionsPerVisit is < 0 or > Preferences.SuggestionsMax) problems.Add($"{path}.suggestions_per_visit", $"must be 0..{Preferences.SuggestionsMax}");
        Time($"{path}.quiet_from", preferences.QuietFrom, preferences.QuietUntil, problems);
        Time($"{path}.quiet_until", preferences.QuietUntil, preferences.QuietFrom, problems);
        return problems.Found;
    }

    private static void Time(string path, string time, string other, Problems problems)
    {
        if (time.Length == 0 ? other.Length > 0 : !StoreHours.TryParse(time, out _)) problems.Add(path, "must be a time of day such as \"21:00\"; leave out both, or neither");
    }

    // The shape of RFC 5646: subtags of one to eight letters and digits; the first one is the language, of letters.
    private static bool IsLanguage(string tag)
    {
        if (tag.Length == 0) return true;
        var subtags = tag.Split('-');
        return tag.Length <= LanguageMax && subtags[0].Length >= 2 && subtags[0].All(char.IsAsciiLetter) && subtags.All(subtag => subtag.Length is >= 1 and <= 8 && subtag.All(char.IsAsciiLetterOrDigit));
    }
}

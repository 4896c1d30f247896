using System.Collections.Frozen;

namespace SmartStore.Core.Stores.Names;

/// <summary>The words of all <see cref="ListLanguage"/>s, by what they do on a line; looked up by the key of one word.</summary>
internal static class ListWords
{
    private static readonly FrozenSet<string> s_units = Loose(language => language.Units);
    private static readonly FrozenSet<string> s_bareUnits = Loose(language => language.HasBareUnits ? language.Units : "");
    private static readonly FrozenSet<string> s_numbers = Keys(language => language.Numbers);
    private static readonly FrozenSet<string> s_joins = Keys(language => language.Joins);
    private static readonly FrozenSet<string> s_describing = Keys(language => language.Describing);
    private static readonly FrozenSet<string> s_asides = Keys(language => language.Asides);
    private static readonly FrozenSet<string> s_requests = Keys(language => language.Requests);
    private static readonly FrozenSet<string> s_articles = Keys(language => language.Articles);
    private static readonly FrozenSet<string> s_silent = Keys(language => $"{language.Silent} {language.Articles}");

    // Stuck to the thing: longest first, so that 봉지 goes before 지.
    private static readonly string[] s_stuckRequests = Stuck(language => language.Requests);
    private static readonly string[] s_stuckUnits = Stuck(language => language.Units);
    private static readonly string[] s_stuckNumbers = Stuck(language => language.Numbers);
    private static readonly string[] s_particles = Stuck(language => language.Particles);

    /// <summary>A unit, package or counter, or the sign of a currency (<c>1.29€</c>); <see cref="ListLanguage.Units"/>.</summary>
    public static bool IsUnit(string word) => s_units.Contains(LooseName.Word(NameKey.Of(word).Value)) || word is "€" or "$" or "£" or "¥" or "₩";

    /// <summary>A package that stands before the thing without a joining word.</summary>
    public static bool IsBareUnit(string word) => s_bareUnits.Contains(LooseName.Word(NameKey.Of(word).Value));

    /// <inheritdoc cref="ListLanguage.Numbers"/>
    public static bool IsNumber(string word) => s_numbers.Contains(NameKey.Of(word).Value);

    /// <inheritdoc cref="ListLanguage.Joins"/>
    public static bool IsJoin(string word) => s_joins.Contains(NameKey.Of(word).Value);

    /// <inheritdoc cref="ListLanguage.Describing"/>
    public static bool IsDescribing(string word) => s_describing.Contains(NameKey.Of(word).Value);

    /// <inheritdoc cref="ListLanguage.Asides"/>
    public static bool IsAside(string word) => s_asides.Contains(NameKey.Of(word).Value);

    /// <inheritdoc cref="ListLanguage.Requests"/>
    public static bool IsRequest(string word) => s_requests.Contains(NameKey.Of(word).Value);

    /// <inheritdoc cref="ListLanguage.Articles"/>
    public static bool IsArticle(string word) => s_articles.Contains(NameKey.Of(word).Value);

    /// <summary>True for a key that says nothing about a product alone: an amount, a unit, a joining word.</summary>
    public static bool SaysNothing(string key) => key.Any(char.IsDigit) || s_silent.Contains(key) || s_units.Contains(LooseName.Word(key));

    /// <summary>Length of the unit that the text begins with, in a script that writes it to the next word; 0: none.</summary>
    public static int StuckUnitAt(ReadOnlySpan<char> text) => LengthOfStart(text, s_stuckUnits);

    /// <summary>Length of the number in words that the text begins with, in a script that writes it to its unit; 0: none.</summary>
    public static int StuckNumberAt(ReadOnlySpan<char> text) => LengthOfStart(text, s_stuckNumbers);

    /// <summary>Length of the request that the text ends with, in a script that writes it to the thing; 0: none, or nothing else is there.</summary>
    public static int StuckRequestOf(ReadOnlySpan<char> text) => LengthOfEnd(text, s_stuckRequests, keep: 1);

    /// <summary>Length of the particle that the text ends with; 0: none, or fewer than two letters stand before it (오이 is a cucumber).</summary>
    public static int ParticleOf(ReadOnlySpan<char> text) => LengthOfEnd(text, s_particles, keep: 2);

    private static int LengthOfStart(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
            if (text.StartsWith(word, StringComparison.Ordinal)) return word.Length;
        return 0;
    }

    private static int LengthOfEnd(ReadOnlySpan<char> text, string[] words, int keep)
    {
        foreach (var word in words)
            if (text.Length >= word.Length + keep && text.EndsWith(word, StringComparison.Ordinal)) return word.Length;
        return 0;
    }

    private static IEnumerable<string> Words(Func<ListLanguage, string> part) => ListLanguage.All.SelectMany(language => part(language).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static FrozenSet<string> Keys(Func<ListLanguage, string> part) => Words(part).Select(word => NameKey.Of(word).Value).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Loose(Func<ListLanguage, string> part) => Words(part).Select(word => LooseName.Word(NameKey.Of(word).Value)).ToFrozenSet(StringComparer.Ordinal);

    private static string[] Stuck(Func<ListLanguage, string> part) => [.. Words(part).Where(word => Script.IsWrittenTogether(word[0])).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length)];
}

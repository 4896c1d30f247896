using System.Collections.Frozen;
using System.Globalization;

namespace SmartStore.Core.Stores.Names;

/// <summary>The words of all <see cref="ListLanguage"/>s, by what they do on a line; looked up by the key of one word.</summary>
internal static class ListWords
{
    private static readonly FrozenSet<string> s_units = Set(language => language.Units, LooseName.Word, withoutMarks: true);
    private static readonly FrozenSet<string> s_bareUnits = Set(language => language.HasBareUnits ? language.Units : "", LooseName.Word);
    private static readonly FrozenSet<string> s_unitKeys = Set(language => language.Units);
    private static readonly FrozenSet<string> s_parts = Set(language => language.Parts);
    private static readonly FrozenSet<string> s_behindUnits = Set(language => language.BehindUnits.Replace('_', '\u00a0'));
    private static readonly FrozenSet<string> s_numbers = Set(language => language.Numbers);
    private static readonly FrozenSet<string> s_joins = Set(language => language.Joins);
    private static readonly FrozenSet<string> s_describing = Set(language => language.Describing);
    private static readonly FrozenSet<string> s_asides = Set(language => language.Asides);
    private static readonly FrozenSet<string> s_requests = Set(language => language.Requests);
    private static readonly FrozenSet<string> s_articles = Set(language => language.Articles);
    private static readonly FrozenSet<string> s_silent = Set(language => $"{language.Silent} {language.Articles}");

    // Stuck to the thing: longest first, so that 봉지 goes before 지.
    private static readonly string[] s_stuckRequests = Stuck(language => language.Requests);
    private static readonly string[] s_stuckUnits = Stuck(language => language.Units);
    private static readonly string[] s_stuckNumbers = Stuck(language => language.Numbers);
    private static readonly string[] s_particles = Stuck(language => language.Particles);
    private static readonly string[] s_sureParticles = Stuck(language => language.SureParticles);
    private static readonly string[] s_stuckDescribing = [.. Stuck(language => language.Describing).Where(word => !Script.IsHangul(word[0]))];

    /// <summary>A unit, package or counter, or the sign of a currency (<c>1.29€</c>); <see cref="ListLanguage.Units"/>.</summary>
    public static bool IsUnit(string word) => Has(s_units, word, LooseName.Word) || (word.Length == 1 && char.GetUnicodeCategory(word[0]) == UnicodeCategory.CurrencySymbol);

    /// <summary>A package that stands before the thing without a joining word.</summary>
    public static bool IsBareUnit(string word) => Has(s_bareUnits, word, LooseName.Word);

    /// <inheritdoc cref="ListLanguage.Parts"/>
    public static bool IsPart(string word) => Has(s_parts, word);

    /// <inheritdoc cref="ListLanguage.BehindUnits"/>
    public static bool IsBehindUnit(string first, string second) => Has(s_behindUnits, $"{first} {second}");

    /// <inheritdoc cref="ListLanguage.Numbers"/>
    public static bool IsNumber(string word) => Has(s_numbers, word);

    /// <inheritdoc cref="ListLanguage.Joins"/>
    public static bool IsJoin(string word) => Has(s_joins, word);

    /// <inheritdoc cref="ListLanguage.Articles"/>
    public static bool IsArticle(string word) => Has(s_articles, word);

    /// <inheritdoc cref="ListLanguage.Describing"/>
    public static bool IsDescribing(string word) => Has(s_describing, word) || (word.Contains('-', StringComparison.Ordinal) && word.Split('-').All(part => Has(s_describing, part)));

    /// <inheritdoc cref="ListLanguage.Asides"/>
    public static bool IsAside(string word) => Has(s_asides, word);

    /// <inheritdoc cref="ListLanguage.Requests"/>
    public static bool IsRequest(string word) => Has(s_requests, word);

    /// <summary>True for a key that says nothing about a product alone: an amount, a unit, a joining word.</summary>
    public static bool SaysNothing(string key) => key.Any(char.IsDigit) || s_silent.Contains(key) || s_unitKeys.Contains(key);

    /// <summary>Length of the unit that the text begins with, in a script that writes it to the next word; 0: none.</summary>
    public static int StuckUnitAt(ReadOnlySpan<char> text) => LengthOfStart(text, s_stuckUnits);

    /// <summary>Length of the number in words that the text begins with, in a script that writes it to its unit; 0: none.</summary>
    public static int StuckNumberAt(ReadOnlySpan<char> text) => LengthOfStart(text, s_stuckNumbers);

    /// <summary>Length of the request that the text ends with, in a script that writes it to the thing; 0: none, or nothing else is there.</summary>
    public static int StuckRequestOf(ReadOnlySpan<char> text) => LengthOfEnd(text, s_stuckRequests, keep: 1);

    /// <summary>Length of what describes and is written to the thing (小さめの), in Japanese; 0: none, or nothing else is there.</summary>
    public static int StuckDescribingAt(ReadOnlySpan<char> text) => LengthOfStart(text, s_stuckDescribing) is var length && length < text.Length ? length : 0;

    /// <summary>Length of the particle that the text ends with; 0: none, or too few letters stand before it (오이 is a cucumber).</summary>
    public static int ParticleOf(ReadOnlySpan<char> text) => LengthOfEnd(text, s_particles, keep: 2) is > 0 and var length ? length : LengthOfEnd(text, s_sureParticles, keep: 1);

    /// <summary>True for a text that is nothing but a particle: what is left of <c>2개만</c> behind the unit.</summary>
    public static bool IsParticle(ReadOnlySpan<char> text) => LengthOfEnd(text, s_particles, keep: 0) == text.Length;

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

    // A word that is written with marks is meant with them: Cà is no "ca."; a word without them may be any.
    private static bool Has(FrozenSet<string> set, string word, Func<string, string>? loosely = null)
    {
        var marked = LetterFolding.Marked(word);
        if (HasMarks(marked)) return set.Contains(Singular(marked));
        var key = NameKey.Of(word).Value;
        return set.Contains(loosely is null ? key : loosely(key));
    }

    private static bool HasMarks(string marked) => marked.AsSpan().ContainsAnyInRange('\u0300', '\u036f');

    private static string Singular(string marked) => marked.Length > 3 && marked[^1] == 's' ? marked[..^1] : marked;

    private static FrozenSet<string> Set(Func<ListLanguage, string> part, Func<string, string>? loosely = null, bool withoutMarks = false)
    {
        var set = new HashSet<string>(StringComparer.Ordinal);
        foreach (var language in ListLanguage.All)
            foreach (var word in part(language).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var marked = LetterFolding.Marked(word);
                if (HasMarks(marked)) set.Add(Singular(marked));
                if (HasMarks(marked) && language.IsToldByMarks && !withoutMarks) continue;
                set.Add(loosely is null ? NameKey.Of(word).Value : loosely(NameKey.Of(word).Value));
            }
        return set.ToFrozenSet(StringComparer.Ordinal);
    }

    private static string[] Stuck(Func<ListLanguage, string> part) =>
        [.. ListLanguage.All.SelectMany(language => part(language).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => Script.IsWrittenTogether(word[0])).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length)];
}

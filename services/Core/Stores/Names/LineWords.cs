using System.Globalization;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// The words of a line, and which of them are an amount. A word is without the signs around it. Where a script writes number, unit and thing together they are
/// parted: <c>牛乳2本</c>, <c>우유2개</c>, <c>豆腐二丁</c>, <c>牛乳買う</c>.
/// </summary>
internal static class LineWords
{
    private const string Fractions = "½⅓⅔¼¾⅛⅜⅝⅞";

    /// <summary>The words in order.</summary>
    public static List<string> Of(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        foreach (var range in text.SplitAny(' ', '\t', '\u00a0', '\u3000', '\u200b', '\r', '\n'))
        {
            var word = Trim(text[range]);
            if (word.Length > 2 && word[1] is '\'' or '’' && ListWords.IsJoin(word[..1].ToString()))
            {
                words.Add(word[..1].ToString()); // d'huile
                word = word[2..];
            }
            var isFirst = true;
            for (var length = 0; !word.IsEmpty; word = word[length..], isFirst = false)
            {
                length = 1;
                while (length < word.Length && IsTogether(word, length) == IsTogether(word, length - 1)) length++;
                if (IsTogether(word, 0)) Part(word[..length], isFirst, words);
                else if (!isFirst && char.IsLetter(word[0]) && word[..length].IndexOfAnyInRange('0', '9') is > 0 and var digit) words.AddRange(word[..digit].ToString(), word[digit..length].ToString());
                else words.Add(word[..length].ToString());
            }
        }
        return words;
    }

    /// <summary>
    /// How many words from the start on are an amount: <c>2</c>, <c>2x</c>, <c>2 x</c>, <c>500 g</c>, <c>1 heaped tablespoon</c>, <c>two packs of</c>, <c>2 cuillères à soupe de</c>,
    /// <c>大さじ 2</c>. Never all of them.
    /// </summary>
    /// <param name="start">Where to begin.</param>
    public static int AmountAtStart(List<string> words, int start)
    {
        var count = words.Count - start;
        if (count < 2) return 0;
        if (IsTimes(words[start])) return 1;
        var taken = 0;
        if (IsAmount(words[start], out var hasUnit)) taken = 1;
        else if (count > 2 && ListWords.IsNumber(words[start]) && ListWords.IsUnit(words[start + 1])) taken = 1;
        else if (count > 2 && ListWords.IsUnit(words[start]) && IsAmount(words[start + 1], out _)) return 2;
        if (taken == 0) return 0;

        if (!hasUnit)
        {
            var described = taken;
            while (described < count - 2 && ListWords.IsDescribing(words[start + described])) described++;
            if (described < count - 1 && (ListWords.IsUnit(words[start + described]) || IsTimes(words[start + described]))) taken = described + 1;
        }
        while (taken < count - 1)
        {
            if (taken < count - 2 && ListWords.IsBehindUnit(words[start + taken], words[start + taken + 1])) taken += 2;
            else if (ListWords.IsJoin(words[start + taken])) taken++;
            else break;
        }
        return taken;
    }

    /// <summary>How many words at the end are an amount: <c>2x</c>, <c>x2</c>, <c>x 2</c>, <c>2</c>, <c>1 l</c>, <c>두 개</c>, <c>大さじ 2</c>. Never all of them.</summary>
    /// <param name="end">The place behind the last word that counts.</param>
    public static int AmountAtEnd(List<string> words, int end)
    {
        if (end < 2) return 0;
        var last = words[end - 1];
        var taken = 0;
        if (IsAmount(last, out _) || (last.Length > 1 && IsTimes(last[0].ToString()) && IsAmount(last.AsSpan(1), out _))) taken = 1;
        else if (end > 2 && ListWords.IsUnit(last) && ((IsAmount(words[end - 2], out var hasUnit) && !hasUnit) || ListWords.IsNumber(words[end - 2]))) taken = 2;
        if (taken > 0 && end > taken + 1 && words[end - taken - 1] is var before && (IsTimes(before) || (Script.IsWrittenTogether(before[0]) && ListWords.IsUnit(before)))) taken++;
        return taken;
    }

    /// <summary>True for a word that is said before a thing: <c>some</c>, <c>buy</c>, <c>du</c>, <c>eine</c>.</summary>
    public static bool IsSaidBefore(string word) => ListWords.IsNumber(word) || ListWords.IsRequest(word) || ListWords.IsJoin(word) || ListWords.IsArticle(word);

    /// <summary>True where words begin with a package without a number: <c>Packung Nudeln</c>, <c>bunch of parsley</c>.</summary>
    public static bool BeginWithPackage(List<string> words) => ListWords.IsBareUnit(words[0]) || (words.Count > 2 && ListWords.IsUnit(words[0]) && ListWords.IsJoin(words[1]));

    /// <summary>True for a word that is a number, a unit, or both.</summary>
    public static bool IsOfAmounts(string word) => IsTimes(word) || ListWords.IsUnit(word) || IsAmount(word, out _);

    /// <summary>True for a word that begins with a digit or a fraction and is a number, perhaps with its unit.</summary>
    public static bool IsAmount(string word) => IsAmount(word, out _);

    // The Latin letter, and the Russian one that looks the same.
    private static bool IsTimes(string word) => word is "x" or "X" or "х" or "Х" or "×" or "*";

    // A number, perhaps with its unit: 2, 1.5, 1,5, 1/2, ½, 2-3, 2x, 2×, 500g, 6x330ml.
    private static bool IsAmount(ReadOnlySpan<char> word, out bool hasUnit)
    {
        var digits = 0;
        while (digits < word.Length && (IsOfNumbers(word[digits]) || (word[digits] is '.' or ',' or '/' or '-' or '–' or '~' or '〜' && digits + 1 < word.Length && IsOfNumbers(word[digits + 1])))) digits++;
        var unit = word[digits..];
        hasUnit = unit.Length > 0;
        return digits > 0 && (!hasUnit || IsTimes(unit.ToString()) || ListWords.IsUnit(unit.ToString()) || (unit.Length > 1 && IsTimes(unit[..1].ToString()) && IsAmount(unit[1..], out _)));
    }

    private static bool IsOfNumbers(char c) => char.IsDigit(c) || Fractions.Contains(c, StringComparison.Ordinal);

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> word)
    {
        while (!word.IsEmpty && !IsPart(word[^1])) word = word[..^1];
        while (!word.IsEmpty && !IsPart(word[0]) && !(word.Length > 1 && word[0] == '.' && char.IsDigit(word[1]))) word = word[1..];
        return word;
    }

    private static bool IsPart(char c) =>
        char.IsLetterOrDigit(c) || Fractions.Contains(c, StringComparison.Ordinal) || c is '×' or '*'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.CurrencySymbol;

    // A mark goes with the letter before it.
    private static bool IsTogether(ReadOnlySpan<char> word, int at)
    {
        while (at > 0 && char.GetUnicodeCategory(word[at]) is UnicodeCategory.NonSpacingMark) at--;
        return Script.IsWrittenTogether(word[at]);
    }

    private static void Part(ReadOnlySpan<char> word, bool isFirst, List<string> words)
    {
        // 단호박 begins like a unit, and is one only when it is written to its number.
        var before = isFirst ? ListWords.StuckDescribingAt(word) : IsAmount(words[^1], out var hasUnit) && !hasUnit ? ListWords.StuckUnitAt(word) : 0;
        if (before > 0)
        {
            words.Add(word[..before].ToString());
            word = word[before..];
            if (ListWords.IsParticle(word)) return; // 2개만
            if (word.Length > 1 && ListWords.IsJoin(word[..1].ToString())) word = word[1..]; // 2本の牛乳
        }
        var request = ListWords.StuckRequestOf(word);
        var asked = word[(word.Length - request)..];
        word = word[..^request];
        for (var i = 0; i < word.Length; i++)
        {
            var number = ListWords.StuckNumberAt(word[i..]);
            if (number == 0 || i + number == word.Length || ListWords.StuckUnitAt(word[(i + number)..]) != word.Length - i - number) continue;
            if (i > 0) words.Add(word[..i].ToString());
            words.Add(word.Slice(i, number).ToString());
            word = word[(i + number)..];
            break;
        }
        if (!word.IsEmpty) words.Add(word.ToString());
        if (!asked.IsEmpty) words.Add(asked.ToString());
    }
}

using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace SmartStore.Core.Stores;

/// <summary>
/// A line of a shopping list as people type, dictate or paste it: the thing with its amount (<c>2 x 500 g crème fraîche, cold</c>). What is not the
/// thing is known by its place: a bullet before it, amounts and units at either end, brackets, and what follows a comma.
/// </summary>
public static class ListLine
{
    private const string Fractions = "½⅓⅔¼¾⅛⅜⅝⅞";

    // A line without any of these is the thing alone.
    private static readonly SearchValues<char> s_signs = SearchValues.Create("0123456789½⅓⅔¼¾⅛⅜⅝⅞([（,，、-*•–—·☐✓×");

    // Units that stand behind a number.
    private static readonly FrozenSet<string> s_units = new[]
    {
        "g", "gr", "gram", "gramm", "gramme", "kg", "kilo", "mg", "l", "liter", "litre", "ml", "cl", "dl", "oz", "ounce", "lb", "pound", "pint", "cup", "tbsp", "tsp", "tablespoon", "teaspoon", "el", "tl",
        "pack", "packet", "package", "pkg", "pk", "pcs", "pc", "piece", "tin", "can", "bottle", "jar", "bag", "box", "bunch", "carton", "tub", "tube", "roll", "slice", "clove", "head", "stick", "sprig", "dozen", "handful", "pinch",
        "stück", "packung", "packungen", "pckg", "dose", "dosen", "flasche", "flaschen", "bund", "glas", "gläser", "becher", "tüte", "tüten", "beutel", "scheibe", "scheiben", "zehe", "zehen", "prise",
        "pak", "pakken", "blik", "blikken", "fles", "flessen", "stuks", "zak", "pot", "bos", "boîte", "paquet", "bouteille", "sachet", "tranche", "gousse", "botte", "verre",
        "개", "봉", "봉지", "병", "팩", "모", "단", "장", "알", "마리", "인분", "그램", "킬로", "리터", "통", "캔", "컵", "x",
    }.Select(unit => NameKey.Of(unit).Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The thing on a line, without amount, unit, size, bracket, bullet and what follows a comma. Throws nothing.</summary>
    /// <returns>Empty: nothing is left but an amount.</returns>
    public static NameKey ThingOf(string line)
    {
        if (!line.AsSpan().ContainsAny(s_signs)) return NameKey.Of(line);
        var words = WithoutBrackets(line.AsSpan().TrimStart(" \t-*•–—·☐✓")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToList();
        CutAtComma(words);
        while (TakeAmount(words, out var taken)) words.RemoveRange(0, taken);
        while (words.Count > 0 && EndsWithAmount(words, out var taken)) words.RemoveRange(words.Count - taken, taken);
        return NameKey.Of(string.Join(' ', words));
    }

    private static string WithoutBrackets(ReadOnlySpan<char> line)
    {
        var kept = new StringBuilder(line.Length);
        var depth = 0;
        foreach (var c in line)
        {
            if (c is '(' or '[' or '（') depth++;
            if (depth == 0) kept.Append(c);
            if (c is ')' or ']' or '）') depth = Math.Max(0, depth - 1);
        }
        return kept.ToString();
    }

    // A comma between digits is a decimal one.
    private static void CutAtComma(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var comma = words[i].AsSpan().IndexOfAny(',', '，', '、');
            while (comma > 0 && comma + 1 < words[i].Length && char.IsDigit(words[i][comma - 1]) && char.IsDigit(words[i][comma + 1]))
                comma = words[i].AsSpan(comma + 1).IndexOfAny(',', '，', '、') is >= 0 and var next ? comma + 1 + next : -1;
            if (comma < 0) continue;
            words[i] = words[i][..comma];
            words.RemoveRange(i + 1, words.Count - i - 1);
            return;
        }
    }

    // "2", "2x", "2 x", "500g", "500 g", "1 pack", "½ l", "1 pack of"
    private static bool TakeAmount(List<string> words, out int taken)
    {
        taken = 0;
        if (words.Count < 2) return false;
        if (IsTimes(words[0])) taken = 1;
        if (!IsAmount(words[0], out var hasUnit)) return taken > 0;
        taken = 1;
        if (!hasUnit && taken < words.Count - 1 && (IsUnit(words[taken]) || IsTimes(words[taken]))) taken++;
        if (taken < words.Count - 1 && words[taken] is "of" or "de" or "van" or "di") taken++;
        return true;
    }

    // "milk 2x", "milk x2", "milk x 2", "milk 2", "milk 1 l"
    private static bool EndsWithAmount(List<string> words, out int taken)
    {
        taken = 0;
        if (words.Count < 2) return false;
        var last = words[^1];
        if (IsAmount(last, out _) || (last.Length > 1 && last[0] is 'x' or 'X' or '×' && IsAmount(last[1..], out _))) taken = 1;
        else if (words.Count > 2 && IsUnit(last) && IsAmount(words[^2], out var hasUnit) && !hasUnit) taken = 2;
        if (taken > 0 && words.Count > taken + 1 && IsTimes(words[^(taken + 1)])) taken++;
        return taken > 0;
    }

    private static bool IsTimes(string word) => word is "x" or "X" or "×" or "*";

    private static bool IsUnit(string word) => s_units.Contains(NameKey.Of(word).Value);

    // A number, perhaps with its unit: 2, 1.5, 1,5, 1/2, ½, 2x, 2×, 500g.
    private static bool IsAmount(string word, out bool hasUnit)
    {
        var digits = 0;
        while (digits < word.Length && (char.IsDigit(word[digits]) || Fractions.Contains(word[digits], StringComparison.Ordinal) || (digits > 0 && word[digits] is '.' or ',' or '/'))) digits++;
        var unit = word[digits..];
        hasUnit = unit.Length > 0;
        return digits > 0 && (!hasUnit || unit is "×" or "*" || IsUnit(unit));
    }

    /// <summary>True when the key of a word is an amount or a unit, and no part of a name.</summary>
    internal static bool IsOfAmounts(string word) => s_units.Contains(word) || word.Any(char.IsDigit);
}

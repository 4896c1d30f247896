using System.Collections.Frozen;

namespace SmartStore.Core.Stores;

/// <summary>
/// Letters with marks, and the plain letters they are taken for when names are compared. Our own table, because the process runs
/// with invariant globalization, where Unicode decomposition does nothing, and because a look-up key must not change with the
/// machine's ICU version. Covers Latin-1, Latin Extended-A and the Romanian comma letters; letters of other scripts stay as they are.
/// </summary>
internal static class LetterFolding
{
    private static readonly FrozenDictionary<char, string> Plain = Table(
        ("a", "àáâãäåāăąǎ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉŋ"), ("o", "òóôõöøōŏőǒ"), ("oe", "œ"),
        ("r", "ŕŗř"), ("s", "śŝşšșſ"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűųǔ"), ("w", "ŵ"),
        ("y", "ýÿŷ"), ("z", "źżž"));

    /// <summary>Combining marks (U+0300–U+036F) vanish: the letter before them stands alone.</summary>
    public static bool IsMark(char c) => c is >= '\u0300' and <= '\u036f';

    /// <summary>The plain spelling of a lower-case letter; null: it is plain already.</summary>
    public static string? Fold(char lower) => lower < '\u0080' ? null : Plain.GetValueOrDefault(lower);

    private static FrozenDictionary<char, string> Table(params ReadOnlySpan<(string Plain, string Marked)> rows)
    {
        var table = new Dictionary<char, string>();
        foreach (var (plain, marked) in rows)
            foreach (var c in marked)
                table.Add(c, plain);
        return table.ToFrozenDictionary();
    }
}

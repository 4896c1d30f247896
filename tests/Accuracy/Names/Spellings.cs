using System.Text;

namespace SmartStore.Accuracy.Names;

/// <summary>Ways of writing that are no words around a name, but another spelling of it. Each gives nothing where it would change nothing.</summary>
public static class Spellings
{
    private const int MistypedMin = 7;

    /// <summary>Written first, with the ways of a set.</summary>
    public static IEnumerable<(string Way, string Line)> First(NamedProduct product, int at)
    {
        var name = product.Name;
        foreach (var form in product.Forms ?? []) yield return ("other form", form);
        if (product.Decomposed is { } decomposed)
        {
            yield return ("decomposed", decomposed);
            if (WithoutMarks(decomposed) is var plain && plain != name && plain.All(c => c < '\u1100')) yield return ("without marks", plain);
        }
        foreach (var line in Changed(name, ("capitals", name.ToUpperInvariant()), ("small letters", name.ToLowerInvariant()), ("no-break space", name.Replace(' ', '\u00a0')),
            ("soft hyphen", Insert(name, '\u00ad')), ("full-width letters", Map(name, c => c is > ' ' and < '\u007f' ? (char)(c + 0xFEE0) : c)), ("joined", name.Replace(" ", "", StringComparison.Ordinal)),
            ("katakana as hiragana", Map(name, c => c is >= '\u30a1' and <= '\u30f6' ? (char)(c - 0x60) : c))))
            yield return line;
        if (Mistype(name, at, (word, i) => word[..i] + word[i + 1] + word[i] + word[(i + 2)..]) is { } swapped) yield return ("mistyped, swapped", swapped);
        if (Mistype(name, at, (word, i) => word.Remove(i, 1)) is { } missing) yield return ("mistyped, missing", missing);
    }

    /// <summary>Held out, with those of a set.</summary>
    public static IEnumerable<(string Way, string Line)> HeldOut(NamedProduct product, int at)
    {
        var name = product.Name;
        foreach (var form in product.Forms ?? []) yield return ("other form, counted", $"2 x {form}");
        if (product.Decomposed is { } decomposed) yield return ("decomposed, counted", $"2 x {decomposed}");
        foreach (var line in Changed(name, ("two spaces", name.Replace(" ", "  ", StringComparison.Ordinal)), ("hyphen for space", name.Replace(' ', '-')), ("joiner inside", Insert(name, '\u200d')), ("zero-width space inside", Insert(name, '\u200b')),
            ("hiragana as katakana", Map(name, c => c is >= '\u3041' and <= '\u3096' ? (char)(c + 0x60) : c)), ("half-width katakana", HalfWidth(name))))
            yield return line;
        if (Mistype(name, at, (word, i) => word[..i] + word[i - 1] + word[(i + 1)..]) is { } other) yield return ("mistyped, other letter", other);
        if (Mistype(name, at, (word, i) => word.Insert(i, word[i + 1].ToString())) is { } more) yield return ("mistyped, one too many", more);
    }

    private static IEnumerable<(string, string)> Changed(string name, params (string Way, string Line)[] lines) => lines.Where(line => line.Line != name);

    private static string Map(string name, Func<char, char> letter) => string.Concat(name.Select(letter));

    private static string WithoutMarks(string decomposed) => Map(string.Concat(decomposed.Where(c => c is < '\u0300' or > '\u036f')), c => c switch { 'đ' => 'd', 'Đ' => 'D', _ => c });

    private static string Insert(string name, char c) => name.Length < 2 ? name : name.Insert(name.Length / 2, c.ToString());

    // A slip inside the longest word, never at its first letter; only in alphabets, and only in a long word.
    private static string? Mistype(string name, int at, Func<string, int, string> slip)
    {
        var word = name.Split(' ').MaxBy(w => w.Length)!;
        if (word.Length < MistypedMin || word.Any(c => !char.IsLetter(c) || c > '\u04ff')) return null;
        var mistyped = slip(word, 2 + (at % (word.Length - 4)));
        return mistyped == word ? null : name.Replace(word, mistyped, StringComparison.Ordinal);
    }

    private static string HalfWidth(string name)
    {
        const string full = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
        const string voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ", plain = "カキクケコサシスセソタチツテトハヒフヘホ", half = "パピプペポ", halfPlain = "ハヒフヘホ";
        var narrow = new StringBuilder();
        foreach (var c in name)
        {
            var (letter, mark) = voiced.IndexOf(c, StringComparison.Ordinal) is >= 0 and var v ? (plain[v], "\uff9e") : half.IndexOf(c, StringComparison.Ordinal) is >= 0 and var h ? (halfPlain[h], "\uff9f") : (c, "");
            narrow.Append(full.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? (char)(0xFF66 + at) : letter).Append(mark);
        }
        return narrow.ToString();
    }
}

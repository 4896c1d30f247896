using System.Text;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// A name as loosely as it may be compared without a dictionary, for lines that no <see cref="NameKey"/> finds: words joined, inflection taken away, the two
/// kinds of kana one, long marks and doubled letters gone, German ae, oe and ue as ä, ö and ü. Two products may share one; then it finds neither, unless they stand together.
/// </summary>
internal static class LooseName
{
    // Longest first. й is и and ё is е here, as in a key. At least three letters stay.
    private static readonly string[] s_russianEndings =
        ["ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ов", "ев", "еи", "ам", "ям", "ах", "ях", "ом", "ем", "ои", "ыи", "ии", "ая", "яя", "ое", "ее", "ые", "ие", "ую", "юю", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь"];

    private static readonly string[] s_greekEndings = ["ιων", "ιου", "ουσ", "εσ", "οσ", "ησ", "ασ", "ισ", "ων", "ια", "ου", "α", "η", "ο", "ι", "ε", "υ", "ω", "ν"];

    /// <summary>The words of a name, each without its inflection, joined; and joined first, so that a space too much or too few does not matter. None is empty.</summary>
    /// <param name="name">As it is written.</param>
    /// <param name="words">The words of its key, each in the form of <see cref="Word"/>.</param>
    public static IEnumerable<string> Of(string name, IReadOnlyList<string> words)
    {
        var loose = string.Concat(words);
        if (loose.Length > 0) yield return loose;
        if (words.Count > 1 && Joined(name) is { Length: > 0 } joined && joined != loose) yield return joined;
    }

    /// <summary>A name as if there were no spaces in it.</summary>
    public static string Joined(string name) => string.Concat(NameKey.Of(string.Concat(name.Split([' ', '\u00a0', '\u200b', '\u3000', '-']))).Value.Split(' ').Select(Word));

    /// <summary>One word of a key.</summary>
    public static string Word(string word)
    {
        var loose = new StringBuilder(word.Length);
        foreach (var written in word)
        {
            var c = AsHiragana(written);
            if (c == 'ー') continue;
            if (loose.Length > 0 && word.Length > 3 && Merges(loose, c)) continue;
            loose.Append(c);
        }
        Stem(loose);
        return loose.ToString();
    }

    /// <summary>The words of a key as they were typed: kana in one form, Korean syllables in their letters, because one key is one letter of them.</summary>
    public static string Typed(string key)
    {
        var typed = new StringBuilder(key.Length + 8);
        foreach (var c in key)
            if (Script.IsHangul(c)) LetterFolding.Decompose(c, typed);
            else typed.Append(AsHiragana(c));
        return typed.ToString();
    }

    private static char AsHiragana(char c) => c is >= '\u30a1' and <= '\u30f6' ? (char)(c - 0x60) : c;

    // True when the letter before it stands for both.
    private static bool Merges(StringBuilder loose, char c)
    {
        var before = loose[^1];
        if (before == 'ゔ' && c is 'ぁ' or 'ぃ' or 'ぇ' or 'ぉ')
        {
            loose[^1] = c switch { 'ぁ' => 'ば', 'ぃ' => 'び', 'ぇ' => 'べ', _ => 'ぼ' };
            return true;
        }
        if (c == 'e' && before is 'a' or 'o' or 'u') return true;
        return c == before && char.IsLetter(c) && !Script.IsWrittenTogether(c);
    }

    private static void Stem(StringBuilder word)
    {
        if (word.Length < 4) return;
        var first = word[0];
        if (first is >= 'a' and <= 'z') StemLatin(word);
        else if (first is >= 'а' and <= 'ӿ') StemRussian(word);
        else if (first is >= 'α' and <= 'ω') CutOne(word, s_greekEndings);
    }

    // Tomate(n), Zwiebel(n), limon(es), nuez and nueces, chou(x). An English or French s has gone already.
    private static void StemLatin(StringBuilder word)
    {
        if (word[^1] == 'x' && word[^2] == 'u') word.Length--;
        while (word.Length > 4 && (word[^1] == 'e' || (word[^1] == 'n' && word.Length > 5))) word.Length--;
        if (word[^1] == 'z') word[^1] = 'c';
    }

    // The vowel that comes and goes: огурец, огурцы; чеснок, чеснока; сливки, сливок.
    private static void StemRussian(StringBuilder word)
    {
        CutOne(word, s_russianEndings);
        if (word.Length > 4 && word[^2] is 'е' or 'о' && word[^1] is 'ц' or 'к') word.Remove(word.Length - 2, 1);
    }

    private static void CutOne(StringBuilder word, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (word.Length < ending.Length + 3 || !EndsWith(word, ending)) continue;
            word.Length -= ending.Length;
            return;
        }
    }

    private static bool EndsWith(StringBuilder word, string ending)
    {
        for (var i = 0; i < ending.Length; i++)
            if (word[word.Length - ending.Length + i] != ending[i])
                return false;
        return true;
    }
}

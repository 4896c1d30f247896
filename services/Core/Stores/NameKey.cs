using System.Globalization;
using System.Text;

namespace SmartStore.Core.Stores;

/// <summary>
/// What two spellings of one thing have in common: case, accents, punctuation, spacing, width, invisible characters and English plurals are taken
/// away, so that <c>Crème fraîche</c> meets <c>creme fraiche</c>, composed or decomposed, and <c>Tomatoes</c> meets <c>tomato</c>. Words keep their order. Both sides of a
/// comparison go through the same rules; a key is not meant to be read.
/// </summary>
/// <param name="Value">Words joined by one space; empty: nothing but punctuation.</param>
public readonly record struct NameKey(string Value)
{
    /// <summary>True when nothing comparable was left.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Value);

    /// <summary>Its words, in order; of the empty key none.</summary>
    public string[] Words => IsEmpty ? [] : Value.Split(' ');

    /// <summary>The key of a name. Throws nothing.</summary>
    public static NameKey Of(string name)
    {
        var words = new StringBuilder(name.Length);
        var wordStart = 0;
        var selecting = false;
        foreach (var written in name)
        {
            var c = LetterFolding.FullOf(written);
            if (LetterFolding.IsMark(c) || LetterFolding.IsInvisible(c) || IsSelector(c, ref selecting) || c is '\'' or '\u2019') continue;
            if (words.Length > wordStart && LetterFolding.TryCompose(words[^1], c, out var composed))
            {
                words[^1] = composed;
            }
            else if (char.IsLetterOrDigit(c) || (words.Length > wordStart && IsVowelSign(c)))
            {
                var lower = char.ToLowerInvariant(c);
                if (LetterFolding.Fold(lower) is { } plain) words.Append(plain);
                else words.Append(lower);
            }
            else
            {
                EndWord(words, ref wordStart);
            }
        }
        EndWord(words, ref wordStart);
        if (words.Length > 0 && words[^1] == ' ') words.Length--;
        return new NameKey(words.ToString());
    }

    public override string ToString() => Value;

    // The signs of Indic and Thai letters are part of the word; the two of kana that belong to no letter are not.
    private static bool IsVowelSign(char c) => c is not ('\u3099' or '\u309a') && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // U+E0100–U+E01EF choose a form of the Chinese character before them; they come as two chars, of which the first is always this one.
    private static bool IsSelector(char c, ref bool selecting)
    {
        var isSecond = selecting && char.IsLowSurrogate(c);
        selecting = c == '\udb40';
        return selecting || isSecond;
    }

    private static void EndWord(StringBuilder words, ref int wordStart)
    {
        if (words.Length == wordStart) return;
        words.Length -= PluralLetters(words, wordStart);
        MeetSingular(words, wordStart);
        words.Append(' ');
        wordStart = words.Length;
    }

    // The S-stemmer's idea: few rules, none that needs a dictionary. Words of three letters (gas) and -ss (watercress) stay; where an s was none
    // of a plural (hummus), both sides of a comparison lose it alike.
    private static int PluralLetters(StringBuilder words, int start)
    {
        var length = words.Length - start;
        if (length < 4 || words[^1] != 's' || words[^2] is not (>= 'a' and < 's' or > 's' and <= 'z')) return 0;
        if (words[^2] != 'e') return 1;
        // potatoes, boxes, radishes, peaches, glasses; the e of olives, grapes and cheeses belongs to the word
        var c = words[^3];
        if (c is 'o' or 'x' || (length > 4 && c == 'h' && words[^4] is 's' or 'c') || (length > 4 && c == 's' && words[^4] == 's')) return 2;
        return 1;
    }

    // Singular and plural meet where a rule above took too much or too little: berry/berrie(s), shoe/sho(es), quiche/quich(es), mousse/mouss(es).
    private static void MeetSingular(StringBuilder words, int start)
    {
        var length = words.Length - start;
        if (length > 3 && words[^1] == 'f' && (words[^2] == 'a' || (words[^2] == 'l' && words[^3] == 'a')))
        {
            // leaf, loaf, half: their plurals have lost the s already (leave, loave, halve)
            words[^1] = 'v';
            words.Append('e');
            return;
        }
        if (length < 3 || words[^1] != 'e') return;
        if (words[^2] == 'i')
        {
            words.Length--;
            words[^1] = 'y';
        }
        else if (words[^2] is 'o' or 'x' || (length > 3 && words[^2] == 'h' && words[^3] is 's' or 'c') || (length > 3 && words[^2] == 's' && words[^3] == 's'))
        {
            words.Length--;
        }
    }
}

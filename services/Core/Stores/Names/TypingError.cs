namespace SmartStore.Core.Stores.Names;

/// <summary>Whether two words differ by one slip of a finger: a letter more, less or other, or two neighbours swapped (Damerau–Levenshtein distance 1).</summary>
internal static class TypingError
{
    /// <summary>Fewest letters of a word in which a slip is believed; Japanese syllables are two letters each. Shorter words have too many true neighbours.</summary>
    public static int LettersMin(char first) => Script.IsKana(first) ? 4 : 6;

    /// <summary>True at a distance of exactly 1.</summary>
    public static bool IsOne(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => At(one, other) >= 0;

    /// <summary>Where the slip is, from 0; -1: the texts are equal, or differ by more.</summary>
    public static int At(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.Length < other.Length) return At(other, one);
        var at = one.CommonPrefixLength(other);
        var rest = one[at..];
        var otherRest = other[at..];
        var isOne = (rest.Length - otherRest.Length) switch
        {
            1 => rest[1..].SequenceEqual(otherRest),
            0 when rest.Length > 0 => rest[1..].SequenceEqual(otherRest[1..]) || IsSwap(rest, otherRest),
            _ => false,
        };
        return isOne ? at : -1;
    }

    /// <summary>
    /// True when one word of a name was mistyped: long enough, its first letter right, as it nearly always is. Names are in the form of <see cref="LooseName.Typed"/>.
    /// </summary>
    /// <param name="word">Which word it was, from 0, where the answer is true.</param>
    public static bool IsInLongWord(string typed, string name, out int word)
    {
        word = 0;
        var at = At(typed, name);
        if (at < 0) return false;
        var wrong = WordAt(typed, at);
        var right = WordAt(name, at);
        if (wrong.IsEmpty || right.IsEmpty || wrong[0] != right[0]) return false;
        if (Math.Max(wrong.Length, right.Length) < LettersMin(right[0]) || !IsOne(wrong, right) || !IsOfLetters(wrong) || !IsOfLetters(right)) return false;
        word = typed.AsSpan(0, Math.Min(at, typed.Length)).Count(' ');
        return true;
    }

    private static bool IsOfLetters(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (Script.IsHan(c) || char.IsDigit(c))
                return false;
        return true;
    }

    private static bool IsSwap(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one.Length > 1 && one[0] == other[1] && one[1] == other[0] && one[2..].SequenceEqual(other[2..]);

    // A slip behind the last letter of a word belongs to this word.
    private static ReadOnlySpan<char> WordAt(string words, int at)
    {
        var end = words.IndexOf(' ', Math.Min(at, words.Length));
        if (end < 0) end = words.Length;
        var start = at == 0 ? 0 : words.LastIndexOf(' ', Math.Min(at, words.Length) - 1) + 1;
        return start <= end ? words.AsSpan(start, end - start) : [];
    }
}

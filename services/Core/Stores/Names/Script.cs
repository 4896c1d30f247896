namespace SmartStore.Core.Stores.Names;

/// <summary>What a letter belongs to, as far as names are compared differently for it.</summary>
internal static class Script
{
    /// <summary>Korean syllables.</summary>
    public static bool IsHangul(char c) => c is >= '\uac00' and <= '\ud7a3';

    /// <summary>Japanese syllables, in either form.</summary>
    public static bool IsKana(char c) => c is >= '\u3041' and <= '\u30ff';

    /// <summary>Chinese characters; each is a word, or the root of one.</summary>
    public static bool IsHan(char c) => c is (>= '\u3400' and <= '\u9fff') or '々';

    /// <summary>Scripts that set no space between a number, its unit and the thing.</summary>
    public static bool IsWrittenTogether(char c) => IsHangul(c) || IsKana(c) || IsHan(c);

    /// <summary>Fewest letters of a word that tell what it is, when it is only a part of what is written.</summary>
    public static int TellingPart(char first) => IsHangul(first) || IsHan(first) ? 2 : IsKana(first) ? 3 : 5;
}

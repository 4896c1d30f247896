using System.Text;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// The words of the names of care products, in every way they may be written: as a word, stuck to other words or parted by a space (ibuprofen400, ibu profen,
/// 이부프로펜정), inflected, with one typing error. A word that other products are named by is one of care all the same, but only where it is written out.
/// </summary>
internal sealed class CareWords
{
    // Fewest letters of a word where words have spaces between them.
    private const int LettersMin = 3;

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sold = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<string>> _typed = [];
    private int _partMax;

    /// <summary>Takes a product in.</summary>
    /// <param name="words">The words of its key.</param>
    /// <param name="loose">The same in the form of <see cref="LooseName.Word"/>.</param>
    public void Add(Product product, IReadOnlyList<string> words, IReadOnlyList<string> loose)
    {
        _sold.UnionWith(loose);
        if (!product.IsCare) return;
        foreach (var word in words) AddCare(word);
        // "PM 24": no word of it tells anything alone.
        if (!words.Any(IsTelling)) _words.Add(LooseName.Joined(product.Name));
    }

    /// <summary>True when no product is of care.</summary>
    public bool IsEmpty => _words.Count == 0;

    /// <summary>True when a word of a care product's name is anywhere in a line.</summary>
    public bool Touches(string line)
    {
        var unknown = new StringBuilder();
        foreach (var written in line.Split([' ', '\u00a0', '\u200b', '\u3000'], StringSplitOptions.RemoveEmptyEntries))
        {
            var isKnown = true;
            foreach (var word in NameKey.Of(written).Words)
            {
                var loose = LooseName.Word(word);
                if (_words.Contains(loose)) return true;
                if (_sold.Contains(loose)) continue;
                if (IsNear(word)) return true;
                isKnown = false;
            }
            if (!isKnown) unknown.Append(written);
        }
        return _words.Contains(LooseName.Joined(line)) || HasPart(LooseName.Joined(unknown.ToString()));
    }

    /// <summary>True for a word of a key that is in the name of a product here.</summary>
    public bool IsSold(string word) => _sold.Contains(LooseName.Word(word));

    /// <summary>True for a word of a key that is one of care or one typing error away from it, inflected or not.</summary>
    public bool IsNear(string word) => IsNearTyped(LooseName.Typed(word)) || IsNearTyped(LooseName.Typed(LooseName.Word(word)));

    private bool IsNearTyped(string typed)
    {
        for (var length = typed.Length - 1; length <= typed.Length + 1; length++)
        {
            if (!_typed.TryGetValue(length, out var words)) continue;
            foreach (var word in words)
                if (word == typed || TypingError.IsOne(word, typed)) return true;
        }
        return false;
    }

    private bool HasPart(string letters)
    {
        var parts = _parts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < letters.Length; start++)
            for (var length = Script.TellingPart(letters[start]); length <= _partMax && start + length <= letters.Length; length++)
                if (parts.Contains(letters.AsSpan(start, length))) return true;
        return false;
    }

    private void AddCare(string word)
    {
        if (!IsTelling(word)) return;
        foreach (var part in Runs(word).Append(word))
        {
            var loose = LooseName.Word(part);
            if (loose.Length == 0 || ListWords.SaysNothing(part)) continue;
            if (part == word || loose.Length >= Script.TellingPart(loose[0])) _words.Add(loose);
            if (loose.Length < Script.TellingPart(loose[0])) continue;
            _parts.Add(loose);
            _partMax = Math.Max(_partMax, loose.Length);
        }
        foreach (var typed in new[] { LooseName.Typed(word), LooseName.Typed(LooseName.Word(word)) })
        {
            if (typed.Length == 0 || typed.Length < TypingError.LettersMin(typed[0]) - 1) continue;
            if (!_typed.TryGetValue(typed.Length, out var words)) _typed[typed.Length] = words = [];
            if (!words.Contains(typed)) words.Add(typed);
        }
    }

    private static bool IsTelling(string word) => (word.Length >= LettersMin || Script.IsWrittenTogether(word[0])) && !ListWords.SaysNothing(word);

    // Japanese has no spaces: イブプロフェン錠 is two words, one in kana and one in Chinese characters.
    private static IEnumerable<string> Runs(string word)
    {
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i < word.Length && Script.IsHan(word[i]) == Script.IsHan(word[i - 1]) && Script.IsKana(word[i]) == Script.IsKana(word[i - 1])) continue;
            yield return word[start..i];
            start = i;
        }
    }
}

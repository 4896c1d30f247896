namespace SmartStore.Core.Cases.Topics;

/// <summary>Which products a text names.</summary>
public static class NamedProducts
{
    // A name of one letter or syllable stands in too many words.
    private const int NameMin = 2;

    // So many words of a text are read: names stand near its beginning.
    private const int WordsMax = 60;

    /// <summary>Products whose whole name stands in the text, longest names first come, at most <paramref name="max"/>. A word may go on after the name where Korean puts particles.</summary>
    public static IReadOnlyList<ProductId> In(string text, StoreBook book, int max)
    {
        var words = NameKey.Of(text).Words;
        var found = new List<ProductId>();
        for (var i = 0; i < words.Length && i < WordsMax && found.Count < max; i++)
        {
            // "olive oil" is meant before "oil" is.
            for (var length = Math.Min(3, words.Length - i); length > 0; length--)
            {
                if (Named(string.Join(' ', words.Skip(i).Take(length)), book) is not { } product) continue;
                if (!found.Contains(product.Id)) found.Add(product.Id);
                i += length - 1;
                break;
            }
        }
        return found;
    }

    private static Product? Named(string words, StoreBook book)
    {
        if (words.Length < NameMin) return null;
        if (book.Product(NameKey.Of(words)) is { } whole) return whole;
        if (words[^1] is < '\uac00' or > '\ud7a3') return null;
        var word = words.LastIndexOf(' ') + 1;
        for (var end = words.Length - 1; end >= word + NameMin; end--)
            if (book.Product(NameKey.Of(words[..end])) is { } product)
                return product;
        return null;
    }
}

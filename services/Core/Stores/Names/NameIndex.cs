using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// The products of a store by what people write for them. A line is looked up whole, then as each thing that it may name (<see cref="ListLine"/>), each first by
/// its key and then loosely, and only at last with one typing error in a long word. Look-ups cost the same at any size of the catalogue; the last one compares with
/// the names of nearly the same length that begin with the same letter. A shopper's lines are asked for at every step of the visit, so answers that took reading are kept.
/// Built once per catalogue; safe for any number of threads.
/// </summary>
internal sealed class NameIndex
{
    /// <summary>Most lines whose answer is kept. At the limit all are forgotten, and found again when they are asked for.</summary>
    public const int KeptMax = 4_096;

    private readonly ConcurrentDictionary<string, (Product? Product, bool IsCare)> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<NameKey, Named> _whole;
    private readonly Dictionary<string, Named> _loose;
    private readonly Dictionary<NameKey, List<Product>> _alike = [];
    private readonly Dictionary<(char First, int Length), List<(string Typed, Product Product)>> _typed = [];
    private readonly CareWords _care = new();

    public NameIndex(IReadOnlyList<Product> products)
    {
        _whole = new(products.Count);
        _loose = new(products.Count, StringComparer.Ordinal);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var product in products)
        {
            var key = NameKey.Of(product.Name);
            if (key.IsEmpty) continue;
            var words = key.Words;
            var loose = Array.ConvertAll(words, Loose);
            AddWhole(key, product);
            AddLoose(key, loose, product);
            _care.Add(product, words, loose);
        }

        // Names share their words.
        string Loose(string word)
        {
            if (!known.TryGetValue(word, out var loose)) known[word] = loose = LooseName.Word(word);
            return loose;
        }
    }

    /// <summary>The product of this very name; of several the first that can be bought. Null: none.</summary>
    public Product? Whole(NameKey name) => name.IsEmpty ? null : _whole.GetValueOrDefault(name).Product;

    /// <summary>How many answers are kept now.</summary>
    public int Kept => _kept.Count;

    /// <summary>The product that a line of a list, or an ingredient, names; null: none, or more than one that stand apart.</summary>
    public Product? Find(string line) => Exact(line) ?? Answer(line).Product;

    /// <summary>
    /// Whether a line is of care: by the product whose name it has whole, or whole but for amounts; of any other line, whether a word of it is one of a care product's
    /// name, or it is found as a care product. Better a recipe too few than one for somebody who is ill.
    /// </summary>
    public bool IsCare(string line) => !_care.IsEmpty && (CareOf(line) ?? Answer(line).IsCare);

    private (Product? Product, bool IsCare) Answer(string line)
    {
        if (_kept.TryGetValue(line, out var kept)) return kept;
        var read = ListLine.Read(line);
        var product = Search(line, read.Things);
        var isCare = _care.Touches(line) ? !read.Things.Take(read.BareCount).Any(thing => CareOf(thing) == false) : product is { IsCare: true };
        if (_kept.Count >= KeptMax) _kept.Clear();
        return _kept[line] = (product, isCare);
    }

    private Product? Search(string line, IReadOnlyList<string> things)
    {
        foreach (var thing in things)
            if (Exact(thing) is { } exact) return exact;
        if (Loosely(line) is { } loose) return loose;
        foreach (var thing in things)
            if (Loosely(thing) is { } found) return found;
        foreach (var thing in things)
            if (WithSlip(thing) is { } meant) return meant;
        return null;
    }

    private void AddWhole(NameKey key, Product product)
    {
        ref var named = ref CollectionsMarshal.GetValueRefOrAddDefault(_whole, key, out var known);
        if (!known)
        {
            named = new Named(product, key, IsParted: false, product.IsCare);
            return;
        }
        if (product.IsCare) named = named with { AnyCare = true };
        if (!named.IsParted && named.Product.Zone != product.Zone && LetterFolding.Marked(named.Product.Name) != LetterFolding.Marked(product.Name)) named = named with { IsParted = true };
        if (!_alike.TryGetValue(key, out var alike)) _alike[key] = alike = [named.Product];
        alike.Add(product);
        if (!named.Product.IsInStock && product.IsInStock) named = named with { Product = product };
    }

    private void AddLoose(NameKey key, string[] words, Product product)
    {
        foreach (var loose in LooseName.Of(product.Name, words))
        {
            ref var named = ref CollectionsMarshal.GetValueRefOrAddDefault(_loose, loose, out var known);
            if (!known) named = new Named(product, key, IsParted: false, product.IsCare);
            else if (named.Key != key) named = named with { IsParted = named.IsParted || named.Product.Zone != product.Zone };
        }
        if (LooseName.Typed(key.Value) is not [var first, ..] typed) return;
        ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(_typed, (first, typed.Length), out _);
        (names ??= []).Add((typed, product));
    }

    // Whether what has this name is of care; null: nothing has it.
    private bool? CareOf(string thing) =>
        !_whole.TryGetValue(NameKey.Of(thing), out var named) ? null : named.IsParted ? Exact(thing)?.IsCare ?? named.AnyCare : named.AnyCare;

    // Names that differ in marks alone (Dứa, pineapple; Dừa, coconut) are told apart by the marks. A line without them finds what stands together, or nothing.
    private Product? Exact(string thing)
    {
        var key = NameKey.Of(thing);
        if (key.IsEmpty || !_whole.TryGetValue(key, out var named)) return null;
        if (!named.IsParted) return named.Product;
        var marked = LetterFolding.Marked(thing);
        Product? found = null;
        foreach (var product in _alike[key])
            if (LetterFolding.Marked(product.Name) == marked && (found is null || (!found.IsInStock && product.IsInStock)))
                found = product;
        return found;
    }

    private Product? Loosely(string thing)
    {
        foreach (var loose in LooseName.Of(thing, Array.ConvertAll(NameKey.Of(thing).Words, LooseName.Word)))
            if (_loose.TryGetValue(loose, out var named) && !named.IsParted && _whole[named.Key] is { IsParted: false } whole) return whole.Product;
        return null;
    }

    // A word that is sold here is no slip of another one, and a word near a care product's never becomes something else.
    private Product? WithSlip(string thing)
    {
        if (NameKey.Of(thing) is not { IsEmpty: false } key) return null;
        var typed = LooseName.Typed(key.Value);
        Product? found = null;
        for (var length = typed.Length - 1; length <= typed.Length + 1; length++)
        {
            if (!_typed.TryGetValue((typed[0], length), out var names)) continue;
            foreach (var (name, product) in names)
            {
                if (!TypingError.IsInLongWord(typed, name, out var at)) continue;
                var slipped = key.Words[at];
                if (_care.IsSold(slipped) || (!product.IsCare && _care.IsNear(slipped))) continue;
                if (found is not null && found.Zone != product.Zone) return null;
                if (found is null || (!found.IsInStock && product.IsInStock)) found = product;
            }
        }
        return found;
    }

    /// <param name="IsParted">Several names share this, and stand in different zones.</param>
    /// <param name="AnyCare">One of the products of this key is of care.</param>
    private readonly record struct Named(Product Product, NameKey Key, bool IsParted, bool AnyCare);
}

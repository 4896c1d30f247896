using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// The products of a store by what people write for them. A line is looked up whole, then as each thing that it may name (<see cref="ListLine"/>), each first by
/// its key and then loosely, and only at last with one typing error in a long word. Look-ups cost the same at any size of the catalogue; the last one compares with
/// the names of nearly the same length that begin with the same letter. A shopper's lines are asked for at every step of the visit, so answers that took reading are kept.
/// What is in stock does not matter here. Built once per catalogue; safe for any number of threads.
/// </summary>
internal sealed class NameIndex
{
    /// <summary>Most lines whose answer is kept. At the limit all are forgotten, and found again when they are asked for.</summary>
    public const int KeptMax = 4_096;

    private readonly ConcurrentDictionary<string, (Namesakes? Meant, bool IsCare)> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<NameKey, WholeName> _whole;
    private readonly Dictionary<string, LooselyNamed> _loose;
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

    /// <summary>The products of this very name; null: none.</summary>
    public Namesakes? Whole(NameKey name) => !name.IsEmpty && _whole.TryGetValue(name, out var named) ? named.Meant : null;

    /// <summary>How many answers are kept now.</summary>
    public int Kept => _kept.Count;

    /// <summary>What a line of a list, or an ingredient, names; null: nothing, or products that stand apart.</summary>
    public Namesakes? Find(string line) => Exact(line) ?? Answer(line).Meant;

    /// <summary>
    /// Whether a line is of care: by the product whose name it has whole, or whole but for amounts; of any other line, whether a word of it is one of a care product's
    /// name, or it is found as a care product. Better a recipe too few than one for somebody who is ill.
    /// </summary>
    public bool IsCare(string line) => !_care.IsEmpty && (CareOf(line) ?? Answer(line).IsCare);

    private (Namesakes? Meant, bool IsCare) Answer(string line)
    {
        if (_kept.TryGetValue(line, out var kept)) return kept;
        var read = ListLine.Read(line);
        var meant = Search(line, read.Things);
        var isCare = _care.Touches(line) ? !read.Things.Take(read.BareCount).Any(thing => CareOf(thing) == false) : meant is { IsCare: true };
        if (_kept.Count >= KeptMax) _kept.Clear();
        return _kept[line] = (meant, isCare);
    }

    private Namesakes? Search(string line, IReadOnlyList<string> things)
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
            named = new WholeName(product, All: null, IsParted: false, product.IsCare);
            return;
        }
        var isParted = named.IsParted || (named.First.Zone != product.Zone && LetterFolding.Marked(named.First.Name) != LetterFolding.Marked(product.Name));
        named = named with { All = named.All ?? [named.First], IsParted = isParted, AnyCare = named.AnyCare || product.IsCare };
        named.All!.Add(product);
    }

    private void AddLoose(NameKey key, string[] words, Product product)
    {
        foreach (var loose in LooseName.Of(product.Name, words))
        {
            ref var named = ref CollectionsMarshal.GetValueRefOrAddDefault(_loose, loose, out var known);
            if (!known) named = new LooselyNamed(key, product.Zone, IsParted: false);
            else if (named.Key != key) named = named with { IsParted = named.IsParted || named.Zone != product.Zone };
        }
        if (LooseName.Typed(key.Value) is not [var first, ..] typed) return;
        ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(_typed, (first, typed.Length), out _);
        (names ??= []).Add((typed, product));
    }

    // Whether what has this name is of care; null: nothing has it.
    private bool? CareOf(string thing) =>
        !_whole.TryGetValue(NameKey.Of(thing), out var named) ? null : named.IsParted ? Exact(thing)?.IsCare ?? named.AnyCare : named.AnyCare;

    // Names that differ in marks alone (Dứa, pineapple; Dừa, coconut) are told apart by the marks. A line without them finds what stands together, or nothing.
    private Namesakes? Exact(string thing)
    {
        var key = NameKey.Of(thing);
        if (key.IsEmpty || !_whole.TryGetValue(key, out var named)) return null;
        if (!named.IsParted) return named.Meant;
        var marked = LetterFolding.Marked(thing);
        return Namesakes.Of([.. named.All!.Where(product => LetterFolding.Marked(product.Name) == marked)]);
    }

    private Namesakes? Loosely(string thing)
    {
        foreach (var loose in LooseName.Of(thing, Array.ConvertAll(NameKey.Of(thing).Words, LooseName.Word)))
            if (_loose.TryGetValue(loose, out var named) && !named.IsParted && _whole[named.Key] is { IsParted: false } whole) return whole.Meant;
        return null;
    }

    // A word that is sold here is no slip of another one, and a word near a care product's never becomes something else.
    private Namesakes? WithSlip(string thing)
    {
        if (NameKey.Of(thing) is not { IsEmpty: false } key) return null;
        var typed = LooseName.Typed(key.Value);
        var found = new List<Product>();
        for (var length = typed.Length - 1; length <= typed.Length + 1; length++)
        {
            if (!_typed.TryGetValue((typed[0], length), out var names)) continue;
            foreach (var (name, product) in names)
            {
                if (!TypingError.IsInLongWord(typed, name, out var at)) continue;
                var slipped = key.Words[at];
                if (_care.IsSold(slipped) || (!product.IsCare && _care.IsNear(slipped))) continue;
                if (found.Count > 0 && found[0].Zone != product.Zone) return null;
                found.Add(product);
            }
        }
        return Namesakes.Of(found);
    }

    /// <param name="All">In the catalogue's order; null: the first is the only one.</param>
    /// <param name="IsParted">They differ in marks, and stand in different zones.</param>
    /// <param name="AnyCare">One of them is of care.</param>
    private readonly record struct WholeName(Product First, List<Product>? All, bool IsParted, bool AnyCare)
    {
        public Namesakes Meant => new(First, All);
    }

    /// <param name="Key">The name that was met first.</param>
    /// <param name="Zone">Where its product stands.</param>
    /// <param name="IsParted">Several names share this, and stand in different zones.</param>
    private readonly record struct LooselyNamed(NameKey Key, ZoneId Zone, bool IsParted);
}

/// <summary>The products that a name means, as the catalogue has them. Which of several stands for the name depends on what can be bought.</summary>
/// <param name="All">In the catalogue's order; null: the first is the only one.</param>
internal readonly record struct Namesakes(Product First, IReadOnlyList<Product>? All)
{
    /// <summary>One of them is of care.</summary>
    public bool IsCare => All?.Any(product => product.IsCare) ?? First.IsCare;

    /// <summary>Null: there are none.</summary>
    public static Namesakes? Of(IReadOnlyList<Product> products) => products.Count switch
    {
        0 => null,
        1 => new Namesakes(products[0], All: null),
        _ => new Namesakes(products[0], products),
    };
}

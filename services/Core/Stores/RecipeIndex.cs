using System.Runtime.InteropServices;

namespace SmartStore.Core.Stores;

/// <summary>A recipe as one store sees it: what each ingredient is here, and how telling it is.</summary>
/// <param name="Recipe">As the operator wrote it.</param>
/// <param name="Terms">One per ingredient, a number of <see cref="RecipeIndex"/>; its product: <see cref="StoreBook.Product(CompiledRecipe, int)"/>.</param>
/// <param name="Names">One per ingredient, as they are compared.</param>
/// <param name="Weights">One per ingredient, &gt; 0: ln(1 + recipes / recipes that use it). Salt says little, saffron much.</param>
/// <param name="RequiredWeight">Sum over the ingredients that are not optional; one that is named twice counts once.</param>
public sealed record CompiledRecipe(
    Recipe Recipe,
    IReadOnlyList<int> Terms,
    IReadOnlyList<NameKey> Names,
    IReadOnlyList<double> Weights,
    double RequiredWeight);

/// <summary>What recipes ask for under one name and, in this store, as one product.</summary>
/// <param name="Product">What it is here; null: not sold here.</param>
/// <param name="Weight">As in <see cref="CompiledRecipe.Weights"/>.</param>
/// <param name="FirstUse">Where its uses begin.</param>
/// <param name="Uses">Recipes that use it, &gt; 0.</param>
internal readonly record struct RecipeTerm(Product? Product, double Weight, int FirstUse, int Uses);

/// <summary>A recipe in numbers: its terms, each once, the required ones first.</summary>
/// <param name="First">Where its terms begin.</param>
/// <param name="Required">How many are not optional.</param>
/// <param name="Count">How many there are, at most <see cref="Recipe.IngredientsMax"/>.</param>
/// <param name="RequiredWeight">As in <see cref="CompiledRecipe"/>.</param>
internal readonly record struct RecipeRow(int First, int Required, int Count, double RequiredWeight);

/// <summary>
/// Recipes by what goes into them, and what goes into each recipe, both as numbers, so that ranking reads little memory and no text. A term
/// is found under its name and under the product it is in this store. Built once per catalogue; with other stock the terms alone are looked at again.
/// </summary>
public sealed class RecipeIndex
{
    private readonly Dictionary<ProductId, List<int>> _byProduct;
    private readonly Dictionary<NameKey, List<int>> _byName;
    private readonly NamedTerm[] _named;
    private readonly CompiledRecipe[] _recipes;
    private readonly RecipeRow[] _rows;
    private readonly RecipeTerm[] _terms;
    private readonly int[] _termsOfRows;
    private readonly int[] _usesOfTerms;
    private readonly ulong[] _notToBuy;

    /// <param name="byId">A product as it stands now.</param>
    /// <param name="byName">What an ingredient without a product means.</param>
    /// <param name="now">The one of several products of a name that stands for it now.</param>
    internal RecipeIndex(IReadOnlyList<Recipe> recipes, Func<ProductId, Product?> byId, Func<string, Namesakes?> byName, Func<Namesakes?, Product?> now)
    {
        var names = new TermNames(byName);
        Recipe[] ordered = [.. recipes.OrderBy(recipe => recipe.Id, StringComparer.Ordinal)];
        int[][] ingredients = [.. ordered.Select(names.Of)];
        double[] weights = [.. names.All.Select(term => Math.Log(1 + ((double)ordered.Length / names.RecipesWith(term))))];

        (_recipes, _rows) = (new CompiledRecipe[ordered.Length], new RecipeRow[ordered.Length]);
        var termsOfRows = new List<int>();
        for (var r = 0; r < ordered.Length; r++)
        {
            _rows[r] = Row(ordered[r], ingredients[r], weights, termsOfRows);
            _recipes[r] = new CompiledRecipe(
                ordered[r],
                ingredients[r],
                Array.ConvertAll(ingredients[r], term => names.All[term].Name),
                Array.ConvertAll(ingredients[r], term => weights[term]),
                _rows[r].RequiredWeight);
        }
        _termsOfRows = [.. termsOfRows];
        _usesOfTerms = new int[_termsOfRows.Length];
        _named = [.. names.All];
        _byName = [];
        for (var t = 0; t < _named.Length; t++)
            if (!_named[t].Name.IsEmpty)
                Add(_byName, _named[t].Name, t);
        _terms = Terms(weights);
        (_byProduct, _notToBuy) = ([], new ulong[Bits.Words(_terms.Length)]);
        TakeStock(byId, now);
    }

    private RecipeIndex(RecipeIndex before, Func<ProductId, Product?> byId, Func<Namesakes?, Product?> now)
    {
        (_byName, _named, _recipes, _rows, _termsOfRows, _usesOfTerms) = (before._byName, before._named, before._recipes, before._rows, before._termsOfRows, before._usesOfTerms);
        _terms = [.. before._terms];
        (_byProduct, _notToBuy) = (new(before._byProduct.Count), new ulong[before._notToBuy.Length]);
        TakeStock(byId, now);
    }

    /// <summary>The same recipes with other stock.</summary>
    internal RecipeIndex With(Func<ProductId, Product?> byId, Func<Namesakes?, Product?> now) => new(this, byId, now);

    /// <summary>All recipes, in the order of their ids.</summary>
    public IReadOnlyList<CompiledRecipe> Recipes => _recipes;

    /// <summary>What <see cref="Recipes"/> are in numbers, in the same order.</summary>
    internal ReadOnlySpan<RecipeRow> Rows => _rows;

    /// <summary>How many terms there are: they are numbered from 0.</summary>
    internal int TermCount => _terms.Length;

    /// <summary>A term by its number.</summary>
    internal ref readonly RecipeTerm Term(int number) => ref _terms[number];

    /// <summary>The terms that no recipe may ask a shopper to buy: not sold here, sold out, or care.</summary>
    internal ReadOnlySpan<ulong> NotToBuy => _notToBuy;

    /// <summary>The terms of a recipe.</summary>
    internal ReadOnlySpan<int> TermsOf(in RecipeRow row) => _termsOfRows.AsSpan(row.First, row.Count);

    /// <summary>The terms that are a product here. Empty: no recipe uses it.</summary>
    internal ReadOnlySpan<int> TermsOf(ProductId product) => CollectionsMarshal.AsSpan(_byProduct.GetValueOrDefault(product));

    /// <summary>The terms of a name. Empty: no recipe uses it.</summary>
    internal ReadOnlySpan<int> TermsOf(NameKey name) => CollectionsMarshal.AsSpan(_byName.GetValueOrDefault(name));

    /// <summary>The recipes that use a term, in the order of <see cref="Recipes"/>.</summary>
    internal ReadOnlySpan<int> Using(int term) => _usesOfTerms.AsSpan(_terms[term].FirstUse, _terms[term].Uses);

    // What is named twice stands there once, and is required when one of the two is. In one order everywhere, so that sums over the same terms are the same.
    private static RecipeRow Row(Recipe recipe, int[] ingredients, double[] weights, List<int> terms)
    {
        var first = terms.Count;
        AddOnce(isOptional: false);
        var required = terms.Count - first;
        AddOnce(isOptional: true);
        terms.Sort(first, required, null);
        terms.Sort(first + required, terms.Count - first - required, null);
        var weight = 0.0;
        for (var i = first; i < first + required; i++) weight += weights[terms[i]];
        return new RecipeRow(first, required, terms.Count - first, weight);

        void AddOnce(bool isOptional)
        {
            for (var i = 0; i < ingredients.Length; i++)
                if (recipe.Ingredients[i].IsOptional == isOptional && terms.IndexOf(ingredients[i], first) < 0)
                    terms.Add(ingredients[i]);
        }
    }

    private RecipeTerm[] Terms(double[] weights)
    {
        var uses = new int[_named.Length];
        foreach (var term in _termsOfRows) uses[term]++;

        var terms = new RecipeTerm[uses.Length];
        var next = new int[uses.Length];
        var first = 0;
        for (var t = 0; t < terms.Length; t++)
        {
            (terms[t], next[t]) = (new RecipeTerm(Product: null, weights[t], first, uses[t]), first);
            first += uses[t];
        }
        for (var recipe = 0; recipe < _rows.Length; recipe++)
            foreach (var term in TermsOf(_rows[recipe]))
                _usesOfTerms[next[term]++] = recipe;
        return terms;
    }

    // What each term is here now.
    private void TakeStock(Func<ProductId, Product?> byId, Func<Namesakes?, Product?> now)
    {
        var notToBuy = new Bits(_notToBuy);
        for (var t = 0; t < _terms.Length; t++)
        {
            ref readonly var named = ref _named[t];
            var product = named.Wanted.IsNone ? now(named.Meant) : byId(named.Wanted);
            _terms[t] = _terms[t] with { Product = product };
            if ((product?.Id ?? named.Wanted) is { IsNone: false } id) Add(_byProduct, id, t);
            if (product is not { IsInStock: true, IsCare: false }) notToBuy.Add(t);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<int>> terms, TKey key, int term) where TKey : notnull
    {
        if (!terms.TryGetValue(key, out var list)) terms[key] = list = [];
        list.Add(term);
    }

    /// <summary>What a term is called.</summary>
    /// <param name="Wanted">The product that recipes name; none: any of <paramref name="Meant"/>.</param>
    /// <param name="Meant">What its name means here; null: nothing, or a product is named.</param>
    /// <param name="Thing">Terms of one thing weigh the same: of one product, or of one name where no product is known.</param>
    private readonly record struct NamedTerm(NameKey Name, ProductId Wanted, Namesakes? Meant, int Thing);

    /// <summary>Numbers terms as recipes bring them, and counts the recipes that use each thing.</summary>
    private sealed class TermNames(Func<string, Namesakes?> byName)
    {
        private readonly Dictionary<(NameKey Name, ProductId Id, bool IsAny), int> _terms = [];
        private readonly Dictionary<(NameKey Name, ProductId Id), int> _things = [];
        private readonly Dictionary<string, Namesakes?> _meant = new(StringComparer.Ordinal);
        private readonly List<(int Recipes, int Last)> _uses = [];
        private int _recipes;

        public List<NamedTerm> All { get; } = [];

        public int RecipesWith(NamedTerm term) => _uses[term.Thing].Recipes;

        /// <summary>The terms of a recipe, one per ingredient.</summary>
        public int[] Of(Recipe recipe)
        {
            _recipes++;
            return [.. recipe.Ingredients.Select(Of)];
        }

        // Many recipes write the same names.
        private Namesakes? Meant(string name)
        {
            if (!_meant.TryGetValue(name, out var meant)) _meant[name] = meant = byName(name);
            return meant;
        }

        // A name and its product are one term, whether a recipe names the one or the other.
        private int Of(Ingredient ingredient)
        {
            var name = NameKey.Of(ingredient.Name);
            var meant = ingredient.Product.IsNone ? Meant(ingredient.Name) : null;
            var id = meant?.First.Id ?? ingredient.Product;
            // Of several namesakes another one may stand for the name tomorrow.
            var isAny = meant is { All: not null };
            if (!_terms.TryGetValue((name, id, isAny), out var term))
            {
                _terms[(name, id, isAny)] = term = All.Count;
                var key = (id.IsNone ? name : default, id);
                if (!_things.TryGetValue(key, out var thing))
                {
                    _things[key] = thing = _uses.Count;
                    _uses.Add((0, 0));
                }
                All.Add(new NamedTerm(name, isAny ? ProductId.None : id, meant, thing));
            }
            var (recipes, last) = _uses[All[term].Thing];
            if (last != _recipes) _uses[All[term].Thing] = (recipes + 1, _recipes);
            return term;
        }
    }
}

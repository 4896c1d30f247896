using System.Runtime.InteropServices;

namespace SmartStore.Core.Stores;

/// <summary>A recipe as one store sees it: which product each ingredient is here, and how telling it is.</summary>
/// <param name="Recipe">As the operator wrote it.</param>
/// <param name="Products">One per ingredient; null: this store has no such product.</param>
/// <param name="Names">One per ingredient, as they are compared.</param>
/// <param name="Weights">One per ingredient, &gt; 0: ln(1 + recipes / recipes that use it). Salt says little, saffron much.</param>
/// <param name="RequiredWeight">Sum over the ingredients that are not optional.</param>
public sealed record CompiledRecipe(
    Recipe Recipe,
    IReadOnlyList<Product?> Products,
    IReadOnlyList<NameKey> Names,
    IReadOnlyList<double> Weights,
    double RequiredWeight);

/// <summary>One place where an ingredient is used.</summary>
/// <param name="Recipe">Index into <see cref="RecipeIndex.Recipes"/>.</param>
/// <param name="Ingredient">Index into the recipe's ingredients, 0..63.</param>
public readonly record struct RecipePosting(int Recipe, int Ingredient);

/// <summary>
/// Recipes by what goes into them, so that ranking looks only at recipes that share something with the list. An ingredient is found
/// under its name and under the product it is in this store. Built once per catalogue.
/// </summary>
public sealed class RecipeIndex
{
    private readonly Dictionary<ProductId, List<RecipePosting>> _byProduct = [];
    private readonly Dictionary<NameKey, List<RecipePosting>> _byName = [];
    private readonly CompiledRecipe[] _recipes;

    internal RecipeIndex(IReadOnlyList<Recipe> recipes, Func<ProductId, Product?> byId, Func<string, Product?> byName)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new Dictionary<string, Product?>(StringComparer.Ordinal);
        var concepts = new string[recipes.Count][];
        var products = new Product?[recipes.Count][];
        var names = new NameKey[recipes.Count][];
        for (var r = 0; r < recipes.Count; r++)
        {
            var ingredients = recipes[r].Ingredients;
            concepts[r] = new string[ingredients.Count];
            products[r] = new Product?[ingredients.Count];
            names[r] = new NameKey[ingredients.Count];
            for (var i = 0; i < ingredients.Count; i++) Place(ingredients[i], new RecipePosting(r, i));
            foreach (var concept in concepts[r].Distinct(StringComparer.Ordinal)) used[concept] = used.GetValueOrDefault(concept) + 1;
        }

        _recipes = new CompiledRecipe[recipes.Count];
        for (var r = 0; r < recipes.Count; r++)
        {
            var ingredients = recipes[r].Ingredients;
            var weights = new double[ingredients.Count];
            var required = 0.0;
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Log(1 + ((double)recipes.Count / used[concepts[r][i]]));
                if (!ingredients[i].IsOptional) required += weights[i];
            }
            _recipes[r] = new CompiledRecipe(recipes[r], products[r], names[r], weights, required);
        }

        // Many recipes write the same names.
        Product? Named(string name)
        {
            if (!named.TryGetValue(name, out var product)) named[name] = product = byName(name);
            return product;
        }

        void Place(Ingredient ingredient, RecipePosting at)
        {
            var name = NameKey.Of(ingredient.Name);
            var product = ingredient.Product.IsNone ? Named(ingredient.Name) : byId(ingredient.Product);
            products[at.Recipe][at.Ingredient] = product;
            names[at.Recipe][at.Ingredient] = name;
            var id = product?.Id ?? ingredient.Product;
            concepts[at.Recipe][at.Ingredient] = id.IsNone ? "n:" + name.Value : "p:" + id.Value;
            if (!name.IsEmpty) Post(_byName, name, at);
            if (!id.IsNone) Post(_byProduct, id, at);
        }
    }

    /// <summary>All recipes, in the catalogue's order.</summary>
    public IReadOnlyList<CompiledRecipe> Recipes => _recipes;

    /// <summary>Where a product is used. Empty: nowhere.</summary>
    public ReadOnlySpan<RecipePosting> Using(ProductId product) => CollectionsMarshal.AsSpan(_byProduct.GetValueOrDefault(product));

    /// <summary>Where something of this name is used. Empty: nowhere.</summary>
    public ReadOnlySpan<RecipePosting> Using(NameKey name) => CollectionsMarshal.AsSpan(_byName.GetValueOrDefault(name));

    private static void Post<TKey>(Dictionary<TKey, List<RecipePosting>> postings, TKey key, RecipePosting at) where TKey : notnull
    {
        if (!postings.TryGetValue(key, out var list)) postings[key] = list = [];
        list.Add(at);
    }
}

using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Tests;

/// <summary>What a list and a recipe have in common. An ingredient that is named twice counts once.</summary>
/// <param name="Shared">Ingredients that are on the list.</param>
/// <param name="Items">Items of the list that some recipe uses.</param>
/// <param name="Required">Ingredients that are not optional.</param>
/// <param name="RequiredShared">Those of them that are on the list.</param>
internal readonly record struct Overlap(int Shared, int Items, int Required, int RequiredShared, double SharedWeight, double ItemsWeight, double RequiredWeight, double RequiredSharedWeight)
{
    public double Jaccard => Shared / (double)(Math.Max(Items, Shared) + Required - RequiredShared);

    public double WeightedJaccard => SharedWeight / (Math.Max(ItemsWeight, SharedWeight) + RequiredWeight - RequiredSharedWeight);

    public double Covered => Required > 0 ? (double)RequiredShared / Required : 1;

    public double Share => Required > 0 ? RequiredSharedWeight / RequiredWeight : 1;
}

/// <summary>Recipes compared with a list one by one, without index and without bounds: what the ranking is checked against and compared with.</summary>
internal static class PlainRanking
{
    /// <summary>All recipes that share something with the list and do not need what can neither be bought nor lies in the trolley.</summary>
    public static List<(CompiledRecipe Recipe, Overlap Overlap)> Of(IReadOnlyList<ListItem> list, StoreBook book)
    {
        var items = new Items(list, book);
        var used = new double[list.Count];
        foreach (var recipe in book.Recipes.Recipes)
            for (var i = 0; i < recipe.Names.Count; i++)
                foreach (var item in items.Of(recipe, i))
                    if (items.IsOpen(item, book.Product(recipe, i)))
                        used[item] = Math.Max(used[item], recipe.Weights[i]);

        var found = new List<(CompiledRecipe, Overlap)>();
        foreach (var recipe in book.Recipes.Recipes)
            if (Compare(recipe, items, book) is { Shared: > 0 } overlap)
                found.Add((recipe, overlap with { Items = used.Count(weight => weight > 0), ItemsWeight = used.Sum() }));
        return found;
    }

    private static Overlap? Compare(CompiledRecipe recipe, Items items, StoreBook book)
    {
        var overlap = new Overlap { RequiredWeight = recipe.RequiredWeight };
        var seen = new HashSet<(NameKey, ProductId)>();
        foreach (var i in Enumerable.Range(0, recipe.Names.Count).OrderBy(i => recipe.Recipe.Ingredients[i].IsOptional))
        {
            var isRequired = !recipe.Recipe.Ingredients[i].IsOptional;
            var product = book.Product(recipe, i);
            if (!seen.Add((recipe.Names[i], product?.Id ?? recipe.Recipe.Ingredients[i].Product))) continue;
            if (isRequired) overlap = overlap with { Required = overlap.Required + 1 };
            var covering = items.Of(recipe, i);
            if (covering.Any(item => items.IsOpen(item, product)))
            {
                overlap = overlap with { Shared = overlap.Shared + 1, SharedWeight = overlap.SharedWeight + recipe.Weights[i] };
                if (isRequired) overlap = overlap with { RequiredShared = overlap.RequiredShared + 1, RequiredSharedWeight = overlap.RequiredSharedWeight + recipe.Weights[i] };
            }
            else if (isRequired && product is not { IsInStock: true, IsCare: false } && !covering.Any(items.IsDone))
            {
                return null;
            }
        }
        return overlap;
    }

    /// <summary>The items of a list by what they are called and by what they are.</summary>
    private sealed class Items
    {
        private readonly IReadOnlyList<ListItem> _list;
        private readonly StoreBook _book;
        private readonly Product?[] _products;
        private readonly ILookup<NameKey, int> _byName;
        private readonly ILookup<ProductId, int> _byProduct;

        public Items(IReadOnlyList<ListItem> list, StoreBook book)
        {
            (_list, _book) = (list, book);
            _products = [.. list.Select(item => book.Product(item.Product, item.Name))];
            var all = Enumerable.Range(0, list.Count).ToList();
            _byName = all.SelectMany(i => new[] { list[i].Name, _products[i]?.Name ?? "" }, (i, name) => (i, Name: NameKey.Of(name))).Where(named => !named.Name.IsEmpty).Distinct().ToLookup(named => named.Name, named => named.i);
            _byProduct = all.SelectMany(i => new[] { list[i].Product, _products[i]?.Id ?? ProductId.None }, (i, id) => (i, Id: id)).Where(named => !named.Id.IsNone).Distinct().ToLookup(named => named.Id, named => named.i);
        }

        /// <summary>Items that are an ingredient by name or by product.</summary>
        public IEnumerable<int> Of(CompiledRecipe recipe, int ingredient)
        {
            var (name, id) = (recipe.Names[ingredient], _book.Product(recipe, ingredient)?.Id ?? recipe.Recipe.Ingredients[ingredient].Product);
            return id.IsNone ? _byName[name] : _byName[name].Union(_byProduct[id]);
        }

        public bool IsDone(int item) => _list[item].IsDone;

        /// <summary>True when an open item can be bought, as what it is or as what the recipe knows it to be.</summary>
        public bool IsOpen(int item, Product? known) => !IsDone(item) && (_products[item] ?? known) is { IsInStock: true };
    }
}

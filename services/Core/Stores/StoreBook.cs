namespace SmartStore.Core.Stores;

/// <summary>Where the rules find the reference data of a store: immutable, replaced whole, the same object until the next version.</summary>
public interface IBooks
{
    /// <summary>The compiled book of a store; null: no such store.</summary>
    StoreBook? Find(StoreId store);
}

/// <summary>
/// All reference data of one store, compiled for the rules: layout, products and recipes with their look-ups. Immutable; a new
/// catalogue, layout or stock makes a new book. 40,000 products and thousands of recipes compile in well under a second.
/// </summary>
public sealed class StoreBook
{
    private readonly Dictionary<ProductId, Product> _products; // as they stand now
    private readonly NameIndex _names; // of the catalogue
    private readonly Dictionary<string, List<ProductId>> _categories; // in the catalogue's order
    private readonly Dictionary<ZoneId, int> _walkingOrder;
    private readonly Dictionary<string, Terminal> _terminals;
    private readonly Dictionary<string, int> _recipes;
    private readonly HashSet<ZoneId> _careZones;

    private StoreBook(StoreLayout layout, IReadOnlyList<Product> products, IReadOnlyList<Recipe> recipes)
    {
        Layout = layout;
        _categories = new(StringComparer.Ordinal);
        _walkingOrder = [];
        _terminals = new(StringComparer.Ordinal);
        _recipes = new(StringComparer.Ordinal);
        _careZones = [.. products.Where(product => product.IsCare && !product.Zone.IsUnknown).Select(product => product.Zone)];
        for (var i = 0; i < layout.Zones.Count; i++) _walkingOrder.TryAdd(layout.Zones[i].Id, i);
        foreach (var terminal in layout.Terminals) _terminals.TryAdd(terminal.Id, terminal);

        Products = products;
        _products = new(products.Count);
        foreach (var product in products)
        {
            if (!_products.TryAdd(product.Id, product) || product.Category.Length == 0) continue;
            if (_categories.TryGetValue(product.Category, out var category)) category.Add(product.Id);
            else _categories.Add(product.Category, [product.Id]);
        }
        _names = new NameIndex(products);

        Recipes = new RecipeIndex(recipes, Product, _names.Find, Now);
        for (var i = 0; i < Recipes.Recipes.Count; i++) _recipes.TryAdd(Recipes.Recipes[i].Recipe.Id, i);
    }

    // Names do not depend on stock, and neither do the recipes' weights.
    private StoreBook(StoreBook before, IReadOnlyList<Product> changed)
    {
        (Layout, Products) = (before.Layout, before.Products);
        (_names, _categories, _walkingOrder, _terminals, _recipes, _careZones) = (before._names, before._categories, before._walkingOrder, before._terminals, before._recipes, before._careZones);
        _products = new(before._products);
        foreach (var product in changed) _products[product.Id] = product;
        Recipes = before.Recipes.With(Product, Now);
    }

    /// <summary>The store.</summary>
    public StoreId Store => Layout.Id;

    /// <summary>The layout this book was compiled from.</summary>
    public StoreLayout Layout { get; }

    /// <summary>All products, in the catalogue's order and with its stock; how they stand now: <see cref="Product(ProductId)"/>.</summary>
    public IReadOnlyList<Product> Products { get; }

    /// <summary>All recipes in the order of their ids, indexed by what goes into them.</summary>
    public RecipeIndex Recipes { get; }

    /// <summary>Compiles a book from data that was checked (<see cref="LayoutCheck"/>, <see cref="CatalogCheck"/>); of two equal ids the first counts.</summary>
    public static StoreBook Compile(StoreLayout layout, IReadOnlyList<Product> products, IReadOnlyList<Recipe> recipes) => new(layout, products, recipes);

    /// <summary>A store whose catalogue has not come yet.</summary>
    public static StoreBook Compile(StoreLayout layout) => new(layout, [], []);

    /// <summary>The same book with other stock and prices. Costs a copy of the look-ups of products and of the recipes' terms, however many lines there are.</summary>
    /// <param name="lines">Of products that are not sold here, nothing comes.</param>
    public StoreBook With(IEnumerable<StockLine> lines)
    {
        var changed = new List<Product>();
        foreach (var line in lines)
            if (Product(line.Product) is { } product)
                changed.Add(product with { Stock = line.Stock, PriceMinor = line.PriceMinor ?? product.PriceMinor });
        return changed.Count == 0 ? this : new StoreBook(this, changed);
    }

    /// <summary>Products that are in stock here and were not in another book of this store, or the other way round, with those of the same name.</summary>
    /// <param name="among">Where to look.</param>
    public IReadOnlyList<ProductId> Crossed(StoreBook before, IEnumerable<ProductId> among)
    {
        var crossed = new HashSet<ProductId>();
        foreach (var id in among)
        {
            if (Product(id) is not { } product || before.Product(id)?.IsInStock == product.IsInStock) continue;
            crossed.Add(id);
            if (_names.Whole(NameKey.Of(product.Name)) is { All: { } namesakes }) crossed.UnionWith(namesakes.Select(namesake => namesake.Id));
        }
        return [.. crossed];
    }

    /// <summary>Products of a category, in the catalogue's order.</summary>
    public IEnumerable<Product> InCategory(string category) => _categories.TryGetValue(category, out var ids) ? ids.Select(id => _products[id]) : [];

    /// <summary>A product by id; null: not sold here.</summary>
    public Product? Product(ProductId id) => id.IsNone ? null : _products.GetValueOrDefault(id);

    /// <summary>A product by normalised name; null: nothing of that name is sold here.</summary>
    public Product? Product(NameKey name) => Now(_names.Whole(name));

    /// <summary>What an item of a list is here: the product it names, else the one of its name (<see cref="NameIndex"/>).</summary>
    public Product? Product(ProductId id, string name) => Product(id) ?? Now(_names.Find(name));

    /// <summary>What an ingredient of a recipe is here; null: not sold here.</summary>
    public Product? Product(CompiledRecipe recipe, int ingredient) => Recipes.Term(recipe.Terms[ingredient]).Product;

    /// <summary>Whether an item of a list is of care: as the product says that it names, else by the words of the line (<see cref="NameIndex.IsCare"/>).</summary>
    public bool IsCare(ProductId id, string name) => Product(id)?.IsCare ?? _names.IsCare(name);

    /// <summary>A zone by id; null: no such zone here.</summary>
    public Zone? Zone(ZoneId id) => _walkingOrder.TryGetValue(id, out var i) ? Layout.Zones[i] : null;

    /// <summary>The name people know a zone by; its id when it has none.</summary>
    public string ZoneName(ZoneId id) => Zone(id) is { Name.Length: > 0 } zone ? zone.Name : id.Value;

    /// <summary>Whether something of care stands in a zone.</summary>
    public bool HasCare(ZoneId zone) => !zone.IsUnknown && _careZones.Contains(zone);

    /// <summary>Place of a zone in the walk through the store, from 0; <see cref="int.MaxValue"/> for a zone that is not here.</summary>
    public int WalkingOrder(ZoneId id) => _walkingOrder.GetValueOrDefault(id, int.MaxValue);

    /// <summary>A terminal by id; null: no such terminal here.</summary>
    public Terminal? Terminal(string id) => _terminals.GetValueOrDefault(id);

    /// <summary>A recipe by id; null: no such recipe here.</summary>
    public CompiledRecipe? Recipe(string id) => _recipes.TryGetValue(id, out var i) ? Recipes.Recipes[i] : null;

    // Of several products with one name the first that can be bought stands for it.
    private Product? Now(Namesakes? meant)
    {
        if (meant is not { } named) return null;
        foreach (var product in named.All ?? [])
            if (_products[product.Id] is { IsInStock: true } inStock)
                return inStock;
        return _products[named.First.Id];
    }
}

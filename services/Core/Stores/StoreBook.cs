namespace SmartStore.Core.Stores;

/// <summary>Where the rules find the reference data of a store: immutable, replaced whole, the same object until the next version.</summary>
public interface IBooks
{
    /// <summary>The compiled book of a store; null: no such store.</summary>
    StoreBook? Find(StoreId store);
}

/// <summary>
/// All reference data of one store, compiled for the rules: layout, products and recipes with their look-ups. Immutable; a new
/// catalogue or layout makes a new book. 40,000 products and thousands of recipes compile in well under a second.
/// </summary>
public sealed class StoreBook
{
    private readonly Dictionary<ProductId, Product> _products;
    private readonly NameIndex _names;
    private readonly Dictionary<ZoneId, int> _walkingOrder = [];
    private readonly Dictionary<string, Terminal> _terminals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _recipes = new(StringComparer.Ordinal);

    private StoreBook(StoreLayout layout, IReadOnlyList<Product> products, IReadOnlyList<Recipe> recipes)
    {
        Layout = layout;
        for (var i = 0; i < layout.Zones.Count; i++) _walkingOrder.TryAdd(layout.Zones[i].Id, i);
        foreach (var terminal in layout.Terminals) _terminals.TryAdd(terminal.Id, terminal);

        Products = products;
        _products = new(products.Count);
        foreach (var product in products) _products.TryAdd(product.Id, product);
        _names = new NameIndex(products);

        Recipes = new RecipeIndex(recipes, Product, _names.Find);
        for (var i = 0; i < Recipes.Recipes.Count; i++) _recipes.TryAdd(Recipes.Recipes[i].Recipe.Id, i);
    }

    /// <summary>The store.</summary>
    public StoreId Store => Layout.Id;

    /// <summary>The layout this book was compiled from.</summary>
    public StoreLayout Layout { get; }

    /// <summary>All products, in the catalogue's order.</summary>
    public IReadOnlyList<Product> Products { get; }

    /// <summary>All recipes in the order of their ids, indexed by what goes into them.</summary>
    public RecipeIndex Recipes { get; }

    /// <summary>Compiles a book from data that was checked (<see cref="LayoutCheck"/>, <see cref="CatalogCheck"/>); of two equal ids the first counts.</summary>
    public static StoreBook Compile(StoreLayout layout, IReadOnlyList<Product> products, IReadOnlyList<Recipe> recipes) => new(layout, products, recipes);

    /// <summary>A store whose catalogue has not come yet.</summary>
    public static StoreBook Compile(StoreLayout layout) => new(layout, [], []);

    /// <summary>A product by id; null: not sold here.</summary>
    public Product? Product(ProductId id) => id.IsNone ? null : _products.GetValueOrDefault(id);

    /// <summary>A product by normalised name; null: nothing of that name is sold here.</summary>
    public Product? Product(NameKey name) => _names.Whole(name);

    /// <summary>What an item of a list is here: the product it names, else the one of its name (<see cref="NameIndex"/>).</summary>
    public Product? Product(ProductId id, string name) => Product(id) ?? _names.Find(name);

    /// <summary>Whether an item of a list is of care: as the product says that it names, else by the words of the line (<see cref="NameIndex.IsCare"/>).</summary>
    public bool IsCare(ProductId id, string name) => Product(id)?.IsCare ?? _names.IsCare(name);

    /// <summary>A zone by id; null: no such zone here.</summary>
    public Zone? Zone(ZoneId id) => _walkingOrder.TryGetValue(id, out var i) ? Layout.Zones[i] : null;

    /// <summary>The name people know a zone by; its id when it has none.</summary>
    public string ZoneName(ZoneId id) => Zone(id) is { Name.Length: > 0 } zone ? zone.Name : id.Value;

    /// <summary>Place of a zone in the walk through the store, from 0; <see cref="int.MaxValue"/> for a zone that is not here.</summary>
    public int WalkingOrder(ZoneId id) => _walkingOrder.GetValueOrDefault(id, int.MaxValue);

    /// <summary>A terminal by id; null: no such terminal here.</summary>
    public Terminal? Terminal(string id) => _terminals.GetValueOrDefault(id);

    /// <summary>A recipe by id; null: no such recipe here.</summary>
    public CompiledRecipe? Recipe(string id) => _recipes.TryGetValue(id, out var i) ? Recipes.Recipes[i] : null;
}

namespace SmartStore.Core.Stores;

/// <summary>Something one store sells, and where it stands.</summary>
/// <param name="Id">The store's own id.</param>
/// <param name="Name">As a shopper would write it; matched by <see cref="NameKey"/>.</param>
/// <param name="Zone">Where it stands; unknown: it has no place on the floor.</param>
/// <param name="Aisle">As written on the sign, such as <c>4</c> or <c>B2</c>; may be empty.</param>
/// <param name="PriceMinor">Minor units of the store's currency, ≥ 0.</param>
/// <param name="Stock">Pieces, ≥ 0; 0: out of stock.</param>
/// <param name="IsCare">Medicine and the like. Buying it stops all recipe suggestions for this visit.</param>
/// <param name="Tags">Free words of the operator.</param>
public sealed record Product(
    ProductId Id,
    string Name,
    ZoneId Zone,
    string Aisle,
    long PriceMinor,
    int Stock,
    bool IsCare,
    IReadOnlyList<string> Tags)
{
    /// <summary>Most <see cref="Substitutes"/>.</summary>
    public const int SubstitutesMax = 16;

    /// <summary>True when a shopper can put it into the trolley now.</summary>
    public bool IsInStock => Stock > 0;

    /// <summary>What kind of thing it is, in the operator's own words; empty: not said. Products of one category may stand in for each other.</summary>
    public string Category { get; init; } = "";

    /// <summary>Products that the operator would offer instead, the best first.</summary>
    public IReadOnlyList<ProductId> Substitutes { get; init; } = [];

    /// <summary>It can be sent to the shopper's home.</summary>
    public bool IsDeliverable { get; init; }

    /// <summary>Once bought it is not taken back, such as what has to stay cold.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>Something to cook, with a video that shows how.</summary>
/// <param name="Id">The operator's own id.</param>
/// <param name="VideoUrl">Absolute http(s) address; may be empty.</param>
/// <param name="Minutes">From the first cut to the table; 0: not said.</param>
/// <param name="Ingredients">At most <see cref="IngredientsMax"/>.</param>
public sealed record Recipe(
    string Id,
    string Title,
    string VideoUrl,
    int Minutes,
    IReadOnlyList<Ingredient> Ingredients,
    IReadOnlyList<string> Tags)
{
    /// <summary>Most ingredients of one recipe: one bit each in the ranking's masks.</summary>
    public const int IngredientsMax = 64;
}

/// <summary>One line of a recipe.</summary>
/// <param name="Name">Matched by <see cref="NameKey"/> where no product is named.</param>
/// <param name="Product">The very product; none: any product of that name.</param>
/// <param name="Amount">Free text, such as <c>200 g</c>.</param>
/// <param name="IsOptional">The dish is the same dish without it: never asked to be bought.</param>
public sealed record Ingredient(string Name, ProductId Product, string Amount, bool IsOptional);

/// <summary>Whether a catalogue can be used in a store. Reports everything that is wrong, with paths in the contract's names.</summary>
public static class CatalogCheck
{
    /// <summary>Most products of a store.</summary>
    public const int ProductsMax = 200_000;

    /// <summary>Most recipes of a store.</summary>
    public const int RecipesMax = 100_000;

    /// <param name="layout">The store the catalogue is for.</param>
    /// <param name="path">Prefix of the paths: empty for a PutCatalog request, <c>catalogs[0].</c> for an import.</param>
    /// <returns>Everything wrong, in the order of the document; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(StoreLayout layout, IReadOnlyList<Product> products, IReadOnlyList<Recipe> recipes, string path)
    {
        var problems = new Problems();
        Products(layout, products, path, problems);
        Recipes(recipes, path, problems);
        return problems.Found;
    }

    private static void Products(StoreLayout layout, IReadOnlyList<Product> products, string path, Problems problems)
    {
        problems.Count($"{path}products", products.Count, ProductsMax);
        var zones = layout.Zones.Select(zone => zone.Id).ToHashSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < products.Count; i++)
        {
            var (product, at) = (products[i], $"{path}products[{i}]");
            problems.NewId($"{at}.id", product.Id.Value, seen);
            problems.Named($"{at}.name", product.Name);
            if (!product.Zone.IsUnknown && !zones.Contains(product.Zone)) problems.Add($"{at}.zone_id", $"no zone \"{Problems.Shown(product.Zone.Value)}\"");
            problems.Text($"{at}.aisle", product.Aisle);
            problems.AtLeastZero($"{at}.price_minor", product.PriceMinor);
            problems.AtLeastZero($"{at}.stock", product.Stock);
            problems.Tags($"{at}.tags", product.Tags);
            problems.Text($"{at}.category", product.Category);
            problems.Count($"{at}.substitutes", product.Substitutes.Count, Product.SubstitutesMax);
            for (var n = 0; n < product.Substitutes.Count; n++) problems.Id($"{at}.substitutes[{n}]", product.Substitutes[n].Value);
        }
    }

    // An ingredient may name a product that this store does not sell: a chain writes its recipes once. Such a recipe is not suggested here.
    private static void Recipes(IReadOnlyList<Recipe> recipes, string path, Problems problems)
    {
        problems.Count($"{path}recipes", recipes.Count, RecipesMax);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < recipes.Count; i++)
        {
            var (recipe, at) = (recipes[i], $"{path}recipes[{i}]");
            problems.NewId($"{at}.id", recipe.Id, seen);
            problems.Named($"{at}.title", recipe.Title);
            Video($"{at}.video_url", recipe.VideoUrl, problems);
            problems.AtLeastZero($"{at}.minutes", recipe.Minutes);
            problems.Count($"{at}.ingredients", recipe.Ingredients.Count, Recipe.IngredientsMax);
            for (var n = 0; n < recipe.Ingredients.Count; n++) Ingredient($"{at}.ingredients[{n}]", recipe.Ingredients[n], problems);
            problems.Tags($"{at}.tags", recipe.Tags);
        }
    }

    private static void Ingredient(string at, Ingredient ingredient, Problems problems)
    {
        if (ingredient.Product.IsNone)
        {
            problems.Named($"{at}.name", ingredient.Name);
        }
        else
        {
            problems.Text($"{at}.name", ingredient.Name);
            problems.Id($"{at}.product_id", ingredient.Product.Value);
        }
        problems.Text($"{at}.amount", ingredient.Amount);
    }

    private static void Video(string path, string url, Problems problems)
    {
        if (url.Length == 0) return;
        if (url.Length > 2_048 || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            problems.Add(path, "must be an http or https address of at most 2048 characters");
    }
}

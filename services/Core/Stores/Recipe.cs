namespace SmartStore.Core.Stores;

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

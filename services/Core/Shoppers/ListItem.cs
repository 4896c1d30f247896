namespace SmartStore.Core.Shoppers;

/// <summary>One line of a shopping list.</summary>
/// <param name="Id">The app's own, unique in the list.</param>
/// <param name="Product">The very product; none: matched by name.</param>
/// <param name="Quantity">Pieces, 0..9999; 0: not said.</param>
/// <param name="IsDone">In the trolley.</param>
public sealed record ListItem(string Id, string Name, ProductId Product, int Quantity, bool IsDone)
{
    /// <summary>Of an order's item: belongs to the household's list.</summary>
    public bool IsShared { get; init; }

    /// <summary>Of an order's item: nothing else may be taken for it.</summary>
    public bool NoSubstitute { get; init; }

    /// <summary>Most items of one list.</summary>
    public const int ListMax = 200;

    /// <summary>Most pieces of one item.</summary>
    public const int QuantityMax = 9_999;
}

namespace SmartStore.Core.Stores;

/// <summary>Something one store sells, and where it stands.</summary>
/// <param name="Id">The store's own id.</param>
/// <param name="Name">As a shopper would write it; matched by <see cref="NameKey"/>.</param>
/// <param name="Zone">Where it stands; unknown: it has no place on the floor.</param>
/// <param name="Aisle">As written on the sign, such as <c>4</c> or <c>B2</c>; may be empty.</param>
/// <param name="PriceMinor">Minor units of the store's currency, ≥ 0.</param>
/// <param name="Stock">Pieces, ≥ 0; 0: out of stock.</param>
/// <param name="IsCare">Medicine and the like: whoever buys it is not to be sold to.</param>
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
    /// <summary>True when a shopper can put it into the trolley now.</summary>
    public bool IsInStock => Stock > 0;
}

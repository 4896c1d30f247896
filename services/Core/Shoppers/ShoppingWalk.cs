using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>A list as a walk through one store.</summary>
public static class ShoppingWalk
{
    /// <summary>Items with their places, in the store's walking order; what is not sold here comes last, in the list's own order.</summary>
    public static IReadOnlyList<RecalledItem> Of(IEnumerable<ListItem> items, StoreBook book) =>
    [
        .. items
            .Select(item => (Item: item, Product: book.Product(item.Product, item.Name)))
            .Select(found => new RecalledItem(found.Item, found.Product?.Zone ?? ZoneId.Unknown, found.Product?.Aisle ?? ""))
            .OrderBy(recalled => book.WalkingOrder(recalled.Zone)),
    ];
}

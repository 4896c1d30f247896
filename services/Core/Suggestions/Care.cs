using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Suggestions;

/// <summary>Whether a visit looks like care for somebody ill. Then nothing is sold: no recipes, no offers.</summary>
internal static class Care
{
    /// <summary>Care is on the open list, was bought in this visit, or lies in an order that waits here.</summary>
    public static bool Applies(Shopper shopper, StoreBook book) =>
        shopper.Visit is { BoughtCare: true }
        || shopper.OpenItems.Any(item => book.Product(item.Product, item.Name) is { IsCare: true })
        || shopper.Orders.Any(order => order.Store == book.Store && order.State is (OrderState.Ready or OrderState.Claimed) && IsIn(order, book));

    /// <summary>True when an order holds something of care.</summary>
    public static bool IsIn(Order order, StoreBook book) => order.Items.Any(item => book.Product(item.Product, item.Name) is { IsCare: true });
}

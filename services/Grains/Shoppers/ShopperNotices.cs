using SmartStore.Core.Orders;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Grains.Shoppers;

/// <summary>What of a shopper's news is worth a sign on a locked phone: an order is ready, and the first recipe of a visit. Anybody may see such a sign, so nothing of care is in it.</summary>
internal static class ShopperNotices
{
    /// <summary>The notices; of most turns none.</summary>
    /// <param name="before">The shopper before the turn.</param>
    /// <param name="after">The shopper after it.</param>
    public static IEnumerable<PhoneNotice> Of(Shopper before, Shopper after, IReadOnlyList<ShopperDecision> decided, IBooks books)
    {
        foreach (var decision in decided)
        {
            switch (decision)
            {
                case PickupTold { State: OrderState.Ready } told when !WasReady(before, told.Order):
                    yield return new PhoneNotice(after.Id, told.Text, "", $"order/{told.Order.Value}", "pass", told.ExpiresAt);
                    break;
                case Suggested { Suggestion: { Kind: SuggestionKind.Recipe } recipe } when after.Consent.Suggestions && after.Visit is { Recipes: 1 } visit && !NamesCare(recipe, books.Find(visit.Store)):
                    yield return new PhoneNotice(after.Id, recipe.Title, recipe.Text, "suggestion", "list", recipe.ExpiresAt);
                    break;
            }
        }
    }

    // An order that is given back is ready again; the phone was told before.
    private static bool WasReady(Shopper before, OrderId order) => before.Orders.Any(known => known.Id == order && known.State is OrderState.Ready or OrderState.Claimed);

    private static bool NamesCare(Suggestion recipe, StoreBook? book) =>
        book is null || book.IsCare(default, recipe.Title) || book.IsCare(default, recipe.Text)
        || recipe.Recipe is { } parts && (parts.Missing.Any(missing => book.IsCare(missing.Product, missing.Name)) || parts.Have.Any(item => book.IsCare(item.Product, item.Name)));
}

using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>The shopping list: replaced by the app, grown by an accepted recipe, recalled in the store's walking order.</summary>
internal static class ListRules
{
    public static void Put(ShopperTurn turn, ListPut fact)
    {
        if (turn.Shopper.List.SequenceEqual(fact.Items)) return;
        Replace(turn, fact.Items);
    }

    /// <summary>The list is this now; what was live and no longer fits is taken back, and the visit goes on with it.</summary>
    public static void Replace(ShopperTurn turn, IReadOnlyList<ListItem> items)
    {
        var before = turn.Shopper.List;
        turn.Add(new ListReplaced(turn.At, items));
        if (turn.BookHere is not { } book) return;

        if (BuysCare(before, items, book)) turn.Add(new CareBought(turn.At));
        // Ticking off is no news: the phone that shows the open items takes a done one off itself. Any other change of the open items is.
        if (!StillOpen(before, items).SequenceEqual(turn.Shopper.OpenItems)) Recall(turn, book);
        LiveSuggestions.TakeBackUnfitting(turn, book);
        Suggesting.Consider(turn, book, leftZone: null);
    }

    // More lines of a care product are done than before. The same line with another id or quantity is no more.
    private static bool BuysCare(IReadOnlyList<ListItem> before, IReadOnlyList<ListItem> items, StoreBook book)
    {
        var bought = DoneCare(items, book).CountBy(product => product).ToList();
        return bought.Count > 0 && bought.Exists(now => DoneCare(before, book).Count(product => product == now.Key) < now.Value);
    }

    private static IEnumerable<ProductId> DoneCare(IReadOnlyList<ListItem> items, StoreBook book)
    {
        foreach (var item in items)
            if (item.IsDone && book.Product(item.Product, item.Name) is { IsCare: true } product)
                yield return product.Id;
    }

    // The items that were open before, without those that are ticked off now.
    private static IEnumerable<ListItem> StillOpen(IReadOnlyList<ListItem> before, IReadOnlyList<ListItem> items) =>
        before.Where(old => !old.IsDone && !items.Any(item => item.IsDone && item.Id == old.Id && item.Product == old.Product && item.Name == old.Name));

    /// <summary>Tells the phone the open items in walking order; what is not sold here comes last, in the list's order.</summary>
    public static void Recall(ShopperTurn turn, StoreBook book) =>
        turn.Add(new ListRecalled(turn.UpdateId("list_recalled", ""), turn.At, turn.At + turn.Rules.VisitUpdateLives, ShoppingWalk.Of(turn.Shopper.OpenItems, book)));
}

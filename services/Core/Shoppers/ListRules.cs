using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>The shopping list: replaced by the app, grown by an accepted recipe, recalled in the store's walking order.</summary>
internal static class ListRules
{
    public static void Put(Deliberation turn, ListPut fact)
    {
        if (turn.Shopper.List.SequenceEqual(fact.Items)) return;
        Replace(turn, fact.Items);
    }

    /// <summary>The list is this now; what was live and no longer fits is taken back, and the visit goes on with it.</summary>
    public static void Replace(Deliberation turn, IReadOnlyList<ListItem> items)
    {
        var before = turn.Shopper.List;
        turn.Add(new ListReplaced(turn.At, items));
        if (turn.BookHere is not { } book) return;

        if (items.Any(item => item.IsDone && book.Product(item.Product, item.Name) is { IsCare: true } && !before.Contains(item)))
            turn.Add(new CareBought(turn.At));
        // Ticking off is no news to anybody; a new item is, with its place.
        if (items.Any(item => !item.IsDone && !before.Any(old => !old.IsDone && old.Id == item.Id && old.Product == item.Product && old.Name == item.Name)))
            Recall(turn, book);
        LiveSuggestions.TakeBackUnfitting(turn, book);
        Suggesting.Consider(turn, book, leftZone: null);
    }

    /// <summary>Tells the phone the open items in walking order; what is not sold here comes last, in the list's order.</summary>
    public static void Recall(Deliberation turn, StoreBook book) =>
        turn.Add(new ListRecalled(turn.UpdateId("list_recalled", ""), turn.At, turn.At + turn.Rules.VisitUpdateLives, ShoppingWalk.Of(turn.Shopper.OpenItems, book)));
}

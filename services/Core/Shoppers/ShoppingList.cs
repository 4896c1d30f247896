using SmartStore.Core.Members;

namespace SmartStore.Core.Shoppers;

/// <summary>One line of a shopping list.</summary>
/// <param name="Id">The app's own, unique in the list.</param>
/// <param name="Product">The very product; none: matched by name.</param>
/// <param name="Quantity">Pieces, 0..9999; 0: not said.</param>
/// <param name="IsDone">In the trolley.</param>
public sealed record ListItem(string Id, string Name, ProductId Product, int Quantity, bool IsDone)
{
    /// <summary>It belongs to the household's list. Also kept of an order's item, where it means nothing here.</summary>
    public bool IsShared { get; init; }

    /// <summary>Nothing else may be taken for it: no alternatives are told when it is sold out.</summary>
    public bool NoSubstitute { get; init; }

    /// <summary>Most items of one list.</summary>
    public const int ListMax = 200;

    /// <summary>Most pieces of one item.</summary>
    public const int QuantityMax = 9_999;
}

/// <summary>The shopping list: replaced or edited by the app, grown by an accepted recipe, recalled in the store's walking order.</summary>
internal static class ListRules
{
    public static void Put(ShopperTurn turn, ListPut fact)
    {
        if (fact.IfVersion > 0 && fact.IfVersion != turn.Shopper.ListVersion) turn.Add(new ListRefused(turn.At, ListOutcome.Moved));
        else if (!turn.Shopper.List.SequenceEqual(fact.Items)) Replace(turn, fact.Items);
    }

    /// <summary>The list is this now; what was live and no longer fits is taken back, and the visit goes on with it.</summary>
    /// <param name="memory">What the list remembers then; null: that the items it no longer has are gone.</param>
    public static void Replace(ShopperTurn turn, IReadOnlyList<ListItem> items, ListMemory? memory = null)
    {
        var before = turn.Shopper.AllItems.ToList();
        memory ??= turn.Shopper.ListMemory.After(turn.Shopper.List.Select(item => item.Id), items, turn.At, turn.At - turn.Rules.RemovedKept);
        turn.Add(new ListReplaced(turn.At, items, memory));
        TakeChange(turn, before);
    }

    /// <summary>The shopper's own list, or the household's, has changed: what was live and no longer fits is taken back, and the visit goes on with it.</summary>
    /// <param name="before">Both lists before the change.</param>
    public static void TakeChange(ShopperTurn turn, IReadOnlyList<ListItem> before)
    {
        if (turn.BookHere is not { } book) return;

        var items = turn.Shopper.AllItems.ToList();
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

    // By product, else by the name as it was written.
    private static IEnumerable<string> DoneCare(IReadOnlyList<ListItem> items, StoreBook book)
    {
        foreach (var item in items)
            if (item.IsDone && book.IsCare(item.Product, item.Name))
                yield return book.Product(item.Product, item.Name)?.Id.Value ?? NameKey.Of(item.Name).Value;
    }

    // The items that were open before, without those that are ticked off now.
    private static IEnumerable<ListItem> StillOpen(IReadOnlyList<ListItem> before, IReadOnlyList<ListItem> items) =>
        before.Where(old => !old.IsDone && !items.Any(item => item.IsDone && item.IsShared == old.IsShared && item.Id == old.Id && item.Product == old.Product && item.Name == old.Name));

    /// <summary>Tells the phone the open items in walking order; what is not sold here comes last, in the list's order.</summary>
    public static void Recall(ShopperTurn turn, StoreBook book)
    {
        var items = ShoppingWalk.Of(turn.Shopper.OpenItems, book, turn.Books, turn.At, turn.WordsOf(book), turn.Shopper.Preferences);
        turn.Add(new ListRecalled(turn.UpdateId("list_recalled", ""), turn.At, turn.At + turn.Rules.VisitUpdateLives, items));
    }

    /// <summary>Something of the visited store is sold out, or there again. Nothing is suggested in place of what is taken back.</summary>
    public static void TakeStock(ShopperTurn turn, StockCrossed fact)
    {
        if (turn.BookHere is not { } book || book.Store != fact.Store) return;
        var live = turn.Shopper.Sent.Count(sent => sent.IsLive(turn.At));
        LiveSuggestions.TakeBackUnfitting(turn, book);
        if (turn.Shopper.Sent.Count(sent => sent.IsLive(turn.At)) < live || IsListed(turn.Shopper, book, fact.Products)) Recall(turn, book);
    }

    // A whole shop may sell out at once, and everybody in it is asked: so the list, which is short, is made the set, and nothing is made for those who have none.
    private static bool IsListed(Shopper shopper, StoreBook book, IReadOnlyList<ProductId> products)
    {
        var listed = new HashSet<ProductId>();
        foreach (var item in shopper.OpenItems)
            if (book.Product(item.Product, item.Name) is { } product)
                listed.Add(product.Id);
        return listed.Count > 0 && products.Any(listed.Contains);
    }
}

/// <summary>A list as a walk through one store.</summary>
public static class ShoppingWalk
{
    /// <summary>Items with their places, in the store's walking order; what is not sold here comes last, in the list's own order.</summary>
    /// <param name="books">Where stores nearby are looked up for what is sold out here.</param>
    /// <param name="words">In which alternatives are told.</param>
    /// <param name="preferences">What alternatives keep to.</param>
    public static IReadOnlyList<RecalledItem> Of(IEnumerable<ListItem> items, StoreBook book, IBooks books, DateTimeOffset at, Phrases words, Preferences preferences) =>
        [.. items.Select(item => Of(item, book, books, at, words, preferences)).OrderBy(recalled => book.WalkingOrder(recalled.Zone))];

    private static RecalledItem Of(ListItem item, StoreBook book, IBooks books, DateTimeOffset at, Phrases words, Preferences preferences) => book.Product(item.Product, item.Name) switch
    {
        null => new RecalledItem(item, ZoneId.Unknown, ""),
        { IsInStock: true } product => new RecalledItem(item, product.Zone, product.Aisle),
        var soldOut => new RecalledItem(item, soldOut.Zone, soldOut.Aisle) { IsOutOfStock = true, Alternatives = AlternativeRules.Of(item, soldOut, book, books, at, words, preferences) },
    };
}

/// <summary>Whether a list can be used. A list belongs to no store, so its products are not looked up.</summary>
public static class ListCheck
{
    /// <param name="path">Prefix of the paths: empty for a PutList request, <c>lists[0].</c> for an import.</param>
    /// <returns>Everything wrong, in the order of the list; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<ListItem> items, string path)
    {
        var problems = new Problems();
        Items(items, $"{path}items", problems);
        for (var i = 0; i < items.Count; i++) Own(items[i], $"{path}items[{i}]", problems);
        return problems.Found;
    }

    internal static void Own(ListItem item, string path, Problems problems)
    {
        if (item.IsShared) problems.Add($"{path}.shared", "belongs to the household's list; edit it there, with household");
    }

    internal static void Items(IReadOnlyList<ListItem> items, string path, Problems problems)
    {
        problems.Count(path, items.Count, ListItem.ListMax);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (!seen.Add(items[i].Id) && items[i].Id.Length > 0) problems.Add($"{path}[{i}].id", $"\"{Problems.Shown(items[i].Id)}\" is there twice");
            Item(items[i], $"{path}[{i}]", problems);
        }
    }

    internal static void Item(ListItem item, string path, Problems problems)
    {
        problems.Id($"{path}.id", item.Id);
        if (item.Product.IsNone) problems.Named($"{path}.name", item.Name);
        else problems.Text($"{path}.name", item.Name);
        if (!item.Product.IsNone) problems.Id($"{path}.product_id", item.Product.Value);
        if (item.Quantity is < 0 or > ListItem.QuantityMax) problems.Add($"{path}.quantity", $"must be 0..{ListItem.QuantityMax}");
    }
}

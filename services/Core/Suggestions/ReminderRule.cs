namespace SmartStore.Core.Suggestions;

/// <summary>"You passed the basil": one reminder for the open items that stand in a zone the shopper has just left.</summary>
internal static class ReminderRule
{
    /// <summary>Names that one reminder spells out; the rest are counted.</summary>
    private const int NamesMax = 3;

    public static SuggestionDraft? Find(ShopperTurn turn, StoreBook book, ZoneId leftZone)
    {
        Outcome? silence = null;
        var passed = new List<(ListItem Item, Product Product)>();
        foreach (var (item, product) in Standing(turn.Shopper, book, leftZone))
        {
            var why = product.IsInStock ? RepeatRule.Why(turn.Shopper, SuggestionDraft.SubjectOf(item, product), turn.At) : Outcome.SoldOut;
            if (why is null) passed.Add((item, product));
            silence ??= why;
        }
        if (passed.Count > 0) return Of(passed, book, leftZone, turn.WordsOf(book));
        if (silence is { } outcome) turn.Note(outcome, leftZone.Value);
        return null;
    }

    /// <summary>A snoozed reminder, for what of it is still open and in stock. Null: nothing is.</summary>
    public static SuggestionDraft? Again(ShopperTurn turn, StoreBook book, IReadOnlyList<Subject> subjects)
    {
        var open = turn.Shopper.OpenItems
            .Select(item => (Item: item, Product: book.Product(item.Product, item.Name)))
            .Where(found => found.Product is { IsInStock: true } && subjects.Contains(SuggestionDraft.SubjectOf(found.Item, found.Product)))
            .Select(found => (found.Item, Product: found.Product!))
            .ToList();
        return open.Count == 0 ? null : Of(open, book, open[0].Product.Zone, turn.WordsOf(book));
    }

    private static IEnumerable<(ListItem Item, Product Product)> Standing(Shopper shopper, StoreBook book, ZoneId zone)
    {
        foreach (var item in shopper.OpenItems)
            if (book.Product(item.Product, item.Name) is { } product && product.Zone == zone)
                yield return (item, product);
    }

    private static SuggestionDraft Of(List<(ListItem Item, Product Product)> passed, StoreBook book, ZoneId zone, Phrases words)
    {
        var names = words.And([.. passed.Select(found => words.NameOf(found.Item, found.Product))], NamesMax);
        var place = book.ZoneName(zone);
        var where = words.And([.. passed.Select(found => words.At(words.NameOf(found.Item, found.Product), found.Product.Aisle))], NamesMax);
        var why = new Why(SuggestionRules.PassedItems, zone, [.. passed.Select(found => found.Item.Id)], words.WhyPassed(place, names));
        return new SuggestionDraft([.. passed.Select(found => SuggestionDraft.SubjectOf(found.Item, found.Product)).Distinct()], words.Passed(names), words.StandsIn(place, where), Recipe: null, why);
    }
}

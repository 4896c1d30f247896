using SmartStore.Core.Members;

namespace SmartStore.Core.Suggestions;

/// <summary>What kind of way there is to something that is sold out. Numbers are the contract's.</summary>
public enum AlternativeKind
{
    Unspecified = 0,
    /// <summary>Another product of this store.</summary>
    Substitute = 1,
    /// <summary>The same product in a store nearby.</summary>
    OtherStore = 2,
    /// <summary>The same product, sent home.</summary>
    Delivery = 3,
}

/// <summary>What a shopper may do about an item that is sold out.</summary>
/// <param name="Zone">Where the product stands; in <paramref name="Store"/> if one is named. Unknown: nowhere to go to.</param>
/// <param name="PriceMinor">Minor units of the currency of the store that has it.</param>
/// <param name="Store">The store that has it; empty: this one.</param>
/// <param name="Text">One sentence for the shopper.</param>
public sealed record Alternative(AlternativeKind Kind, ProductId Product, string Name, ZoneId Zone, string Aisle, long PriceMinor, string Store, string Text);

/// <summary>
/// At most three ways around a sold-out item of the shopper's own list: what they would take themselves, what the operator would offer instead, something of
/// its kind at a like price, a store nearby, delivery. It is part of the list and no advert, so it costs no budget.
/// </summary>
internal static class AlternativeRules
{
    /// <summary>Most alternatives of one item.</summary>
    public const int Max = 3;

    /// <param name="soldOut">What the item is here.</param>
    /// <param name="books">Where the books of stores nearby are.</param>
    /// <param name="preferences">What is proposed keeps to them. The very thing that is on the list is proposed elsewhere whatever they say.</param>
    public static IReadOnlyList<Alternative> Of(ListItem item, Product soldOut, StoreBook book, IBooks books, DateTimeOffset at, Phrases words, Preferences preferences) =>
        item.NoSubstitute
            ? []
            : [.. InThisStore(soldOut, book, words, preferences).Concat(InOtherStores(soldOut, book, books, words, preferences)).Concat(AtHome(soldOut, book, at, words)).Take(Max)];

    private static IEnumerable<Alternative> InThisStore(Product soldOut, StoreBook book, Phrases words, Preferences preferences)
    {
        var own = preferences.ReplacementOf(soldOut.Id);
        // They want nothing in its place.
        if (own is { By.IsNone: true }) return [];
        Product[] theirs = own is { } replacement && book.Product(replacement.By) is { } by ? [by] : [];
        var chosen = soldOut.Substitutes.Select(id => book.Product(id)).OfType<Product>();
        // Which medicine may take the place of another one is not for a rule to say.
        IEnumerable<Product> alike = soldOut.IsCare || soldOut.Category.Length == 0 ? [] : book.InCategory(soldOut.Category)
            .Where(product => HasLikePrice(product, soldOut))
            .OrderBy(product => Math.Abs((decimal)product.PriceMinor - soldOut.PriceMinor))
            .ThenBy(product => product.Id.Value, StringComparer.Ordinal);
        // What they would take themselves is their own word, be it medicine.
        return theirs.Concat(chosen.Concat(alike).Where(product => MayStandFor(product, soldOut)))
            .Where(product => product.IsInStock && product.Id != soldOut.Id && DietRules.Allows(preferences, product))
            .DistinctBy(product => product.Id)
            .Select(product => new Alternative(AlternativeKind.Substitute, product.Id, product.Name, product.Zone, product.Aisle, product.PriceMinor, Store: "", words.IsHere(product.Name, product.Aisle)));
    }

    // Nearby stores of one owner have the same product ids; a store of another owner may use the id for something else, and then the name tells.
    private static IEnumerable<Alternative> InOtherStores(Product soldOut, StoreBook book, IBooks books, Phrases words, Preferences preferences)
    {
        var name = NameKey.Of(soldOut.Name);
        foreach (var store in book.Layout.NearStores)
        {
            if (store == book.Store || books.Find(store) is not { } near) continue;
            var same = near.Product(soldOut.Id);
            if (same is null || NameKey.Of(same.Name) != name) same = near.Product(name) ?? same;
            if (same is { IsInStock: true } there && MayStandFor(there, soldOut) && (there.Id == soldOut.Id || DietRules.Allows(preferences, there)))
                yield return new Alternative(AlternativeKind.OtherStore, there.Id, there.Name, there.Zone, there.Aisle, there.PriceMinor, store.Value, words.StoreHas(near.Layout.Name.Length > 0 ? near.Layout.Name : store.Value, there.Stock));
        }
    }

    private static IEnumerable<Alternative> AtHome(Product soldOut, StoreBook book, DateTimeOffset at, Phrases words)
    {
        var until = book.Layout.DeliveryUntil;
        if (!soldOut.IsDeliverable || (StoreHours.TryParse(until, out var end) && StoreHours.Of(at, book.Layout.TimeZone) >= end)) yield break;
        yield return new Alternative(AlternativeKind.Delivery, soldOut.Id, soldOut.Name, ZoneId.Unknown, Aisle: "", soldOut.PriceMinor, Store: "", words.IsDelivered(until));
    }

    // From half as much to half as much again.
    private static bool HasLikePrice(Product product, Product soldOut) => 2m * product.PriceMinor >= soldOut.PriceMinor && 2m * product.PriceMinor <= 3m * soldOut.PriceMinor;

    // Medicine and the like are never proposed to somebody who wants something else.
    private static bool MayStandFor(Product product, Product soldOut) => soldOut.IsCare || !product.IsCare;
}

namespace SmartStore.Core.Stores;

/// <summary>How much of a product there is, as a till or a stock system says.</summary>
/// <param name="Stock">Pieces, ≥ 0.</param>
/// <param name="PriceMinor">Minor units of the store's currency, ≥ 0; null: the price stays.</param>
public sealed record StockChange(ProductId Product, int Stock, long? PriceMinor)
{
    /// <summary>Most changes of one call.</summary>
    public const int PerCallMax = 5_000;
}

/// <summary>The last word on a product's stock. It lies over the catalogue, and stays when the catalogue is replaced: a catalogue does not say of when its numbers are.</summary>
/// <param name="PriceMinor">Null: the catalogue's price.</param>
/// <param name="At">When it was so; the newer word wins.</param>
public sealed record StockLine(ProductId Product, int Stock, long? PriceMinor, DateTimeOffset At);

/// <summary>What became of changes of the stock.</summary>
/// <param name="Lines">The new last words, one for each product that was changed.</param>
/// <param name="Applied">Changes that count.</param>
/// <param name="Stale">Changes of products of which something newer is known.</param>
/// <param name="Unknown">Products that the catalogue does not have, each once.</param>
public sealed record StockMerged(IReadOnlyList<StockLine> Lines, int Applied, int Stale, IReadOnlyList<ProductId> Unknown);

/// <summary>Changes of the stock: of each product the newest word counts, whatever the order in which they come.</summary>
public static class StockRules
{
    /// <summary>A time further ahead than this is taken as now: a wrong clock must not keep later words out.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(60);

    /// <summary>When a change counts as said.</summary>
    /// <param name="at">As its sender says; null: not said.</param>
    /// <param name="now">By our clock.</param>
    public static DateTimeOffset SaidAt(DateTimeOffset? at, DateTimeOffset now) => at is { } said && said - now <= AheadMax ? said : now;

    /// <summary>Merges changes that were true at one time into what is known.</summary>
    /// <param name="known">The last word on each product.</param>
    /// <param name="isSold">True for a product of the catalogue.</param>
    public static StockMerged Merge(IReadOnlyDictionary<ProductId, StockLine> known, Func<ProductId, bool> isSold, IReadOnlyList<StockChange> changes, DateTimeOffset at)
    {
        var lines = new Dictionary<ProductId, StockLine>();
        var unknown = new HashSet<ProductId>();
        int applied = 0, stale = 0;
        foreach (var change in changes)
        {
            if (!isSold(change.Product))
            {
                unknown.Add(change.Product);
                continue;
            }
            var last = lines.GetValueOrDefault(change.Product) ?? known.GetValueOrDefault(change.Product);
            if (last is not null && at < last.At)
            {
                stale++;
                continue;
            }
            lines[change.Product] = new StockLine(change.Product, change.Stock, change.PriceMinor ?? last?.PriceMinor, at);
            applied++;
        }
        return new StockMerged([.. lines.Values], applied, stale, [.. unknown]);
    }
}

/// <summary>Whether changes of the stock can be used. That the products exist is not asked: unknown ones are named in the reply.</summary>
public static class StockCheck
{
    /// <returns>Everything wrong, in the order of the changes; empty: usable.</returns>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<StockChange> changes)
    {
        var problems = new Problems();
        if (changes.Count is 0 or > StockChange.PerCallMax) problems.Add("changes", $"must hold 1 to {StockChange.PerCallMax}");
        for (var i = 0; i < changes.Count; i++)
        {
            problems.Id($"changes[{i}].product_id", changes[i].Product.Value);
            problems.AtLeastZero($"changes[{i}].stock", changes[i].Stock);
            problems.AtLeastZero($"changes[{i}].price_minor", changes[i].PriceMinor ?? 0);
        }
        return problems.Found;
    }
}

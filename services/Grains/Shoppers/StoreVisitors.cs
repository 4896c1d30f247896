using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmartStore.Grains.Shoppers;

/// <summary>
/// The shoppers with an open visit whose grains are in this process, by store, and what they have still to be told of the stock. A grain with an open visit stays in
/// memory, so that each visitor is known to exactly one process: the one whose books their rules read. See docs/decisions/0038.
/// </summary>
internal sealed partial class StoreVisitors(IGrainFactory grains, TimeProvider time, ILogger<StoreVisitors> log)
{
    /// <summary>How often visitors are told what has changed since.</summary>
    public static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private const int ToldAtOnce = 32;

    private readonly ConcurrentDictionary<StoreId, ConcurrentDictionary<ShopperId, bool>> _stores = new();
    private readonly ConcurrentDictionary<StoreId, HashSet<ProductId>> _crossed = new();

    /// <summary>A shopper came into a store, or left it.</summary>
    /// <param name="from">Default: was in none.</param>
    /// <param name="to">Default: is in none.</param>
    public void Moved(ShopperId shopper, StoreId from, StoreId to)
    {
        if (from == to) return;
        if (from != default && _stores.TryGetValue(from, out var left)) left.TryRemove(shopper, out _);
        if (to != default) _stores.GetOrAdd(to, static _ => new()).TryAdd(shopper, true);
    }

    /// <summary>Products of a store are sold out now, or are there again: its visitors are told with the next round.</summary>
    public void Crossed(StoreId store, IReadOnlyCollection<ProductId> products)
    {
        if (products.Count == 0 || !_stores.TryGetValue(store, out var visitors) || visitors.IsEmpty) return;
        var waiting = _crossed.GetOrAdd(store, static _ => []);
        lock (waiting) waiting.UnionWith(products);
    }

    /// <summary>Tells every visitor of what changed since the last round, in one fact. Nothing of it is stored: whoever comes later reads the books anyway.</summary>
    public async Task Tell(CancellationToken cancel)
    {
        foreach (var (store, waiting) in _crossed)
        {
            ProductId[] products;
            lock (waiting)
            {
                products = [.. waiting];
                waiting.Clear();
            }
            if (products.Length == 0 || !_stores.TryGetValue(store, out var visitors)) continue;
            var now = time.GetUtcNow();
            var fact = new StockCrossed($"stock/{store}/{now.ToUnixTimeMilliseconds()}", now, store, products);
            await Parallel.ForEachAsync(visitors.Keys, new ParallelOptions { MaxDegreeOfParallelism = ToldAtOnce, CancellationToken = cancel }, (shopper, _) => Tell(shopper, fact));
        }
    }

    // A grain that cannot be told now reads the books with its next fact.
    private async ValueTask Tell(ShopperId shopper, StockCrossed fact)
    {
        try
        {
            await grains.GetGrain<IShopperGrain>(shopper.Value).TakeStock(fact);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotTold(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A shopper's grain was not told of the stock; the rules read it with the next fact.")]
    private partial void LogNotTold(Exception error);
}

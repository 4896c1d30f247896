using System.Collections.Concurrent;
using Google.Protobuf;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Catalog;

/// <summary>
/// The stock of every store: the last word on each product, as one document of each store. <see cref="StoreCatalog"/> is its one caller and lets one
/// change in at a time; another process may write between, and then the change is merged into what that one wrote.
/// </summary>
internal sealed class StockShelf(IDocumentStore documents)
{
    /// <summary>The last word on a product that is not sold any more is kept for so long: another process may have a newer catalogue than this one.</summary>
    public static readonly TimeSpan UnsoldKept = TimeSpan.FromDays(1);

    private const string Kind = "stock";

    // Other processes write rarely at the same moment; whoever loses so often is told to call again.
    private const int AttemptsMax = 8;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private long _followed;

    /// <summary>What was written since the last <see cref="Take"/>.</summary>
    public ValueTask<IReadOnlyList<StoredDocument>> Changed(CancellationToken cancel) => documents.Documents(Kind, _followed, cancel);

    /// <summary>Takes over what other processes wrote.</summary>
    /// <returns>The new lines of each store whose stock changed.</returns>
    public Dictionary<string, IReadOnlyList<StockLine>> Take(IReadOnlyList<StoredDocument> written)
    {
        var stores = new Dictionary<string, IReadOnlyList<StockLine>>(StringComparer.Ordinal);
        foreach (var changed in written)
        {
            _followed = changed.Version;
            var kept = _kept.GetValueOrDefault(changed.Id) ?? Kept.None;
            if (kept.Version == changed.Version) continue;
            var next = _kept[changed.Id] = Kept.Read(changed);
            stores[changed.Id] = [.. next.Lines.Values.Where(line => kept.Lines.GetValueOrDefault(line.Product) != line)];
        }
        return stores;
    }

    /// <summary>The last word on each product of a store.</summary>
    public IEnumerable<StockLine> Lines(string store) => _kept.TryGetValue(store, out var kept) ? kept.Lines.Values : [];

    /// <summary>Puts changes on disk.</summary>
    /// <param name="book">The store as this process knows it.</param>
    /// <returns>What became of them, and the lines that are new.</returns>
    /// <exception cref="TryAgainException">Other processes write all the time.</exception>
    public async Task<(StockMerged Merged, IReadOnlyList<StockLine> News)> Put(StoreBook book, IReadOnlyList<StockChange> changes, DateTimeOffset at)
    {
        at = at.WholeMs();
        var (store, known) = (book.Store.Value, _kept.GetValueOrDefault(book.Store.Value) ?? Kept.None);
        for (var attempt = 1; ; attempt++)
        {
            var kept = _kept.GetValueOrDefault(store) ?? Kept.None;
            var merged = StockRules.Merge(kept.Lines, id => book.Product(id) is not null, changes, at);
            var mayKeep = kept.Lines.Count <= CatalogCheck.ProductsMax;
            var lines = kept.Lines.Where(line => book.Product(line.Key) is not null || (mayKeep && line.Value.At > at - UnsoldKept)).ToDictionary();
            foreach (var line in merged.Lines) lines[line.Product] = line;
            try
            {
                var next = new Kept(kept.Version, lines);
                if (merged.Lines.Any(line => kept.Lines.GetValueOrDefault(line.Product) != line))
                    _kept[store] = next with { Version = await documents.PutDocument(Kind, store, next.ToBytes(), kept.Version) };
                // What another process wrote meanwhile is news here, too.
                return (merged, [.. lines.Values.Where(line => known.Lines.GetValueOrDefault(line.Product) != line)]);
            }
            catch (StoreConflictException) when (attempt < AttemptsMax)
            {
                if (await documents.Document(Kind, store) is { } newer) _kept[store] = Kept.Read(newer);
            }
            catch (StoreConflictException)
            {
                throw new TryAgainException("Other processes write the stock of this store all the time.");
            }
        }
    }

    private sealed record Kept(long Version, Dictionary<ProductId, StockLine> Lines)
    {
        public static Kept None { get; } = new(0, []);

        public static Kept Read(StoredDocument document) => new(document.Version, document.Body is { } body
            ? StoredStock.Parser.ParseFrom(body).Lines
                .Select(line => new StockLine(new ProductId(line.ProductId), line.Stock, line.HasPriceMinor ? line.PriceMinor : null, StoredForm.Time(line.At)))
                .ToDictionary(line => line.Product)
            : []);

        public byte[] ToBytes()
        {
            var stored = new StoredStock();
            foreach (var line in Lines.Values)
            {
                var kept = new StoredStockLine { ProductId = line.Product.Value, Stock = line.Stock, At = StoredForm.Ms(line.At) };
                if (line.PriceMinor is { } price) kept.PriceMinor = price;
                stored.Lines.Add(kept);
            }
            return stored.ToByteArray();
        }
    }
}

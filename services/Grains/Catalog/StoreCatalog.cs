using System.Collections.Concurrent;
using Google.Protobuf;
using SmartStore.Contracts;
using SmartStore.Core.Sightings;
using SmartStore.Core.Stores;
using SmartStore.Grains.Presence;
using SmartStore.Grains.Shoppers;

namespace SmartStore.Grains.Catalog;

/// <summary>
/// The reference data of every store, in memory and as documents: layouts with their calibrations, products and recipes with the stock over them, shoppers'
/// tags. A document is on disk before it is in force. What another process wrote is taken over by <see cref="Follow"/> and <see cref="FollowStock"/>.
/// </summary>
internal sealed class StoreCatalog(IDocumentStore documents, TrackedStores tracked, TagIndex tags, CalibrationShelf calibrations, StockShelf stock, StoreVisitors visitors, TimeProvider time) : IStoreCatalog, IDisposable
{
    /// <summary>How often to look for what other processes wrote.</summary>
    public static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(5);

    /// <summary>How often to look for what other processes wrote of the stock: visitors are told within seconds.</summary>
    public static readonly TimeSpan FollowStockEvery = TimeSpan.FromSeconds(2);

    private const string Layouts = StoredLayouts.Kind;
    private const string Catalogs = "catalog";
    private const string Tags = "tags";

    private readonly ConcurrentDictionary<string, Entry> _stores = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, long> _followed = new(StringComparer.Ordinal);
    private long _layoutVersion;

    /// <inheritdoc/>
    public long LayoutVersion => Volatile.Read(ref _layoutVersion);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Stores => [.. _stores.Keys];

    /// <inheritdoc/>
    public StoreBook? Find(StoreId store) => _stores.GetValueOrDefault(store.Value)?.Book;

    /// <inheritdoc/>
    public Proto.Store? Layout(string store) => _stores.GetValueOrDefault(store)?.Layout.Clone();

    /// <inheritdoc/>
    public DateTimeOffset? LayoutPutAt(string store) => _stores.GetValueOrDefault(store)?.PutAt;

    /// <inheritdoc/>
    public Proto.PutCatalogRequest? Catalog(string store) => _stores.GetValueOrDefault(store)?.Catalog.Clone();

    /// <summary>Takes over every document that changed since the last time; the first time, all of them.</summary>
    public Task Follow(CancellationToken cancel) => Alone(async () =>
    {
        // Everything is read before anything is applied: what could not be read comes again.
        var (changedCatalogs, layouts, tagged) = (await Changed(Catalogs, cancel), await Changed(Layouts, cancel), await Changed(Tags, cancel));
        var restocked = await stock.Changed(cancel);
        var calibrated = await calibrations.Follow(cancel);
        var stocked = stock.Take(restocked);
        var catalogs = new Dictionary<string, Proto.PutCatalogRequest>(StringComparer.Ordinal);
        foreach (var changed in changedCatalogs) catalogs[changed.Id] = changed.Body is { } body ? Proto.PutCatalogRequest.Parser.ParseFrom(body) : new Proto.PutCatalogRequest();
        foreach (var changed in layouts)
        {
            if (changed.Body is not { } body) continue;
            var (layout, putAt) = StoredLayouts.Read(body);
            Put(layout, putAt, changed.Version, catalogs.GetValueOrDefault(changed.Id) ?? _stores.GetValueOrDefault(changed.Id)?.Catalog ?? new Proto.PutCatalogRequest());
            catalogs.Remove(changed.Id);
            calibrated.Remove(changed.Id);
        }
        foreach (var (store, catalog) in catalogs)
            if (_stores.TryGetValue(store, out var present))
                _stores[store] = new Entry(present.Layout, present.PutAt, present.Version, catalog, stock.Lines(store));
        // The others were just compiled with it.
        foreach (var (store, lines) in stocked)
            if (!catalogs.ContainsKey(store) && !layouts.Any(changed => changed.Id == store))
                Restock(store, lines);
        foreach (var store in calibrated)
            if (_stores.TryGetValue(store, out var present))
                tracked.Replace(present.Book.Layout, calibrations.For(present.Book.Layout));
        foreach (var changed in tagged) tags.Replace(changed.Id, changed.Body is { } body ? Proto.Shopper.Parser.ParseFrom(body).Tags : []);
        Followed(Catalogs, changedCatalogs);
        Followed(Layouts, layouts);
        Followed(Tags, tagged);
        return true;
    });

    /// <summary>Takes over what other processes wrote of the stock.</summary>
    public Task FollowStock(CancellationToken cancel) => Alone(async () =>
    {
        foreach (var (store, lines) in stock.Take(await stock.Changed(cancel))) Restock(store, lines);
        return true;
    });

    /// <inheritdoc/>
    public Task<StockMerged?> PutStock(StoreId store, IReadOnlyList<StockChange> changes, DateTimeOffset at) => Alone<StockMerged?>(async () =>
    {
        if (!_stores.TryGetValue(store.Value, out var present)) return null;
        var (merged, news) = await stock.Put(present.Book, changes, at);
        Restock(store.Value, news);
        return merged;
    });

    /// <inheritdoc/>
    public async Task<bool> PutLayout(Proto.Store layout, string? seen = null)
    {
        if (await Alone(() => PutOver(layout, seen))) return true;
        await Follow(CancellationToken.None);
        return false;
    }

    /// <inheritdoc/>
    public Task<bool> PutCatalog(Proto.PutCatalogRequest catalog) => Alone(async () =>
    {
        if (!_stores.TryGetValue(catalog.StoreId, out var present)) return false;
        if (catalog.Equals(present.Catalog)) return true;
        await documents.PutDocument(Catalogs, catalog.StoreId, catalog.ToByteArray());
        _stores[catalog.StoreId] = new Entry(present.Layout, present.PutAt, present.Version, catalog.Clone(), stock.Lines(catalog.StoreId));
        return true;
    });

    /// <inheritdoc/>
    public Task PutTags(string shopper, IReadOnlyCollection<string> keys) => Alone(async () =>
    {
        await documents.PutDocument(Tags, shopper, keys.Count == 0 ? (ReadOnlyMemory<byte>?)null : new Proto.Shopper { Tags = { keys } }.ToByteArray());
        tags.Replace(shopper, keys);
        return true;
    });

    /// <inheritdoc/>
    public bool HasTags(string shopper, IReadOnlyCollection<string> keys) => tags.Of(shopper).ToHashSet().SetEquals(keys.Select(key => BeaconKey.TryParse(key, out var parsed) ? parsed : default));

    /// <inheritdoc/>
    public Proto.StoreCalibration? Calibration(string store) => _stores.TryGetValue(store, out var present) ? calibrations.State(present.Book.Layout) : null;

    /// <inheritdoc/>
    public Task<Proto.StoreCalibration?> PutCalibration(string store, Calibration calibration) => Recalibrate(store, layout => calibrations.Put(layout, calibration), mustChange: false);

    /// <inheritdoc/>
    public Task<Proto.StoreCalibration?> RevertCalibration(string store) => Recalibrate(store, _ => calibrations.Revert(store), mustChange: true);

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private Task<Proto.StoreCalibration?> Recalibrate(string store, Func<StoreLayout, Task<bool>> change, bool mustChange) => Alone(async () =>
    {
        if (!_stores.TryGetValue(store, out var present)) return null;
        var layout = present.Book.Layout;
        var changed = await change(layout);
        if (changed) tracked.Replace(layout, calibrations.For(layout));
        return changed || !mustChange ? calibrations.State(layout) : null;
    });

    private ValueTask<IReadOnlyList<StoredDocument>> Changed(string kind, CancellationToken cancel) => documents.Documents(kind, _followed.GetValueOrDefault(kind), cancel);

    private void Followed(string kind, IReadOnlyList<StoredDocument> changed)
    {
        if (changed.Count > 0) _followed[kind] = changed[^1].Version;
    }

    private async Task<T> Alone<T>(Func<Task<T>> work)
    {
        await _writing.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _writing.Release();
        }
    }

    // What is sold out now or there again is told to those who are in the store.
    private void Restock(string store, IReadOnlyList<StockLine> news)
    {
        if (news.Count == 0 || !_stores.TryGetValue(store, out var present)) return;
        var next = present.With(news);
        _stores[store] = next;
        visitors.Crossed(new StoreId(store), next.Book.Crossed(present.Book, news.Select(line => line.Product)));
    }

    private async Task<bool> PutOver(Proto.Store layout, string? seen)
    {
        var present = _stores.GetValueOrDefault(layout.Id);
        if (seen is not null && seen != LayoutSeen.Of(present?.Layout)) return false;
        if (layout.Equals(present?.Layout)) return true;
        var putAt = time.GetUtcNow().WholeMs();
        try
        {
            // What another process wrote since the last look is another version.
            var version = await documents.PutDocument(Layouts, layout.Id, StoredLayouts.ToBytes(layout, putAt), seen is null ? null : present?.Version ?? 0);
            Put(layout.Clone(), putAt, version, present?.Catalog ?? new Proto.PutCatalogRequest());
            return true;
        }
        catch (StoreConflictException)
        {
            return false;
        }
    }

    private void Put(Proto.Store layout, DateTimeOffset? putAt, long version, Proto.PutCatalogRequest catalog)
    {
        var entry = new Entry(layout, putAt, version, catalog, stock.Lines(layout.Id));
        _stores[layout.Id] = entry;
        tracked.Replace(entry.Book.Layout, calibrations.For(entry.Book.Layout));
        Interlocked.Increment(ref _layoutVersion);
    }

    private sealed class Entry
    {
        public Entry(Proto.Store layout, DateTimeOffset? putAt, long version, Proto.PutCatalogRequest catalog, IEnumerable<StockLine> stock)
            : this(layout, putAt, version, catalog, StoreBook.Compile(ContractForm.Layout(layout), [.. catalog.Products.Select(ContractForm.Product)], [.. catalog.Recipes.Select(ContractForm.Recipe)]).With(stock))
        {
        }

        private Entry(Proto.Store layout, DateTimeOffset? putAt, long version, Proto.PutCatalogRequest catalog, StoreBook book) => (Layout, PutAt, Version, Catalog, Book) = (layout, putAt, version, catalog, book);

        public Proto.Store Layout { get; }

        public DateTimeOffset? PutAt { get; }

        /// <summary>Of the layout's document.</summary>
        public long Version { get; }

        public Proto.PutCatalogRequest Catalog { get; }

        public StoreBook Book { get; }

        /// <summary>The same with other stock. What takes long is not compiled again.</summary>
        public Entry With(IEnumerable<StockLine> news) => new(Layout, PutAt, Version, Catalog, Book.With(news));
    }
}

/// <summary>The stores' layouts as they lie in the store: the contract's message, and behind it what is kept beside it.</summary>
public static class StoredLayouts
{
    internal const string Kind = "layout";

    /// <summary>All of them, for commands that work on the store without a server.</summary>
    /// <exception cref="TryAgainException">The store does not answer.</exception>
    public static async Task<IReadOnlyList<Proto.Store>> Read(IDocumentStore documents) =>
        [.. (await documents.Documents(Kind)).Where(document => document.Body is not null).Select(document => Read(document.Body!).Layout)];

    // What is kept beside it was written last, and stays out of what callers get: they would send it back.
    internal static (Proto.Store Layout, DateTimeOffset? PutAt) Read(byte[] body)
    {
        var beside = StoredBesideLayout.Parser.WithDiscardUnknownFields(true).ParseFrom(body);
        return (Proto.Store.Parser.ParseFrom(body.AsSpan(0, body.Length - beside.CalculateSize())), StoredForm.TimeOrNone(beside.PutAt));
    }

    internal static byte[] ToBytes(Proto.Store layout, DateTimeOffset putAt) => [.. layout.ToByteArray(), .. new StoredBesideLayout { PutAt = StoredForm.Ms(putAt) }.ToByteArray()];
}

using System.Collections.Concurrent;
using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.Grains;
using SmartStore.Presence.Contract;
using SmartStore.Presence.Tracking;

namespace SmartStore.Api.Stores;

/// <summary>
/// The reference data of every store, in memory and on disk: layouts with their calibrations, products and recipes, shoppers' tags. A document is replaced
/// whole; it is on disk before it is in force.
/// </summary>
public sealed class Books(IPartitionStore documents, TrackedStores tracked, TagIndex tags, CalibrationShelf calibrations) : IBooks, IDisposable
{
    private const string Layouts = "layout";
    private const string Catalogs = "catalog";
    private const string Tags = "tags";

    private readonly ConcurrentDictionary<string, Entry> _stores = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <inheritdoc/>
    public StoreBook? Find(StoreId store) => _stores.GetValueOrDefault(store.Value)?.Book;

    /// <summary>A layout as it was put; null: no such store.</summary>
    public Proto.Store? Layout(string store) => _stores.GetValueOrDefault(store)?.Layout.Clone();

    /// <summary>Every store.</summary>
    public IEnumerable<string> Stores => _stores.Keys;

    /// <summary>Reads everything from disk. Call it once, before anything else.</summary>
    public async Task Load(CancellationToken cancel)
    {
        await calibrations.Load(cancel);
        var catalogs = (await documents.Documents(Catalogs, cancel)).ToDictionary(found => found.Id, found => Proto.PutCatalogRequest.Parser.ParseFrom(found.Body.Span));
        foreach (var found in await documents.Documents(Layouts, cancel))
            Put(Proto.Store.Parser.ParseFrom(found.Body.Span), catalogs.GetValueOrDefault(found.Id) ?? new Proto.PutCatalogRequest());
        foreach (var found in await documents.Documents(Tags, cancel))
            tags.Replace(found.Id, Proto.Shopper.Parser.ParseFrom(found.Body.Span).Tags);
    }

    /// <summary>Replaces a store's layout. What was put before with the same content changes nothing.</summary>
    public async ValueTask PutLayout(Proto.Store layout, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(layout);
        await _writing.WaitAsync(cancel);
        try
        {
            var present = _stores.GetValueOrDefault(layout.Id);
            if (layout.Equals(present?.Layout)) return;
            await documents.PutDocument(Layouts, layout.Id, layout.ToByteArray(), cancel);
            Put(layout.Clone(), present?.Catalog ?? new Proto.PutCatalogRequest());
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Replaces the products and recipes of a store.</summary>
    /// <returns>False: no such store.</returns>
    public async ValueTask<bool> PutCatalog(Proto.PutCatalogRequest catalog, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        await _writing.WaitAsync(cancel);
        try
        {
            if (!_stores.TryGetValue(catalog.StoreId, out var present)) return false;
            if (catalog.Equals(present.Catalog)) return true;
            await documents.PutDocument(Catalogs, catalog.StoreId, catalog.ToByteArray(), cancel);
            _stores[catalog.StoreId] = new Entry(present.Layout, catalog.Clone());
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>How a store's calibration stands; null: no such store.</summary>
    public Proto.StoreCalibration? Calibration(string store) => _stores.TryGetValue(store, out var present) ? calibrations.State(present.Book.Layout) : null;

    /// <summary>Puts a calibration in force that was checked against the store's layout. The same again changes nothing.</summary>
    /// <returns>How it stands then; null: no such store.</returns>
    public ValueTask<Proto.StoreCalibration?> PutCalibration(string store, Calibration calibration, CancellationToken cancel) =>
        Recalibrate(store, layout => calibrations.Put(layout, calibration, cancel), mustChange: false, cancel);

    /// <summary>Puts the calibration before the present one in force, or none.</summary>
    /// <returns>How it stands then; null: no such store, or it has no calibration.</returns>
    public ValueTask<Proto.StoreCalibration?> RevertCalibration(string store, CancellationToken cancel) =>
        Recalibrate(store, layout => calibrations.Revert(store, cancel), mustChange: true, cancel);

    /// <summary>Replaces what a shopper carries.</summary>
    public async ValueTask PutTags(Proto.Shopper shopper, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        await _writing.WaitAsync(cancel);
        try
        {
            var kept = shopper.Tags.Count == 0 ? (ReadOnlyMemory<byte>?)null : new Proto.Shopper { Tags = { shopper.Tags } }.ToByteArray();
            await documents.PutDocument(Tags, shopper.Id, kept, cancel);
            tags.Replace(shopper.Id, shopper.Tags);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private async ValueTask<Proto.StoreCalibration?> Recalibrate(string store, Func<StoreLayout, ValueTask<bool>> change, bool mustChange, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            if (!_stores.TryGetValue(store, out var present)) return null;
            var layout = present.Book.Layout;
            var changed = await change(layout);
            if (changed) tracked.Replace(layout, calibrations.For(layout));
            return changed || !mustChange ? calibrations.State(layout) : null;
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Put(Proto.Store layout, Proto.PutCatalogRequest catalog)
    {
        var entry = new Entry(layout, catalog);
        _stores[layout.Id] = entry;
        tracked.Replace(entry.Book.Layout, calibrations.For(entry.Book.Layout));
    }

    private sealed class Entry(Proto.Store layout, Proto.PutCatalogRequest catalog)
    {
        public Proto.Store Layout { get; } = layout;

        public Proto.PutCatalogRequest Catalog { get; } = catalog;

        public StoreBook Book { get; } = StoreBook.Compile(
            FromContract.Layout(layout),
            [.. catalog.Products.Select(FromContract.Product)],
            [.. catalog.Recipes.Select(FromContract.Recipe)]);
    }
}

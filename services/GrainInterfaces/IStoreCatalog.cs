using SmartStore.Contracts;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Reference data of every store: layouts with their calibrations, products with their stock, recipes and tags. Documents of the store, held in the memory of each
/// process and followed by version. A document is replaced whole, and is on disk before it is in force.
/// </summary>
public interface IStoreCatalog : IBooks
{
    /// <summary>Counts up with each change of a layout.</summary>
    long LayoutVersion { get; }

    /// <summary>The ids of all stores.</summary>
    IReadOnlyCollection<string> Stores { get; }

    /// <summary>A layout as it was put; null: no such store.</summary>
    Proto.Store? Layout(string store);

    /// <summary>When a layout was last put otherwise than it was; null: no such store, or it was put before that was kept.</summary>
    DateTimeOffset? LayoutPutAt(string store);

    /// <summary>Products and recipes of a store as they were put; null: no such store.</summary>
    Proto.PutCatalogRequest? Catalog(string store);

    /// <summary>Replaces a checked layout. The same again changes nothing.</summary>
    /// <param name="seen">Only over the layout that <see cref="LayoutSeen"/> names so, wherever another one may have been put; null: over any.</param>
    /// <returns>False: another one is there, and is in force here now.</returns>
    Task<bool> PutLayout(Proto.Store layout, string? seen = null);

    /// <summary>Replaces the checked products and recipes of a store. False: no such store.</summary>
    Task<bool> PutCatalog(Proto.PutCatalogRequest catalog);

    /// <summary>Takes checked changes of the stock. Whoever is in the store and has what is sold out now, or there again, is told within seconds.</summary>
    /// <param name="at">When they were so; older ones than what is known change nothing.</param>
    /// <returns>What became of them; null: no such store.</returns>
    Task<StockMerged?> PutStock(StoreId store, IReadOnlyList<StockChange> changes, DateTimeOffset at);

    /// <summary>Replaces the beacon keys that a shopper carries.</summary>
    Task PutTags(string shopper, IReadOnlyCollection<string> tags);

    /// <summary>True when a shopper carries these beacon keys and no others.</summary>
    bool HasTags(string shopper, IReadOnlyCollection<string> tags);

    /// <summary>How a store's calibration stands; null: no such store.</summary>
    Proto.StoreCalibration? Calibration(string store);

    /// <summary>Puts a calibration in force that was checked against the layout. The same again changes nothing.</summary>
    /// <returns>How it stands then; null: no such store.</returns>
    Task<Proto.StoreCalibration?> PutCalibration(string store, Core.Zones.Calibration calibration);

    /// <summary>Puts the calibration before the present one in force, or none.</summary>
    /// <returns>How it stands then; null: no such store, or it has no calibration.</returns>
    Task<Proto.StoreCalibration?> RevertCalibration(string store);
}

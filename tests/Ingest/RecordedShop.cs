using System.Collections.Concurrent;
using SmartStore.Core;
using SmartStore.Core.Stores;
using SmartStore.Core.Zones;
using SmartStore.GrainInterfaces;

namespace SmartStore.Ingest.Tests;

/// <summary>A process with the one store <c>s1</c>, which records what its trackers are given.</summary>
internal sealed class RecordedShop(StoreLayout layout) : ITracking, ITrackedStore, IStoreCatalog
{
    private readonly ConcurrentDictionary<(string Device, string Reason), long> _refused = new();
    private readonly ConcurrentDictionary<string, bool> _online = new(StringComparer.Ordinal);
    private long _heard;
    private long _layoutVersion = 1;

    public string Id => Layout.Id.Value;

    public StoreLayout Layout { get; private set; } = layout;

    public long LayoutVersion => Volatile.Read(ref _layoutVersion);

    public IReadOnlyCollection<string> Stores => [Id];

    /// <summary>Sightings given so far.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>What was refused, by device and reason, in order of the reasons. Without a store: under the device <c>-</c>.</summary>
    public IEnumerable<(string Device, string Reason, long Count)> Refused =>
        _refused.Select(pair => (pair.Key.Device, pair.Key.Reason, pair.Value)).OrderBy(refusal => refusal.Reason, StringComparer.Ordinal);

    /// <summary>Scanners that said whether they are there, or were heard of, in order.</summary>
    public IEnumerable<string> HeardOf => _online.Keys.Order(StringComparer.Ordinal);

    /// <summary>A scanner works until it says that it does not.</summary>
    public bool IsOnline(string scanner) => _online.GetValueOrDefault(scanner, true);

    public void Replace(StoreLayout layout)
    {
        Layout = layout;
        Interlocked.Increment(ref _layoutVersion);
    }

    public ITrackedStore? Find(ReadOnlySpan<char> store) => store.SequenceEqual(Id) ? this : null;

    public void Refuse(string reason) => Refuse("-", reason);

    public void Refuse(string device, string reason, long count = 1) => _refused.AddOrUpdate((device, reason), count, (_, known) => known + count);

    public int Scanner(ReadOnlySpan<char> id)
    {
        for (var i = 0; i < Layout.Anchors.Count; i++)
            if (id.SequenceEqual(Layout.Anchors[i].Id))
                return i;
        return -1;
    }

    public Terminal? Terminal(string id) => Layout.Terminals.FirstOrDefault(terminal => terminal.Id == id);

    public int FromPhone(ReadOnlySpan<char> shopper, ReadOnlySpan<Sighting> sightings)
    {
        Interlocked.Add(ref _heard, sightings.Length);
        return sightings.Length;
    }

    /// <summary>Scanners that heard something, once for each sighting, in order.</summary>
    public ConcurrentQueue<string> HeardBy { get; } = new();

    /// <summary>Gateways of whose messages nothing was understood, in order.</summary>
    public ConcurrentQueue<string> NotUnderstoodOf { get; } = new();

    public void NotUnderstood(int scanner) => NotUnderstoodOf.Enqueue(Layout.Anchors[scanner].Id);

    public int FromScanner(int scanner, ReadOnlySpan<Sighting> sightings)
    {
        Said(scanner, isOnline: true);
        for (var i = 0; i < sightings.Length; i++) HeardBy.Enqueue(Layout.Anchors[scanner].Id);
        Interlocked.Add(ref _heard, sightings.Length);
        return sightings.Length;
    }

    public void Said(int scanner, bool isOnline) => _online[Layout.Anchors[scanner].Id] = isOnline;

    // The catalogue's documents are no part of what devices meet.
    StoreBook? IBooks.Find(StoreId store) => throw new NotSupportedException();

    Contracts.V1.Store? IStoreCatalog.Layout(string store) => throw new NotSupportedException();

    DateTimeOffset? IStoreCatalog.LayoutPutAt(string store) => throw new NotSupportedException();

    Contracts.V1.PutCatalogRequest? IStoreCatalog.Catalog(string store) => throw new NotSupportedException();

    Task<bool> IStoreCatalog.PutLayout(Contracts.V1.Store layout, string? seen) => throw new NotSupportedException();

    Task<bool> IStoreCatalog.PutCatalog(Contracts.V1.PutCatalogRequest catalog) => throw new NotSupportedException();

    Task<StockMerged?> IStoreCatalog.PutStock(StoreId store, IReadOnlyList<StockChange> changes, DateTimeOffset at) => throw new NotSupportedException();

    Task IStoreCatalog.PutTags(string shopper, IReadOnlyCollection<string> tags) => throw new NotSupportedException();

    bool IStoreCatalog.HasTags(string shopper, IReadOnlyCollection<string> tags) => throw new NotSupportedException();

    Contracts.V1.StoreCalibration? IStoreCatalog.Calibration(string store) => throw new NotSupportedException();

    Task<Contracts.V1.StoreCalibration?> IStoreCatalog.PutCalibration(string store, Calibration calibration) => throw new NotSupportedException();

    Task<Contracts.V1.StoreCalibration?> IStoreCatalog.RevertCalibration(string store) => throw new NotSupportedException();
}

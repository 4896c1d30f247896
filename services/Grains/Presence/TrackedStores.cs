using System.Collections.Concurrent;
using SmartStore.Core.Stores;

namespace SmartStore.Grains.Presence;

/// <summary>All stores as the trackers see them. A replaced layout is a new object; trackers of the old one start anew with their next sighting.</summary>
internal sealed class TrackedStores(ZoneTrackerRules rules, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TrackedStore> _stores = new(Utf8Ids.Comparer);

    /// <summary>Every store.</summary>
    public IEnumerable<TrackedStore> All => _stores.Values;

    /// <summary>Puts a store's layout in the place of the one before.</summary>
    /// <param name="layout">A validated layout.</param>
    /// <param name="calibration">A calibration that fits it (<see cref="CalibrationFit"/>); null: the default model.</param>
    public void Replace(StoreLayout layout, Calibration? calibration = null)
    {
        var id = layout.Id.Value;
        _stores[id] = new TrackedStore(layout, rules, time.GetUtcNow().ToUnixTimeMilliseconds(), calibration, Find(id));
    }

    /// <summary>A store by id; null: no such store.</summary>
    public TrackedStore? Find(string id) => _stores.GetValueOrDefault(id);

    /// <summary>A store by id as it stands in a topic; null: no such store. Allocates nothing.</summary>
    public TrackedStore? Find(ReadOnlySpan<byte> id) => _stores.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var store) ? store : null;
}

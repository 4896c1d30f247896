using SmartStore.Core.Zones;

namespace SmartStore.Presence.Tracking;

public sealed partial class TrackerTable
{
    /// <summary>Shows everybody who agreed to be seen, is tracked now and has a visit open. One sweep over all stores.</summary>
    /// <param name="seen">
    /// Gets the store in the form that the shopper's tracker has (perhaps replaced since) and the index of the zone in it, or
    /// <see cref="ZoneMap.Unknown"/>. Called under the shopper's lock: it has to be quick.
    /// </param>
    public void Visitors(Action<TrackedStore, int> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        foreach (var (_, row) in _rows)
            lock (row)
                if (row is { State: TrackedShopper.Standing.Tracked, HasVisit: true, Store: { } store, Tracker: { } tracker })
                    seen(store, tracker.Zone);
    }
}

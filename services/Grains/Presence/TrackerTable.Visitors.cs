using SmartStore.Core.Zones;

namespace SmartStore.Grains.Presence;

// Who is where: everybody who agreed to be seen, is tracked now and has a visit open.
internal sealed partial class TrackerTable
{
    // Under the row's lock, after whatever may have changed it.
    private static void CountVisitor(TrackedShopper row)
    {
        var isVisitor = row is { State: TrackedShopper.Standing.Tracked, HasVisit: true, Tracker: not null };
        var (store, zone) = isVisitor ? (row.Store, row.Tracker!.Zone) : (null, ZoneMap.Unknown);
        if (ReferenceEquals(store, row.CountedIn) && zone == row.CountedZone) return;
        row.CountedIn?.Visitors.Left(row.CountedZone);
        store?.Visitors.Came(zone);
        (row.CountedIn, row.CountedZone) = (store, zone);
    }
}

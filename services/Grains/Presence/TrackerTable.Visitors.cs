namespace SmartStore.Grains.Presence;

// Visitors by zone: a visitor agreed to be seen, is tracked now and has an open visit.
internal sealed partial class TrackerTable
{
    // Call it under the row's lock, after each change of the row's state, visit, store or zone.
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

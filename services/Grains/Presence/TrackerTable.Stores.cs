namespace SmartStore.Grains.Presence;

// Which of two stores has a shopper whom both hear. One store alone hears nearly every shopper: then the row has no other store, and nothing is compared.
internal sealed partial class TrackerTable
{
    // The store has the shopper. A tracker of the layout before this one hands its knowledge to the new tracker.
    private static void Enter(TrackedShopper row, TrackedStore store)
    {
        if (ReferenceEquals(row.Store, store)) return;
        if (row.Store?.Id == store.Id) (row.Store, row.Tracker) = (store, new ZoneTracker(store.Model, store.Health, row.Tracker!));
        else Enter(row, OtherOf(row, store) ?? new OtherStore(store, new ZoneTracker(store.Model, store.Health)));
    }

    // The store that had the shopper goes on hearing them as the other one.
    private static void Enter(TrackedShopper row, OtherStore entered)
    {
        row.Other = row.Store is { } left ? new OtherStore(left, row.Tracker!) : null;
        (row.Store, row.Tracker, row.Trail, row.IsRefused) = (entered.Store, entered.Tracker, null, false);
    }

    // A store that does not have the shopper heard them.
    private static Uptake HearElsewhere(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs, Sensing sensing)
    {
        if (OtherOf(row, store) is not { } other)
        {
            // When three stores hear a shopper, the two that hear best are compared.
            if (row.Other is { } known && rssiDbm <= known.Tracker.LoudestDbm(atMs)) return Uptake.Stale;
            row.Other = other = new OtherStore(store, new ZoneTracker(store.Model, store.Health));
        }

        other.Tracker.Hear(anchor, rssiDbm, atMs, sensing);
        if (other.Tracker.Uptake != Uptake.Counted || !other.TakesOver(row.Tracker!, atMs, sensing, row.HasVisit && row.ToldStore == row.Store!.Id)) return other.Tracker.Uptake;
        Enter(row, other);
        row.ChangedAtMs = atMs;
        return Uptake.Counted;
    }

    // A tag of the shopper was heard as if within a store's walls. True: tags are evidence of nothing from now on, because another store has one, too,
    // or the other end of this one.
    private static bool IsTwice(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs)
    {
        var rules = store.Model.Rules;
        if (row.Tracker is not { } tracker || rssiDbm < rules.InStoreDbm) return false;
        if (row.Other is { } other && other.IsTwice(tracker, atMs)) return true;
        return ReferenceEquals(row.Store, store) && tracker.HearsFarFrom(anchor, (float)rules.InStoreDbm, atMs, OtherStore.TogetherMs) && row.IsApart(atMs, rules);
    }

    // Where the shopper's own phone hears a store, they are in that one. Where it hears none, nobody knows.
    private static void StartConflict(TrackedShopper row, TrackedStore store, int anchor, long now)
    {
        row.Conflict = new Conflict(store, anchor, now);
        var isHere = row.Tracker!.Hears(Sensing.Phone, float.NegativeInfinity, now, row.Store!.Model.Rules.SilenceMs);
        Follow(row, row.Tracker.Disbelieve(Sensing.Store, now));
        if (row.Other is not { } other) return;
        other.Tracker.Disbelieve(Sensing.Store, now);
        if (!isHere && other.Tracker.Hears(Sensing.Phone, float.NegativeInfinity, now, other.Store.Model.Rules.SilenceMs)) Enter(row, other);
        row.Other = null;
    }

    private static OtherStore? OtherOf(TrackedShopper row, TrackedStore store)
    {
        if (row.Other?.Store.Id != store.Id) return null;
        row.Other.MoveTo(store);
        return row.Other;
    }

    // The other store is dropped from the row when it has not heard the shopper for the time that counts as silence.
    private static void ForgetOther(TrackedShopper row, long now)
    {
        if (row.Other is { } other && now - other.Tracker.LastEvidenceAtMs > other.Store.Model.Rules.SilenceMs) row.Other = null;
    }

    // A visitor agreed to be seen, is tracked now and has an open visit: counted by zone and language.
    // Call it under the row's lock, after each change of the row's state, visit, store or zone.
    private static void CountVisitor(TrackedShopper row)
    {
        var isVisitor = row is { State: TrackedShopper.Standing.Tracked, HasVisit: true, Tracker: not null };
        var (store, zone) = isVisitor ? (row.Store, row.Tracker!.Zone) : (null, ZoneMap.Unknown);
        if (ReferenceEquals(store, row.CountedIn) && zone == row.CountedZone && row.Language == row.CountedLanguage) return;
        row.CountedIn?.Visitors.Left(row.CountedZone, row.CountedLanguage);
        store?.Visitors.Came(zone, row.Language);
        (row.CountedIn, row.CountedZone, row.CountedLanguage) = (store, zone, row.Language);
    }
}

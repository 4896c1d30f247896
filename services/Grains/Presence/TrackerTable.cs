using System.Collections.Concurrent;
using SmartStore.Core.Screens;

namespace SmartStore.Grains.Presence;

/// <summary>
/// The trackers of all shoppers who are in a store now and agreed to be seen. Sightings reach a tracker in place, on the thread that read them. A shopper's
/// grain is told when the zone changes, and of newer evidence twice a minute and when the shopper falls silent. See docs/decisions/0010.
/// </summary>
internal sealed partial class TrackerTable
{
    /// <summary>Rows at most. A sighting of one more shopper is dropped and counted.</summary>
    public const int ShoppersMax = 250_000;

    /// <summary>While the table has more rows than this, no further shopper's evidence is kept: 40 MB of it.</summary>
    public const int TrailsMax = 20_000;

    /// <summary>For how long it is shown.</summary>
    public static readonly TimeSpan EvidenceFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, TrackedShopper> _rows = new(Utf8Ids.Comparer);
    private readonly ConcurrentDictionary<string, TrackedShopper>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;
    private readonly IShopperGrains _grains;
    private readonly Func<string, TrackedStore?> _stores;
    private readonly TimeProvider _time;
    private readonly ShopperRules _rules;
    private readonly long _visitEndsAfterMs;
    private readonly SightingCounts? _counts;
    private readonly int _shoppersMax;
    private int _count;

    /// <param name="grains">The grains behind the rows.</param>
    /// <param name="stores">The present form of a store; null: no such store.</param>
    /// <param name="time">Our clock.</param>
    /// <param name="rules">The shoppers' rules: what their grains would refuse is not told.</param>
    /// <param name="counts">Where sightings that had to wait are counted when their fate is known; null: nowhere.</param>
    /// <param name="shoppersMax">Rows at most.</param>
    public TrackerTable(
        IShopperGrains grains, Func<string, TrackedStore?> stores, TimeProvider time, ShopperRules rules, SightingCounts? counts = null, int shoppersMax = ShoppersMax)
    {
        _grains = grains;
        _stores = stores;
        _time = time;
        _rules = rules;
        _visitEndsAfterMs = (long)rules.VisitEndsAfter.TotalMilliseconds;
        _counts = counts;
        _shoppersMax = shoppersMax;
        _byUtf8 = _rows.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Rows now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes one sighting of a shopper.</summary>
    /// <param name="store">Where.</param>
    /// <param name="shopper">Id, ASCII; checked by the caller.</param>
    /// <param name="anchor">Which of the store's anchors was heard, or heard.</param>
    /// <param name="rssiDbm">Received power, dBm.</param>
    /// <param name="atUnixMs">When, by the time to believe.</param>
    /// <param name="sensing">Which end heard.</param>
    public Heard Hear(TrackedStore store, ReadOnlySpan<byte> shopper, int anchor, short rssiDbm, long atUnixMs, Sensing sensing)
    {
        var now = NowMs();
        while (true)
        {
            var isNew = false;
            if (!_byUtf8.TryGetValue(shopper, out var row) && (row = Add(shopper, now, out isNew)) is null) return Heard.TableFull;
            bool tell;
            Heard heard;
            lock (row)
            {
                switch (row.State)
                {
                    case TrackedShopper.Standing.Gone: continue;
                    case TrackedShopper.Standing.Unknown: return Heard.UnknownShopper;
                    case TrackedShopper.Standing.NoConsent: return Heard.NoConsent;
                    case TrackedShopper.Standing.Asked:
                        row.LastHeardMs = now;
                        if (row.Keep(new TrackedShopper.Pending(store, anchor, rssiDbm, atUnixMs, sensing))) _counts?.Add(SightingFate.WaitedInVain);
                        (heard, tell) = (Heard.Waiting, false);
                        break;
                    case TrackedShopper.Standing.Tracked:
                    default:
                        heard = Take(row, store, anchor, rssiDbm, atUnixMs, sensing, now, out tell);
                        CountVisitor(row);
                        break;
                }
            }

            if (tell) _ = Tell(row);
            if (isNew) _ = Ask(row, store.Id);
            return heard;
        }
    }

    /// <summary>The shopper's grain has said how the shopper stands. What is older than what it said before changes nothing.</summary>
    /// <param name="about">The store that it speaks of; null: of all. Of another store than the one that has the shopper only the consent counts.</param>
    public void Changed(ShopperPresence presence, StoreId? about = null)
    {
        if (!_rows.TryGetValue(presence.Shopper.Value, out var row)) return;
        bool tell;
        lock (row)
        {
            if (row.State == TrackedShopper.Standing.Gone || presence.Version < row.Version) return;
            (row.Version, row.AskMs) = (presence.Version, NowMs() + WordEveryMs);
            if (presence.Visit is not null) row.Language = (byte)SignLanguage.Index(presence.Language);
            var isElsewhere = about is { } store && row.Store is { } present && present.Id != store.Value;
            if (isElsewhere && presence.MayBeTracked) row.ConsentAtMs = presence.ConsentSince.ToUnixTimeMilliseconds();
            else Settle(row, presence);
            tell = TrackWaiting(row);
            if (row.State == TrackedShopper.Standing.Tracked && !isElsewhere) Confirm(row, presence);
            CountVisitor(row);
        }

        if (tell) _ = Tell(row);
    }

    /// <summary>What the tracker heard and thought of a shopper in a store lately, oldest first; empty: the shopper is not tracked there.</summary>
    public IReadOnlyList<EvidenceLook> Evidence(ShopperId shopper, StoreId store)
    {
        if (!_rows.TryGetValue(shopper.Value, out var row)) return [];
        lock (row)
            return row.State == TrackedShopper.Standing.Tracked && row.Store?.Id == store.Value && row.Trail is { } trail ? trail.Since(NowMs() - (long)EvidenceFor.TotalMilliseconds) : [];
    }

    /// <summary>Another process tracks a store from now on: what is known here of those who are in it is forgotten.</summary>
    public void Forget(StoreId store)
    {
        foreach (var (_, row) in _rows)
            lock (row)
                if (row.Store?.Id == store.Value)
                    Remove(row);
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private TrackedShopper? Add(ReadOnlySpan<byte> shopper, long now, out bool isNew)
    {
        isNew = false;
        if (Count >= _shoppersMax) return null;
        var made = new TrackedShopper(Utf8Ids.Comparer.Create(shopper)) { LastHeardMs = now };
        var row = _rows.GetOrAdd(made.Id, made);
        if (row != made) return row;
        Interlocked.Increment(ref _count);
        PassLater(row, SweepEveryMs);
        isNew = true;
        return row;
    }

    private void Remove(TrackedShopper row)
    {
        row.State = TrackedShopper.Standing.Gone;
        DropWaiting(row, SightingFate.WaitedInVain);
        CountVisitor(row);
        if (_rows.TryRemove(new KeyValuePair<string, TrackedShopper>(row.Id, row))) Interlocked.Decrement(ref _count);
    }

    private void Settle(TrackedShopper row, ShopperPresence presence)
    {
        if (!presence.MayBeTracked)
        {
            row.State = presence.Exists ? TrackedShopper.Standing.NoConsent : TrackedShopper.Standing.Unknown;
            DropWaiting(row, presence.Exists ? SightingFate.NoConsent : SightingFate.UnknownShopper);
            (row.Store, row.Tracker, row.Trail, row.Other, row.HasVisit, row.ToldStore) = (null, null, null, null, false, null);
            return;
        }

        row.ConsentAtMs = presence.ConsentSince.ToUnixTimeMilliseconds();
        var visitEnded = row.HasVisit && presence.Visit is null;
        row.HasVisit = presence.Visit is not null;
        if (visitEnded || row.State is TrackedShopper.Standing.NoConsent or TrackedShopper.Standing.Unknown)
        {
            // The next sighting begins anew, with a row of its own. Only that tags are in conflict is remembered.
            if (row is { Conflict: not null, State: TrackedShopper.Standing.Tracked, Store: { } here })
                (row.Tracker, row.Trail, row.Other, row.ToldStore, row.ToldZone, row.ToldEvidenceMs, row.IsRefused) = (new ZoneTracker(here.Model, here.Health), null, null, null, "", 0, false);
            else Remove(row);
            return;
        }

        if (row.State != TrackedShopper.Standing.Asked) return;
        row.State = TrackedShopper.Standing.Tracked;
        if (presence.Visit is not { } visit || _stores(visit.Store.Value) is not { } store) return;
        Enter(row, store);
        (row.ToldStore, row.ToldZone, row.ToldEvidenceMs) = (store.Id, visit.Zone.Value ?? "", visit.EvidenceAt.ToUnixTimeMilliseconds());
        // The stored zone has taken earlier taps into account. One of a moment ago still holds it against radio, be it of another store.
        row.ProvenMs = presence.Proven?.At.ToUnixTimeMilliseconds() ?? 0;
        var zone = store.Model.Map.ZoneIndex(row.ToldZone);
        row.Tracker!.Restore(zone, Math.Max(row.ToldEvidenceMs, OldestWaitingMs(row, store)));
        if (presence.Proven?.Zone == visit.Zone && NowMs() - row.ProvenMs < store.Model.Rules.TapHoldMs) row.Tracker.Confirm(zone, row.ProvenMs);
    }

    private void Confirm(TrackedShopper row, ShopperPresence presence)
    {
        if (presence is not { Visit: { } visit, Proven: { } tap } || tap.At.ToUnixTimeMilliseconds() <= row.ProvenMs || _stores(visit.Store.Value) is not { } store) return;
        row.ProvenMs = tap.At.ToUnixTimeMilliseconds();
        Enter(row, store);
        row.LastHeardMs = NowMs();
        row.Tracker!.Confirm(store.Model.Map.ZoneIndex(tap.Zone.Value), tap.At.ToUnixTimeMilliseconds());
        (row.ToldStore, row.ToldZone, row.ToldEvidenceMs) = (store.Id, ZoneOf(row), Math.Max(row.ToldEvidenceMs, tap.At.ToUnixTimeMilliseconds()));
        PassSoon(row);
    }

    // The same for a sighting that comes now and for one that waited. Tell: the grain has to hear of it.
    private Heard Take(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs, Sensing sensing, long now, out bool tell)
    {
        tell = false;
        if (atMs < row.ConsentAtMs) return Heard.NoConsent;
        store.Count(anchor, now);
        if (sensing == Sensing.Store && IsInConflict(row, store, anchor, rssiDbm, now)) return Heard.Conflict;
        if (row.IsRepeat(anchor, rssiDbm, atMs, sensing, row.Store is { } first && first.Id != store.Id)) return Heard.Repeated;
        var uptake = Track(row, store, anchor, rssiDbm, atMs, sensing);
        if (sensing == Sensing.Store && uptake == Uptake.Counted && IsTwice(row, store, anchor, rssiDbm, atMs)) StartConflict(row, store, anchor, now);
        // What is sent again, or comes too late, keeps no row.
        if (uptake == Uptake.Counted) row.LastHeardMs = now;
        if (!row.IsSoon && DueMs(row) < now + SweepEveryMs) PassSoon(row);
        tell = NeedsTelling(row, now);
        return uptake switch { Uptake.Stale => Heard.Repeated, Uptake.Ignored => Heard.Overtaken, _ => Heard.Taken };
    }

    private static bool IsInConflict(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long now)
    {
        if (row.Conflict is not { } conflict) return false;
        if (now >= conflict.UntilMs)
        {
            row.Conflict = null;
            return false;
        }

        conflict.Hear(store, anchor, rssiDbm, now);
        store.Ignored.Conflict(anchor);
        return true;
    }

    private static Uptake Track(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs, Sensing sensing)
    {
        if (!ReferenceEquals(row.Store, store))
        {
            if (row.Store is { } first && first.Id != store.Id) return HearElsewhere(row, store, anchor, rssiDbm, atMs, sensing);
            Enter(row, store);
        }

        Follow(row, row.Tracker!.Hear(anchor, rssiDbm, atMs, sensing));
        return row.Tracker!.Uptake;
    }

    private static void Follow(TrackedShopper row, ZoneTransition? change)
    {
        if (change is { } changed) row.ChangedAtMs = changed.AtUnixMs;
    }
}

using System.Collections.Concurrent;
using SmartStore.Core;
using SmartStore.Core.Zones;

namespace SmartStore.Presence.Tracking;

/// <summary>
/// The trackers of everybody who is in a store now and agreed to be seen. Sightings reach a tracker in place, on the thread that read
/// them; only a change of zone becomes a fact for the shopper's grain. See docs/decisions/0010.
/// </summary>
public sealed partial class TrackerTable : IPresenceListener
{
    /// <summary>Rows at most. A sighting of one more shopper is dropped and counted.</summary>
    public const int ShoppersMax = 250_000;

    private readonly ConcurrentDictionary<string, TrackedShopper> _rows = new(Utf8Ids.Comparer);
    private readonly ConcurrentDictionary<string, TrackedShopper>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;
    private readonly IShopperGrains _grains;
    private readonly Func<string, TrackedStore?> _stores;
    private readonly TimeProvider _time;
    private readonly SightingCounts? _counts;
    private int _count;

    /// <param name="grains">The grains behind the rows.</param>
    /// <param name="stores">The present form of a store; null: no such store.</param>
    /// <param name="time">Our clock.</param>
    /// <param name="counts">Where sightings that had to wait are counted when their fate is known; null: nowhere.</param>
    public TrackerTable(IShopperGrains grains, Func<string, TrackedStore?> stores, TimeProvider time, SightingCounts? counts = null)
    {
        _grains = grains;
        _stores = stores;
        _time = time;
        _counts = counts;
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
        ArgumentNullException.ThrowIfNull(store);
        var now = NowMs();
        while (true)
        {
            if (!_byUtf8.TryGetValue(shopper, out var row) && (row = Add(shopper, now)) is null) return Heard.TableFull;
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
                        return Heard.Waiting;
                    case TrackedShopper.Standing.Tracked:
                    default:
                        heard = Take(row, store, anchor, rssiDbm, atUnixMs, sensing, now, out tell);
                        CountVisitor(row);
                        break;
                }
            }

            if (tell) _ = Tell(row);
            return heard;
        }
    }

    /// <inheritdoc/>
    public void Changed(ShopperPresence presence)
    {
        ArgumentNullException.ThrowIfNull(presence);
        if (!_rows.TryGetValue(presence.Shopper.Value, out var row)) return;
        bool tell;
        lock (row)
        {
            row.Version++;
            if (row.State == TrackedShopper.Standing.Gone) return;
            Settle(row, presence);
            tell = TrackWaiting(row);
            if (row.State == TrackedShopper.Standing.Tracked && presence.Certain is { } tap) Confirm(row, tap);
            CountVisitor(row);
        }

        if (tell) _ = Tell(row);
    }

    /// <summary>When evidence of a shopper last came in, by our clock; null: nobody here has heard them.</summary>
    public DateTimeOffset? LastEvidence(ShopperId shopper)
    {
        if (!_rows.TryGetValue(shopper.Value, out var row)) return null;
        lock (row) return row is { State: TrackedShopper.Standing.Tracked, LastHeardMs: > 0 } ? DateTimeOffset.FromUnixTimeMilliseconds(row.LastHeardMs) : null;
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private TrackedShopper? Add(ReadOnlySpan<byte> shopper, long now)
    {
        if (Count >= ShoppersMax) return null;
        var made = new TrackedShopper(Utf8Ids.Comparer.Create(shopper)) { LastHeardMs = now };
        var row = _rows.GetOrAdd(made.Id, made);
        if (row != made) return row;
        Interlocked.Increment(ref _count);
        PassLater(row, SweepEveryMs);
        _ = Ask(row);
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
            (row.Store, row.Tracker, row.HasVisit, row.ToldZone) = (null, null, false, null);
            return;
        }

        var visitEnded = row.HasVisit && presence.Visit is null;
        row.HasVisit = presence.Visit is not null;
        if (visitEnded || row.State is TrackedShopper.Standing.NoConsent or TrackedShopper.Standing.Unknown)
        {
            // The next sighting begins anew, with a row of its own.
            Remove(row);
            return;
        }

        if (row.State != TrackedShopper.Standing.Asked) return;
        row.State = TrackedShopper.Standing.Tracked;
        if (presence.Visit is not { } visit || _stores(visit.Store.Value) is not { } store) return;
        Enter(row, store);
        row.ToldZone = visit.Zone.Value ?? "";
        row.Tracker!.Restore(store.Model.Map.ZoneIndex(row.ToldZone), row.LastHeardMs);
    }

    private void Confirm(TrackedShopper row, CertainZone tap)
    {
        if (_stores(tap.Store.Value) is not { } store) return;
        Enter(row, store);
        row.LastHeardMs = NowMs();
        row.Tracker!.Confirm(store.Model.Map.ZoneIndex(tap.Zone.Value), tap.At.ToUnixTimeMilliseconds());
        row.ToldZone = ZoneOf(row);
        PassSoon(row);
    }

    // The same for a sighting that comes now and for one that waited. Tell: the zone may be news for the grain.
    private Heard Take(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs, Sensing sensing, long now, out bool tell)
    {
        tell = false;
        store.Count(anchor, now);
        if (row.IsRepeat(anchor, rssiDbm, atMs, sensing)) return Heard.Repeated;
        tell = Track(row, store, anchor, rssiDbm, atMs, sensing, now);
        return row.Tracker!.Uptake == Uptake.Stale ? Heard.Repeated : Heard.Taken;
    }

    private bool Track(TrackedShopper row, TrackedStore store, int anchor, short rssiDbm, long atMs, Sensing sensing, long now)
    {
        Enter(row, store);
        var tracker = row.Tracker!;
        Follow(row, tracker.Hear(anchor, rssiDbm, atMs, sensing));
        // What is sent again, or comes from long ago, keeps nobody in the store.
        if (tracker.Uptake == Uptake.Counted) row.LastHeardMs = now;
        if (!row.IsSoon && tracker.DueAtMs < now + SweepEveryMs) PassSoon(row);
        return NeedsTelling(row);
    }

    // A layout replaced meanwhile, or another store: a new tracker.
    private static void Enter(TrackedShopper row, TrackedStore store)
    {
        if (ReferenceEquals(row.Store, store)) return;
        if (row.Store?.Id != store.Id) row.ToldZone = null;
        row.Store = store;
        row.Tracker = new ZoneTracker(store.Model, store.Health);
    }

    private static void Follow(TrackedShopper row, ZoneTransition? change)
    {
        if (change is not { } changed) return;
        row.ChangedAtMs = changed.AtUnixMs;
        row.Confidence = changed.Confidence;
    }

    // Nothing is told before a first zone is known: somebody who walks past the door is no visitor.
    private static bool NeedsTelling(TrackedShopper row)
    {
        if (row.IsTelling) return false;
        var zone = ZoneOf(row);
        if (zone == (row.ToldZone ?? "")) return false;
        return row.IsTelling = true;
    }

    private static string ZoneOf(TrackedShopper row)
    {
        var zone = row.Tracker!.Zone;
        return zone == ZoneMap.Unknown ? "" : row.Store!.Model.Map.Zones[zone].Id;
    }

    private async Task Tell(TrackedShopper row)
    {
        while (true)
        {
            string store, zone;
            DateTimeOffset at;
            double confidence;
            lock (row)
            {
                if (row.State != TrackedShopper.Standing.Tracked || row.Store is null || (zone = ZoneOf(row)) == (row.ToldZone ?? ""))
                {
                    row.IsTelling = false;
                    return;
                }

                store = row.Store.Id;
                at = DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAtMs);
                confidence = row.Confidence;
            }

            try
            {
                await _grains.ZoneObserved(new ShopperId(row.Id), new StoreId(store), new ZoneId(zone), at, confidence);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Not told: the next tick sees the difference and tries again.
                lock (row)
                {
                    row.IsTelling = false;
                    PassSoon(row);
                }

                return;
            }

            lock (row)
                if (row.Store?.Id == store)
                    row.ToldZone = zone;
        }
    }
}

using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Zones;

namespace SmartStore.Presence.Tracking;

// What a shopper's grain is told, one thing after the other: a change of zone with the newest evidence, or the evidence alone.
public sealed partial class TrackerTable
{
    // Evidence alone is told when it is newer than what the grain knows by this much. A visit outlasts it by far.
    private const long EvidenceEveryMs = 60_000;

    // What a grain refused is told again when there is evidence newer by this much.
    private const long RefusedAgainMs = 2_000;

    private enum News : byte
    {
        None = 0,
        Zone,
        Evidence,
    }

    // Under the row's lock. True: the caller has to call Tell.
    private bool NeedsTelling(TrackedShopper row, long now)
    {
        if (row.IsTelling) return false;
        return row.IsTelling = NewsOf(row, now) != News.None;
    }

    // Nothing is told before a first zone is known: who walks past the door is no visitor.
    private News NewsOf(TrackedShopper row, long now)
    {
        var evidenceMs = EvidenceMs(row, now);
        var unsaidMs = evidenceMs - row.ToldEvidenceMs;
        if (ZoneOf(row) != (row.ToldZone ?? "") && (!row.IsRefused || unsaidMs >= RefusedAgainMs))
            return row.HasVisit || _rules.StartsVisit(Time(evidenceMs), Time(now)) ? News.Zone : News.None;
        if (!row.HasVisit) return News.None;
        var isSilent = unsaidMs > 0 && now - evidenceMs > row.Store!.Model.Rules.SilenceMs;
        return unsaidMs >= EvidenceEveryMs || isSilent ? News.Evidence : News.None;
    }

    private async Task Tell(TrackedShopper row)
    {
        while (true)
        {
            string store, zone;
            ShopperFact fact;
            long evidenceMs;
            lock (row)
            {
                var now = NowMs();
                var news = row.State == TrackedShopper.Standing.Tracked && row.Store is not null ? NewsOf(row, now) : News.None;
                if (news == News.None)
                {
                    row.IsTelling = false;
                    return;
                }

                (store, zone, evidenceMs) = (row.Store!.Id, ZoneOf(row), EvidenceMs(row, now));
                fact = news == News.Zone
                    ? new ZoneObserved("", Time(row.ChangedAtMs), new StoreId(store), new ZoneId(zone), row.Tracker!.Confidence, Time(evidenceMs), Time(now))
                    : new StillHere("", Time(now), new StoreId(store), Time(evidenceMs));
            }

            bool isTaken;
            try
            {
                isTaken = await _grains.Tell(new ShopperId(row.Id), fact);
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
            {
                if (row.Store?.Id != store) continue;
                (row.ToldEvidenceMs, row.IsRefused) = (evidenceMs, !isTaken);
                if (isTaken && fact is ZoneObserved) row.ToldZone = zone;
            }
        }
    }

    private static string ZoneOf(TrackedShopper row)
    {
        var zone = row.Tracker!.Zone;
        return zone == ZoneMap.Unknown ? "" : row.Store!.Model.Map.Zones[zone].Id;
    }

    // A clock that was turned back must not leave evidence in the future.
    private static long EvidenceMs(TrackedShopper row, long now) => Math.Min(row.Tracker!.LastEvidenceAtMs, now);

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}

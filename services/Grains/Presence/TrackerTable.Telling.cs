namespace SmartStore.Grains.Presence;

// What a shopper's grain is told, one thing after the other: a change of zone with the newest evidence, or the evidence alone.
internal sealed partial class TrackerTable
{
    // Evidence alone is told when it is newer than what the grain knows by this much, and once when nothing more comes for a shorter while: each well before
    // the visit would end.
    private const long EvidenceEveryMaxMs = 30_000;

    private const int TellPauseMinMs = 250;
    private const int TellPauseMaxMs = 8_000;

    // A refused fact is told again when there is evidence newer by this much. The news that another store has the shopper waits as long while that store does
    // not know the zone: most often it knows the zone in a moment.
    private const long AgainMs = 2_000;

    private enum News : byte
    {
        None = 0,
        Zone,
        Evidence,
    }

    // Under the row's lock. True: the caller has to call Tell.
    private bool NeedsTelling(TrackedShopper row, long now)
    {
        if (row.IsTelling || now < row.TellAgainMs) return false;
        return row.IsTelling = NewsOf(row, now) != News.None;
    }

    private News NewsOf(TrackedShopper row, long now)
    {
        var evidenceMs = EvidenceMs(row, now);
        var unsaidMs = evidenceMs - row.ToldEvidenceMs;
        if (IsElsewhere(row, evidenceMs) && (!row.IsRefused || unsaidMs >= AgainMs))
            return row.HasVisit || _rules.StartsVisit(Time(evidenceMs), Time(now)) ? News.Zone : News.None;
        if (!row.HasVisit || row.ToldStore != row.Store!.Id) return News.None;
        var isSilent = unsaidMs > 0 && now - evidenceMs > SilenceMs(row);
        return unsaidMs >= Math.Min(EvidenceEveryMaxMs, _visitEndsAfterMs / 2) || isSilent ? News.Evidence : News.None;
    }

    // A person who walks past the door is no visitor, so nothing is told before a first zone is known. A shopper whose visit is in another store is a visitor
    // already: the move is told without a zone.
    private static bool IsElsewhere(TrackedShopper row, long evidenceMs)
    {
        var zone = ZoneOf(row);
        if (row.ToldStore == row.Store!.Id) return zone != row.ToldZone;
        return zone.Length > 0 || (row.HasVisit && evidenceMs - row.ChangedAtMs >= AgainMs);
    }

    private async Task Tell(TrackedShopper row)
    {
        while (true)
        {
            string store, zone;
            ShopperFact fact;
            long evidenceMs, known;
            lock (row)
            {
                var now = NowMs();
                var news = row.State == TrackedShopper.Standing.Tracked && row.Store is not null ? NewsOf(row, now) : News.None;
                if (news == News.None)
                {
                    row.IsTelling = false;
                    return;
                }

                (store, zone, evidenceMs, known) = (row.Store!.Id, ZoneOf(row), EvidenceMs(row, now), row.Version);
                fact = news == News.Zone
                    ? new ZoneObserved($"zone/{row.Id}/{store}/{row.ChangedAtMs}/{evidenceMs}/{zone}", Time(row.ChangedAtMs), new StoreId(store), new ZoneId(zone), row.Tracker!.Confidence, Time(evidenceMs), Time(now))
                    : new StillHere("", Time(now), new StoreId(store), Time(evidenceMs));
            }

            LocateReply reply;
            try
            {
                reply = await _grains.Tell(new ShopperId(row.Id), fact, known);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Not told: a later tick sees the difference and tries again. The pauses grow, because the store may be away for long.
                lock (row)
                {
                    row.IsTelling = false;
                    row.TellPauseMs = Math.Min(Math.Max(row.TellPauseMs * 2, TellPauseMinMs), TellPauseMaxMs);
                    row.TellAgainMs = NowMs() + row.TellPauseMs;
                    PassSoon(row);
                }

                return;
            }

            lock (row)
            {
                (row.TellPauseMs, row.TellAgainMs) = (0, 0);
                // What the grain said meanwhile, of a tap for example, is newer than what it was told here.
                if ((reply.Presence?.Version ?? known) < row.Version) continue;
                row.AskMs = NowMs() + WordEveryMs;
                row.IsRefused = reply.IsRefused && row.Store?.Id == store;
                row.ToldEvidenceMs = evidenceMs;
                if (!reply.IsRefused && fact is ZoneObserved) (row.ToldStore, row.ToldZone) = (store, zone);
            }

            if (reply.Presence is { } presence) Changed(presence);
        }
    }

    // When there is something to do for a row that is heard no more, by our clock.
    private long DueMs(TrackedShopper row)
    {
        var tracker = row.Tracker!;
        return row.HasVisit && tracker.LastEvidenceAtMs > row.ToldEvidenceMs ? Math.Min(tracker.DueAtMs, tracker.LastEvidenceAtMs + SilenceMs(row) + 1) : tracker.DueAtMs;
    }

    private long SilenceMs(TrackedShopper row) => Math.Min(row.Store!.Model.Rules.SilenceMs, _visitEndsAfterMs / 4);

    private static string ZoneOf(TrackedShopper row)
    {
        var zone = row.Tracker!.Zone;
        return zone == ZoneMap.Unknown ? "" : row.Store!.Model.Map.Zones[zone].Id;
    }

    // A clock that was turned back must not leave evidence in the future.
    private static long EvidenceMs(TrackedShopper row, long now) => Math.Min(row.Tracker!.LastEvidenceAtMs, now);

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}

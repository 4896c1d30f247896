using SmartStore.Core;

namespace SmartStore.Presence.Tracking;

// What comes in while a shopper's grain is asked waits in the row, and is counted again when the grain has said who that is.
public sealed partial class TrackerTable
{
    // Asks the grain, until no turn came in between.
    private async Task Ask(TrackedShopper row)
    {
        while (true)
        {
            int version;
            lock (row) version = row.Version;
            ShopperPresence presence;
            try
            {
                presence = await _grains.Look(new ShopperId(row.Id));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The grain cannot be asked now; the next sighting asks again.
                lock (row) Remove(row);
                return;
            }

            bool tell;
            lock (row)
            {
                if (row.State != TrackedShopper.Standing.Asked) return;
                if (row.Version != version) continue;
                Settle(row, presence);
                tell = TrackWaiting(row);
                CountVisitor(row);
            }

            if (tell) _ = Tell(row);
            return;
        }
    }

    // What came in while the grain was asked. Who answers first, the look or a turn that was under way, lets it in.
    private bool TrackWaiting(TrackedShopper row)
    {
        if (row.State != TrackedShopper.Standing.Tracked || row.Waiting is not { } waiting) return false;
        row.Waiting = null;
        var (now, tell) = (NowMs(), false);
        while (waiting.TryDequeue(out var sighting))
        {
            var heard = Take(row, sighting.Store, sighting.Anchor, sighting.RssiDbm, sighting.AtMs, sighting.Sensing, now, out var tells);
            _counts?.Add(SightingIntake.FateOf(heard));
            tell |= tells;
        }

        return tell;
    }

    // Of what waits from a store, the time of the oldest, unix milliseconds; 0: nothing waits.
    private static long OldestWaitingMs(TrackedShopper row, TrackedStore store)
    {
        var oldestMs = 0L;
        foreach (var sighting in row.Waiting ?? [])
            if (sighting.Store.Id == store.Id && sighting.AtMs >= row.ConsentAtMs && (oldestMs == 0 || sighting.AtMs < oldestMs))
                oldestMs = sighting.AtMs;
        return oldestMs;
    }

    private void DropWaiting(TrackedShopper row, SightingFate fate)
    {
        if (row.Waiting is not { } waiting) return;
        row.Waiting = null;
        _counts?.Add(fate, waiting.Count);
    }
}

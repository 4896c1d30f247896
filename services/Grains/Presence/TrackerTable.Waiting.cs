namespace SmartStore.Grains.Presence;

// Sightings that come in while a shopper's grain is asked wait in the row, and are counted again when the grain has answered.
internal sealed partial class TrackerTable
{
    // A grain that could not be asked is asked again after this long, and one that has said nothing for longer, too: a word of it may have been lost.
    private const long AskAgainAfterMs = 2_000;
    private const long WordEveryMs = 30_000;

    // Under the row's lock.
    private static bool NeedsAsking(TrackedShopper row, long now) => row.AskMs <= now && row.State is TrackedShopper.Standing.Asked or TrackedShopper.Standing.Tracked;

    private async Task Ask(TrackedShopper row, string store)
    {
        lock (row)
        {
            row.AskMs = NowMs() + AskAgainAfterMs;
            if (store.Length == 0) store = row.Store?.Id ?? row.Waiting?.Peek().Store.Id ?? "";
        }

        try
        {
            Changed(await _grains.Look(new ShopperId(row.Id), new StoreId(store)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The next tick asks again.
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

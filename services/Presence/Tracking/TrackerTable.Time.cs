using System.Collections.Concurrent;

namespace SmartStore.Presence.Tracking;

// How time passes for the trackers. Of a hundred thousand shoppers few have evidence that waits for its step to end: those are passed with
// every tick, the rest every two seconds and only when something is due.
public sealed partial class TrackerTable
{
    // A row that leads to nothing (no consent, unknown, nobody's visit) is forgotten after this long, so that rows cannot pile up.
    private static readonly long IdleRowMs = (long)TimeSpan.FromSeconds(60).TotalMilliseconds;

    private static readonly long SweepEveryMs = (long)TimeSpan.FromSeconds(2).TotalMilliseconds;

    // Every row is looked at this often, whatever it said was due: a clock may have been turned.
    private static readonly long LookEveryMs = (long)TimeSpan.FromSeconds(15).TotalMilliseconds;

    // Holds a row at most once, so no more than the table.
    private readonly ConcurrentQueue<TrackedShopper> _soon = new();
    private long _sweptAtMs;

    /// <summary>
    /// Lets time pass for everybody: evidence is weighed when its step is over, silence becomes unknown, rows that lead nowhere are forgotten.
    /// Call it a few times a second, from one thread at a time.
    /// </summary>
    public void Tick()
    {
        var now = NowMs();
        for (var waiting = _soon.Count; waiting > 0 && _soon.TryDequeue(out var row); waiting--) Pass(row, now, isSweep: false);
        if (Math.Abs(now - _sweptAtMs) < SweepEveryMs) return;
        _sweptAtMs = now;
        foreach (var (_, row) in _rows)
            if (now >= row.DueMs || row.DueMs - now > LookEveryMs)
                Pass(row, now, isSweep: true);
    }

    // Under the row's lock.
    private void PassSoon(TrackedShopper row)
    {
        if (row.IsSoon) return;
        row.IsSoon = true;
        _soon.Enqueue(row);
    }

    private void Pass(TrackedShopper row, long now, bool isSweep)
    {
        bool tell;
        lock (row)
        {
            if (!isSweep) row.IsSoon = false;
            if (row.State == TrackedShopper.Standing.Gone) return;
            if (IsIdle(row, now))
            {
                Remove(row);
                return;
            }

            row.DueMs = now + LookEveryMs;
            if (row.State != TrackedShopper.Standing.Tracked || row.Tracker is not { } tracker) return;
            // Evidence from the future: only the tracker knows when to stop believing it.
            var isAhead = tracker.LastEvidenceAtMs > now;
            if (isSweep || isAhead || now >= tracker.DueAtMs) Follow(row, tracker.Tick(now));
            row.DueMs = Math.Min(row.DueMs, tracker.DueAtMs);
            if (isAhead || tracker.DueAtMs < now + SweepEveryMs) PassSoon(row);
            tell = NeedsTelling(row);
        }

        if (tell) _ = Tell(row);
    }

    private static bool IsIdle(TrackedShopper row, long now) =>
        row.State != TrackedShopper.Standing.Asked && !row.HasVisit && now - row.LastHeardMs >= IdleRowMs;
}

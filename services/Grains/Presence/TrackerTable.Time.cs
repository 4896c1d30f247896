using System.Collections.Concurrent;

namespace SmartStore.Grains.Presence;

// How time passes for the trackers. Of a hundred thousand shoppers few have evidence that waits for its step to end: those are passed with
// every tick. The rest wait in rounds of two seconds, each in the round in which something is due.
internal sealed partial class TrackerTable
{
    // A row is looked at after this many rounds at the latest, because the clock may have been turned since its due time was computed.
    private const int RoundsMax = 7;

    // A row that leads to nothing (no consent, unknown, no visit, no answer of the grain) is forgotten after this long, so that rows cannot pile up.
    private static readonly long IdleRowMs = (long)TimeSpan.FromSeconds(60).TotalMilliseconds;

    private static readonly long SweepEveryMs = (long)TimeSpan.FromSeconds(2).TotalMilliseconds;

    // Holds a row at most once, so no more than the table.
    private readonly ConcurrentQueue<TrackedShopper> _soon = new();

    // Hold each row once.
    private readonly ConcurrentQueue<TrackedShopper>[] _rounds = [.. Enumerable.Range(0, RoundsMax + 1).Select(_ => new ConcurrentQueue<TrackedShopper>())];
    private int _round;
    private long _sweptAtMs;

    /// <summary>
    /// Lets time pass for all trackers: evidence is weighed when its step is over, silence becomes unknown, rows that lead nowhere are forgotten.
    /// Call it a few times a second, from one thread at a time.
    /// </summary>
    public void Tick()
    {
        var now = NowMs();
        for (var waiting = _soon.Count; waiting > 0 && _soon.TryDequeue(out var row); waiting--) Pass(row, now, isSweep: false);
        var passed = Math.Abs(now - _sweptAtMs);
        if (passed < SweepEveryMs) return;
        _sweptAtMs = now;
        for (var rounds = Math.Min(passed / SweepEveryMs, _rounds.Length); rounds > 0; rounds--) Sweep(now);
    }

    private void Sweep(long now)
    {
        var round = _rounds[_round];
        Volatile.Write(ref _round, (_round + 1) % _rounds.Length);
        for (var waiting = round.Count; waiting > 0 && round.TryDequeue(out var row); waiting--)
            if (Pass(row, now, isSweep: true) is { } dueMs)
                PassLater(row, dueMs - now);
    }

    // Under the row's lock.
    private void PassSoon(TrackedShopper row)
    {
        if (row.IsSoon) return;
        row.IsSoon = true;
        _soon.Enqueue(row);
    }

    private void PassLater(TrackedShopper row, long inMs)
    {
        // The round at hand is the next to be swept, within two seconds.
        var ahead = (int)Math.Clamp(inMs / SweepEveryMs, 0, RoundsMax - 1);
        _rounds[(Volatile.Read(ref _round) + ahead) % _rounds.Length].Enqueue(row);
    }

    // When something is due next, by our clock; null: the row is gone.
    private long? Pass(TrackedShopper row, long now, bool isSweep)
    {
        bool tell, ask;
        long dueMs;
        lock (row)
        {
            if (!isSweep) row.IsSoon = false;
            if (row.State == TrackedShopper.Standing.Gone) return null;
            if (IsIdle(row, now))
            {
                Remove(row);
                return null;
            }

            ask = NeedsAsking(row, now);
            if (row.State != TrackedShopper.Standing.Tracked || row.Tracker is not { } tracker)
            {
                if (ask) _ = Ask(row, "");
                return row.State == TrackedShopper.Standing.Asked ? now : now + SweepEveryMs;
            }

            // Evidence from the future: only the tracker knows when to stop believing it.
            var isAhead = tracker.LastEvidenceAtMs > now;
            if (isSweep || isAhead || now >= tracker.DueAtMs) Follow(row, tracker.Tick(now));
            if (isSweep) ForgetOther(row, now);
            if (row.Trail is not null || Count <= TrailsMax) (row.Trail ??= new EvidenceTrail()).Note(tracker, row.Store!, row.ToldStore == row.Store!.Id ? row.ToldZone : "", now);
            CountVisitor(row);
            dueMs = DueMs(row);
            // What the grain could not be told is told as soon as the pause is over.
            if (isAhead || row.TellPauseMs > 0 || dueMs < now + SweepEveryMs) PassSoon(row);
            tell = NeedsTelling(row, now);
        }

        if (tell) _ = Tell(row);
        else if (ask) _ = Ask(row, "");
        return dueMs;
    }

    private static bool IsIdle(TrackedShopper row, long now) =>
        !row.HasVisit && now - row.LastHeardMs >= IdleRowMs && !(now < row.Conflict?.UntilMs);
}

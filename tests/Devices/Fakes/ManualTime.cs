using System.Diagnostics;

namespace SmartStore.Devices.Tests.Fakes;

/// <summary>A clock that moves when told, and fires the timers it passes, in order.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Timers that are waiting.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _timers.Count(t => t.DueAt is not null);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock) _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (NextDue(until) is { } timer) timer.Fire();
        lock (_lock) _now = until;
    }

    /// <summary>Moves at once, as after a sleep of the machine: timers that were due in between have not fired yet.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock) _now += by;
    }

    /// <summary>Moves on step by step until something has come about. Others may lag behind: for what must keep step see <see cref="StepAsync"/>.</summary>
    public async Task AdvanceUntilAsync(Func<bool> reached, TimeSpan step)
    {
        var clock = Stopwatch.StartNew();
        while (!reached())
        {
            RequirePatience(clock);
            Advance(step);
            await Task.Yield();
        }
    }

    /// <summary>Moves on once and waits, without moving further, until that has had its effect.</summary>
    public async Task StepAsync(TimeSpan step, Func<bool> done)
    {
        var clock = Stopwatch.StartNew();
        Advance(step);
        while (!done())
        {
            RequirePatience(clock);
            await Task.Yield();
        }
    }

    private static void RequirePatience(Stopwatch clock)
    {
        if (clock.Elapsed > TimeSpan.FromSeconds(30)) throw new TimeoutException("Not reached in 30 s of real time.");
    }

    private Timer? NextDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            var timer = _timers.Where(t => t.DueAt <= until).MinBy(t => t.DueAt);
            if (timer?.DueAt > _now) _now = timer.DueAt.Value;
            return timer;
        }
    }

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            }
            return true;
        }

        public void Fire()
        {
            lock (time._lock) DueAt = _period > TimeSpan.Zero ? DueAt + _period : null;
            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                DueAt = null;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

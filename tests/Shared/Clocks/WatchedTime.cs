using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace SmartStore.Tests;

/// <summary>A clock that the test moves, and that tells which timers were made: what passes before a timer is made is lost for it.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _periods = new();

    /// <summary>Timers made so far.</summary>
    public int Timers => _periods.Count;

    /// <summary>Whether a timer that repeats after so long was made.</summary>
    public bool HasTimerOf(TimeSpan period) => _periods.Contains(period);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _periods.Enqueue(period);
        return timer;
    }
}

using SmartStore.Contracts;

namespace SmartStore.Api.Streams;

/// <summary>How a stream without news says that it works: <c>heartbeat_s</c> of the contract. A heartbeat is written when nothing else is, so it never waits behind an update.</summary>
internal static class Heartbeats
{
    /// <summary>What is wrong with the seconds that a caller asks for; null: nothing.</summary>
    public static Problem? Wrong(int seconds) => HeartbeatSeconds.IsAllowed(seconds) ? null : new Problem("heartbeat_s", HeartbeatSeconds.Rule);

    /// <summary>Waits until a task has ended, well or not. Leaves nothing behind on a task that has not.</summary>
    /// <param name="within">At most so long; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</param>
    /// <param name="from">Timestamp of <paramref name="time"/> from which that counts.</param>
    /// <returns>False: it has not ended.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before it had.</exception>
    public static async ValueTask<bool> EndsWithin(this Task task, TimeSpan within, long from, TimeProvider time, CancellationToken cancel)
    {
        var left = within == Timeout.InfiniteTimeSpan ? within : TimeSpan.FromTicks(Math.Max(0, (within - time.GetElapsedTime(from)).Ticks));
        await task.WaitAsync(left, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsCompleted) cancel.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }
}

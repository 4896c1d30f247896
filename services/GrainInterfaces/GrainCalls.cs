using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace SmartStore.GrainInterfaces;

/// <summary>
/// Calls of grains from the edge, which is the only place that repeats a call: while a grain moves, is loaded again or its store does not answer.
/// The fact keeps its id, so that it counts once however often it arrives.
/// </summary>
public sealed class GrainCalls(TimeProvider time)
{
    /// <summary>How long a call is repeated in all.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    /// <summary>Calls until there is an answer.</summary>
    /// <param name="call">The same fact each time.</param>
    /// <param name="cancel">The caller has gone: no further attempt. An attempt under way is not broken off, because its outcome would be unknown.</param>
    /// <exception cref="TryAgainException">No answer within <see cref="Within"/>; the outcome is unknown.</exception>
    public async Task<T> Send<T>(Func<Task<T>> call, CancellationToken cancel = default)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            try
            {
                return await call();
            }
            catch (Exception error) when (IsPassing(error))
            {
                // Full jitter, so that callers who failed together do not come back together.
                var wait = pause * (0.5 + (Random.Shared.NextDouble() / 2));
                if (time.GetElapsedTime(started) + wait > Within) throw error as TryAgainException ?? new TryAgainException("The store does not answer at the moment.");
                await Task.Delay(wait, time, cancel);
            }
        }
    }

    /// <summary>Calls until it is done.</summary>
    public Task Send(Func<Task> call, CancellationToken cancel = default) => Send(async () =>
    {
        await call();
        return true;
    }, cancel);

    /// <summary>Calls once. When there is no answer at the moment, what it is for comes by another way later.</summary>
    /// <param name="call">Nobody waits for its outcome.</param>
    public static async Task TryOnce(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception error) when (IsPassing(error))
        {
        }
    }

    /// <summary>True when the same call may succeed a moment later. A silo that stops breaks off what it does with disposed and cancelled things.</summary>
    public static bool IsPassing(Exception error) => error is TryAgainException or SiloUnavailableException or OrleansMessageRejectionException or TimeoutException
        or ConnectionFailedException or InconsistentStateException or ObjectDisposedException or OperationCanceledException || error?.GetType() == typeof(OrleansException);
}

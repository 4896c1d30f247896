namespace SmartStore.Mqtt.Sessions;

/// <summary>
/// Lets publishers wait for a subscriber that is behind, so that it loses nothing that a moment would have saved. One that does not catch up
/// within that moment is not waited for any more until it has: a subscriber that is stuck must not hold up others.
/// </summary>
/// <param name="isRelieved">Has the subscriber caught up? Asked without any lock, or under the session's.</param>
internal sealed class Congestion(Func<bool> isRelieved)
{
    private TaskCompletionSource? _relief;
    private bool _isGivenUp;

    /// <summary>Waiting for it is still worth while.</summary>
    public bool IsHopeful => !Volatile.Read(ref _isGivenUp);

    /// <summary>Waits until the subscriber has caught up or is gone, or until the time is over.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider time)
    {
        var relief = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        relief = Interlocked.CompareExchange(ref _relief, relief, null) ?? relief;
        Check();
        try
        {
            await relief.Task.WaitAsync(atMost, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _isGivenUp, !isRelieved());
        }
    }

    /// <summary>Something went out, or the connection ended: whoever waits may go on if that was enough.</summary>
    public void Check()
    {
        if (Volatile.Read(ref _relief) is null && IsHopeful) return;
        if (!isRelieved()) return;
        Volatile.Write(ref _isGivenUp, false);
        Interlocked.Exchange(ref _relief, null)?.TrySetResult();
    }
}

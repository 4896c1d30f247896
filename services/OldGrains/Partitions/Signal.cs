namespace SmartStore.Grains.Partitions;

/// <summary>Wakes one waiter; a signal that nobody waits for is kept for the next wait. Continuations run in the waiter's own context.</summary>
internal sealed class Signal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiter;
    private bool set;

    public void Set()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            (woken, waiter) = (waiter, null);
            set = woken is null;
        }
        woken?.SetResult();
    }

    public Task Wait()
    {
        lock (gate)
        {
            if (set)
            {
                set = false;
                return Task.CompletedTask;
            }
            waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiter.Task;
        }
    }
}

namespace SmartStore.GrainInterfaces;

/// <summary>The loop of everything that looks again and again.</summary>
public static class PeriodicWork
{
    /// <summary>Works once a period until the process stops, and then ends well. What the work throws ends it.</summary>
    /// <param name="work">It ends before the next period begins; a period that passed meanwhile is left out.</param>
    public static async Task Every(this TimeProvider time, TimeSpan period, Func<Task> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }
}

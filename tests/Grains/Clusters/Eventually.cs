namespace SmartStore.Grains.Tests.Clusters;

internal static class Eventually
{
    /// <summary>A test that waits for so long has failed.</summary>
    public static readonly TimeSpan AtLatest = TimeSpan.FromMinutes(1);

    // Reads of grains and stores raise no event. A pause leaves the processor to the work that is waited for.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks until something is there that happens outside of the call.</summary>
    public static async Task<T> Sees<T>(Func<Task<T>> look, Func<T, bool> isThere)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            object? seen;
            try
            {
                var found = await look();
                if (isThere(found)) return found;
                seen = found;
            }
            catch (Exception error) when (GrainCalls.IsPassing(error))
            {
                seen = error;
            }
            if (TimeProvider.System.GetElapsedTime(start) > AtLatest) throw new TimeoutException($"Still {seen} after {AtLatest.TotalSeconds} s.");
            await Task.Delay(LookAgainAfter, TestContext.Current.CancellationToken);
        }
    }
}

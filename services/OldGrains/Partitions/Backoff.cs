namespace SmartStore.Grains.Partitions;

/// <summary>Growing pauses between tries of the same call: 50 ms, 250 ms, then 1 s, each ± 25 %.</summary>
internal sealed class Backoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private int tries;

    /// <summary>How often it was paused.</summary>
    public int Tries => tries;

    public Task Pause(CancellationToken cancel)
    {
        var pause = Pauses[Math.Min(tries, Pauses.Length - 1)];
        tries++;
        return Task.Delay(Jitter(pause, random), time, cancel);
    }

    /// <summary>A time ± 25 %, so that nodes and partitions do not act in step.</summary>
    public static TimeSpan Jitter(TimeSpan around, Random random) => around * (0.75 + (random.NextDouble() / 2));
}

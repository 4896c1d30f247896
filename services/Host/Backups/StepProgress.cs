namespace SmartStore.Host.Backups;

/// <summary>Says on stderr how far long work is: nothing in the first seconds, then a line from time to time.</summary>
internal sealed class StepProgress(TimeProvider time, Action<string> say)
{
    /// <summary>Time between two lines, and before the first.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly long _startedAt = time.GetTimestamp();
    private long _saidAt = time.GetTimestamp();

    /// <summary>Time since the work began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    /// <summary>What to call with the part that is done, 0..1.</summary>
    /// <param name="step">What is being done: "Copying".</param>
    public Action<double> Of(string step) => done =>
    {
        if (time.GetElapsedTime(_saidAt) < Every) return;
        _saidAt = time.GetTimestamp();
        say($"{step}: {Math.Floor(done * 100):0} %.");
    };
}

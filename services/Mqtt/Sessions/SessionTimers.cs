namespace SmartStore.Mqtt.Sessions;

/// <summary>The two clocks of a session without a connection: when its will is said, and when it ends.</summary>
internal sealed class SessionTimers : IDisposable
{
    // A timer holds 49 days at most.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private ITimer? _will;
    private ITimer? _end;

    /// <summary>Counts the times the clocks were started or stopped: a callback of an earlier start is void.</summary>
    public int Version { get; private set; }

    public void Start(TimeProvider time, TimeSpan? will, TimeSpan end, Action<int> sayWill, Action<int> endSession)
    {
        Stop();
        var version = Version;
        if (will is { } delay) _will = time.CreateTimer(_ => sayWill(version), null, Cut(delay), Timeout.InfiniteTimeSpan);
        ArmEnd(time, end, version, endSession);
    }

    public void Stop()
    {
        Version++;
        Dispose();
    }

    public void Dispose()
    {
        _will?.Dispose();
        _end?.Dispose();
        _will = null;
        _end = null;
    }

    private static TimeSpan Cut(TimeSpan delay) => delay < s_longest ? delay : s_longest;

    private void ArmEnd(TimeProvider time, TimeSpan left, int version, Action<int> endSession)
    {
        TimerCallback callback = left <= s_longest
            ? _ => endSession(version)
            : _ =>
            {
                if (version == Version) ArmEnd(time, left - s_longest, version, endSession);
            };
        _end = time.CreateTimer(callback, null, Cut(left), Timeout.InfiniteTimeSpan);
    }
}

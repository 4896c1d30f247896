namespace SmartStore.Core.Zones;

/// <summary>
/// Tells a clock that lies from a report that was kept back. A wrong clock lags by the same amount for long;
/// what a gateway kept while offline comes in with every lag. A time ahead of ours is never believed.
/// </summary>
internal struct ReceiverClock
{
    /// <summary>Lags that differ by less than this are the same lag, milliseconds.</summary>
    private const long SameLagMs = 1_500;

    /// <summary>A lag must stay the same for this long before it is a wrong clock, milliseconds.</summary>
    private const long SteadyForMs = 30_000;

    /// <summary>Lags below this are ordinary delivery, milliseconds.</summary>
    private const long OrdinaryLagMs = 3_000;

    private long _lagMs;
    private long _sinceMs;

    public ReceiverClock() => _lagMs = long.MaxValue;

    /// <summary>How far the clock is behind, milliseconds; 0: not, or not proven.</summary>
    public long BehindMs { get; private set; }

    public long Believe(long atMs, long receivedMs)
    {
        var lagMs = receivedMs - atMs;
        if (lagMs <= 0)
        {
            // Ahead of us: delivery cannot be negative.
            Restart(0, receivedMs);
            return receivedMs;
        }

        if (_lagMs == long.MaxValue || Math.Abs(lagMs - _lagMs) > SameLagMs) Restart(lagMs, receivedMs);
        if (_lagMs > OrdinaryLagMs && receivedMs - _sinceMs >= SteadyForMs) BehindMs = _lagMs;
        return BehindMs == 0 ? atMs : Math.Min(receivedMs, atMs + BehindMs);
    }

    private void Restart(long lagMs, long receivedMs) => (_lagMs, _sinceMs, BehindMs) = (lagMs, receivedMs, 0);
}

namespace SmartStore.Ingest.Door.Limits;

/// <summary>So many per second, so many at once. Not for several threads.</summary>
internal struct TokenBucket
{
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _at;

    public TokenBucket(double perSecond, double burst)
    {
        _perSecond = perSecond;
        _burst = burst;
        _tokens = burst;
    }

    /// <summary>Takes tokens if they are there.</summary>
    public bool TryTake(double count, TimeProvider time)
    {
        Refill(time);
        if (_tokens < count) return false;
        _tokens -= count;
        return true;
    }

    /// <summary>Takes tokens even if they are not there; answers zero, or, beyond the burst, the time until a second's worth is there again.</summary>
    public TimeSpan Charge(double count, TimeProvider time)
    {
        Refill(time);
        _tokens -= count;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 - (_tokens / _perSecond));
    }

    private void Refill(TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_at != 0) _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
    }
}

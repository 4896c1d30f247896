namespace SmartStore.Rpc.Server.Pipeline;

/// <summary>Ten log lines a minute for what a peer can cause as often as it likes; the metrics count the rest.</summary>
internal sealed class LogBudget(TimeProvider time)
{
    private const int LinesPerMinute = 10;

    private readonly Lock _gate = new();
    private DateTimeOffset _minuteEnds;
    private int _left;

    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _minuteEnds) (_minuteEnds, _left) = (now + TimeSpan.FromMinutes(1), LinesPerMinute);
            if (_left == 0) return false;
            _left--;
            return true;
        }
    }
}

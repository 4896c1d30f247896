namespace SmartStore.Benchmarks.Load.Figures;

/// <summary>Times that were taken, and what lies below which share of them. Not for two threads at once.</summary>
internal sealed class Latencies
{
    private readonly List<double> _ms = [];
    private bool _isSorted;

    public int Count => _ms.Count;

    /// <summary>Takes one, between two <see cref="Stopwatch"/> timestamps.</summary>
    public void Add(long from, long to) => Add(Stopwatch.GetElapsedTime(from, to));

    public void Add(TimeSpan time)
    {
        _ms.Add(time.TotalMilliseconds);
        _isSorted = false;
    }

    /// <summary>Milliseconds that a share of all times does not exceed (nearest rank).</summary>
    /// <param name="share">0..1.</param>
    /// <returns>NaN when there is none.</returns>
    public double Percentile(double share)
    {
        if (_ms.Count == 0) return double.NaN;
        if (!_isSorted) _ms.Sort();
        _isSorted = true;
        return _ms[Math.Clamp((int)Math.Ceiling(share * _ms.Count) - 1, 0, _ms.Count - 1)];
    }

    public override string ToString() => $"p50 {Percentile(0.5):0.00} ms, p99 {Percentile(0.99):0.00} ms (n = {Count:N0})";
}

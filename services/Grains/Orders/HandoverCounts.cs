using System.Diagnostics.Metrics;

namespace SmartStore.Grains.Orders;

/// <summary>How orders changed hands since the process started, by proof: <c>smartstore_handovers_total{proof}</c>.</summary>
internal sealed class HandoverCounts : IDisposable
{
    private readonly Meter _meter = new("SmartStore.Orders");
    private readonly Counter<long> _handovers;

    public HandoverCounts() => _handovers = _meter.CreateCounter<long>("smartstore_handovers", "{order}", "Orders that changed hands, by what proved who fetched them.");

    /// <summary>One more.</summary>
    /// <param name="proof">As the order keeps it; empty: a till said so.</param>
    public void Add(string? proof)
    {
        // A code is told as such: which one it was is nobody's affair.
        var label = string.IsNullOrEmpty(proof) ? "till" : proof.StartsWith("code", StringComparison.Ordinal) ? "code" : proof;
        _handovers.Add(1, new KeyValuePair<string, object?>("proof", label));
    }

    public void Dispose() => _meter.Dispose();
}

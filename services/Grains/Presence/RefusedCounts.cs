using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SmartStore.Grains.Presence;

/// <summary>Counts what devices sent and what was refused, by store, device and reason, for metrics and for <c>listen</c>. Sightings are not counted here.</summary>
internal sealed class RefusedCounts : IDisposable
{
    private readonly ConcurrentDictionary<(string Store, string Device, string Reason), long> _counts = new();
    private readonly Meter _meter = new("SmartStore.Ingest");

    /// <summary>Starts counting.</summary>
    public RefusedCounts() =>
        _meter.CreateObservableCounter(
            "smartstore_ingest_refused",
            () => _counts.GroupBy(pair => pair.Key.Reason).Select(group => new Measurement<long>(group.Sum(pair => pair.Value), new KeyValuePair<string, object?>("reason", group.Key))),
            description: "Messages and entries from devices that were refused");

    /// <summary>Counts.</summary>
    /// <param name="store">A store that exists; empty: none.</param>
    /// <param name="device">A scanner or terminal that exists in it; empty: none, or a phone.</param>
    /// <param name="reason">A fixed word.</param>
    public void Add(string store, string device, string reason, long count = 1) => _counts.AddOrUpdate((store, device, reason), static (_, added) => added, static (_, known, added) => known + added, count);

    /// <summary>Everything that was refused in a store.</summary>
    public ILookup<string, GrainInterfaces.RefusalCount> Of(string store) =>
        _counts.Where(pair => pair.Key.Store == store).ToLookup(pair => pair.Key.Device, pair => new GrainInterfaces.RefusalCount(pair.Key.Reason, pair.Value), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SmartStore.Ingest;

/// <summary>Counts what was refused, by store and reason, for metrics and for <c>listen</c>. Refusals are rare and bounded in kind; sightings are not counted here.</summary>
public sealed class RefusedMessages : IDisposable
{
    /// <summary>Stores counted apart; a sender may invent names, so further ones are counted under no store.</summary>
    private const int StoresMax = 1_000;

    private readonly ConcurrentDictionary<(string Store, string Device, string Reason), long> _counts = new();
    private readonly Meter _meter = new("SmartStore.Ingest");

    /// <summary>Starts counting.</summary>
    public RefusedMessages() =>
        _meter.CreateObservableCounter(
            "smartstore_ingest_refused",
            () => _counts.GroupBy(pair => pair.Key.Reason).Select(group => new Measurement<long>(group.Sum(pair => pair.Value), new KeyValuePair<string, object?>("reason", group.Key))),
            description: "Messages and entries from devices that were refused");

    /// <summary>One more.</summary>
    /// <param name="store">A store that exists; empty: none.</param>
    /// <param name="device">A scanner or terminal that exists in it; empty: none, or a phone.</param>
    /// <param name="reason">A fixed word.</param>
    /// <param name="count">How many.</param>
    public void Add(string store, string device, string reason, long count = 1)
    {
        if (_counts.Count >= StoresMax) (store, device) = ("", "");
        _counts.AddOrUpdate((store, device, reason), count, (_, present) => present + count);
    }

    /// <summary>What was refused in a store: device (or empty), reason, count.</summary>
    public IEnumerable<(string Device, string Reason, long Count)> Of(string store) =>
        _counts.Where(pair => pair.Key.Store == store).Select(pair => (pair.Key.Device, pair.Key.Reason, pair.Value));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

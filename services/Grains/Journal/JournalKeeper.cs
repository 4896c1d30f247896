using System.Diagnostics.Metrics;
using SmartStore.Grains.Hosting;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Journal;

/// <summary>
/// Keeps the journal within its age and its size, in steps so small that commits in between do not wait. In a cluster the silo that comes first does it
/// for all; while two think so, one of them finds less.
/// </summary>
internal sealed class JournalKeeper : IDisposable
{
    /// <summary>How often it is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Rows go when they are older than this.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(400);

    /// <summary>Bytes of rows on a disk of its own.</summary>
    public const long BytesMax = 4L << 30;

    /// <summary>Bytes of rows in a store that many processes share: it is memory there, and a store without room takes no more commits.</summary>
    public const long BytesMaxShared = 64L << 20;

    // More than comes in a minute on the busiest machine; the rest waits for the next look.
    private const int StepsMax = 1_000;

    private readonly IStateStore _store;
    private readonly TimeProvider _time;
    private readonly IClusterMembershipService? _membership;
    private readonly ILocalSiloDetails? _self;
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;
    private long _bytes;

    public JournalKeeper(IStateStore store, TimeProvider time, IClusterMembershipService? membership = null, ILocalSiloDetails? self = null)
    {
        (_store, _time, _membership, _self) = (store, time, membership, self);
        _meter = new Meter("SmartStore.Journal", version: null, tags: null, scope: this);
        _dropped = _meter.CreateCounter<long>("smartstore_journal_dropped", description: "Rows of the journal that were given up, by why");
        _meter.CreateObservableGauge("smartstore_journal_bytes", () => Volatile.Read(ref _bytes), description: "Bytes of journal rows, as this process saw them last; 0 where another one keeps the journal");
    }

    /// <summary>Gives up what is too old or too much.</summary>
    public async Task Look(CancellationToken stopping)
    {
        if (!FirstSilo.Is(_membership, _self))
        {
            Volatile.Write(ref _bytes, 0);
            return;
        }

        var (before, max) = (_time.GetUtcNow() - Age, _store.IsShared ? BytesMaxShared : BytesMax);
        for (var steps = 0; steps < StepsMax && !stopping.IsCancellationRequested; steps++)
        {
            var trimmed = await _store.TrimJournal(before, max, stopping);
            Volatile.Write(ref _bytes, trimmed.BytesLeft);
            if (trimmed.TooOld > 0) _dropped.Add(trimmed.TooOld, new KeyValuePair<string, object?>("why", "age"));
            foreach (var (kind, rows) in trimmed.TooMuch) _dropped.Add(rows, new KeyValuePair<string, object?>("why", kind));
            if (!trimmed.HasMore) return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

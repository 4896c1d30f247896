using System.Diagnostics.Metrics;

namespace SmartStore.Grains.Records;

/// <summary>What went wrong with grains' records since the process started, by kind of grain: never by grain, whose key is a shopper's id.</summary>
internal sealed class RecordCounts : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _unreadable;

    public RecordCounts()
    {
        _meter = new Meter("SmartStore.Records", version: null, tags: null, scope: this);
        _conflicts = _meter.CreateCounter<long>("smartstore_record_conflicts", "{write}", "Writes that were refused because another activation had written the record.");
        _quarantined = _meter.CreateCounter<long>("smartstore_facts_quarantined", "{fact}", "Facts on which the rules failed twice; they changed nothing.");
        _unreadable = _meter.CreateCounter<long>("smartstore_records_unreadable", "{record}", "Records that were loaded and cannot be read: their grains answer nothing.");
    }

    /// <summary>A write was refused because another activation had written the record.</summary>
    /// <param name="grain">The grain's kind.</param>
    public void Conflict(string grain) => _conflicts.Add(1, new KeyValuePair<string, object?>("grain", grain));

    /// <summary>A fact was put aside.</summary>
    /// <param name="grain">The grain's kind.</param>
    public void Quarantine(string grain) => _quarantined.Add(1, new KeyValuePair<string, object?>("grain", grain));

    /// <summary>A record was loaded and cannot be read.</summary>
    /// <param name="grain">The grain's kind.</param>
    public void Unreadable(string grain) => _unreadable.Add(1, new KeyValuePair<string, object?>("grain", grain));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

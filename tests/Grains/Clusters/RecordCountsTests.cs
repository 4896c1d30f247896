using System.Diagnostics.Metrics;
using Orleans.Storage;
using SmartStore.Grains.Records;

namespace SmartStore.Grains.Tests.Clusters;

/// <summary>What an operator is alarmed by, counted by kind of grain.</summary>
public sealed class RecordCountsTests : IAsyncLifetime
{
    private readonly List<string> _counted = [];
    private OneSilo _silo = null!;
    private MeterListener _listener = null!;

    public async ValueTask InitializeAsync()
    {
        _silo = await OneSilo.Start();
        var counts = _silo.Service<RecordCounts>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == counts) listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (_counted) _counted.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
        });
        _listener.Start();
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return _silo.DisposeAsync();
    }

    [Fact]
    public async Task A_write_that_another_activation_was_before_is_counted()
    {
        var ledger = _silo.Ledger("a");
        await ledger.Add("f1", OneSilo.T0);
        var row = _silo.Store.Records["ledger/a"];
        await _silo.Store.Write(new RecordWrite("ledger/a", row.Revision, row.Body));
        await Assert.ThrowsAsync<InconsistentStateException>(() => ledger.Add("f2", OneSilo.T0));
        Assert.Equal(["smartstore_record_conflicts 1 grain=ledger"], Counted());
    }

    [Fact]
    public async Task A_fact_is_counted_when_it_is_quarantined_and_neither_before_nor_again()
    {
        var ledger = _silo.Ledger("a");
        await Assert.ThrowsAsync<TryAgainException>(() => ledger.Fail("poison"));
        Assert.Empty(Counted());
        await Assert.ThrowsAsync<FactQuarantinedException>(() => ledger.Fail("poison"));
        await Assert.ThrowsAsync<FactQuarantinedException>(() => ledger.Fail("poison"));
        Assert.Equal(["smartstore_facts_quarantined 1 grain=ledger"], Counted());
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_counted()
    {
        await _silo.Store.Write(new RecordWrite("ledger/a", 0, new byte[] { 0xFF, 0xFF }));
        await Assert.ThrowsAsync<StoreDamagedException>(() => _silo.Ledger("a").Taken());
        Assert.Equal(["smartstore_records_unreadable 1 grain=ledger"], Counted());
    }

    private string[] Counted()
    {
        lock (_counted) return [.. _counted];
    }
}

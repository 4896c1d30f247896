using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Journal;

namespace SmartStore.Grains.Tests.Journal;

/// <summary>The journal stays within its age and size, and what was given up is counted.</summary>
public sealed class JournalKeeperTests : IDisposable
{
    private static readonly DateTimeOffset T0 = DateTimeOffset.Parse("2026-11-28T10:00:00Z");

    private readonly FakeTimeProvider _time = new(T0);
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private JournalKeeper? _keeper;

    public JournalKeeperTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "SmartStore.Journal") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Silos of other tests keep journals of their own.
            if (instrument.Meter.Scope != _keeper) return;
            var why = tags.Length == 0 ? instrument.Name : $"{tags[0].Value}";
            lock (_dropped) _dropped[why] = instrument.Name == "smartstore_journal_dropped" ? _dropped.GetValueOrDefault(why) + value : value;
        });
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _keeper?.Dispose();
    }

    [Fact]
    public async Task Rows_of_400_days_ago_go_and_are_counted()
    {
        var store = new MemoryStateStore(_time);
        _keeper = new JournalKeeper(store, _time);
        await store.Write(new RecordWrite("a/1", 0, Array.Empty<byte>()) { Journal = [.. Enumerable.Repeat(new JournalRow(T0, "p", JournalKind.Response, default), 300)] });
        _time.Advance(TimeSpan.FromDays(400));
        await _keeper.Look(default);
        Assert.Equal(300, (await store.Journal(0, 1_000)).Count);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _keeper.Look(default);
        Assert.Empty(await store.Journal(0, 1_000));
        Assert.Equal(300, _dropped["age"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_many_share_keeps_less(bool isShared)
    {
        var store = new MemoryStateStore(_time) { IsShared = isShared };
        _keeper = new JournalKeeper(store, _time);
        var large = new JournalRow(T0, "", JournalKind.Features, new byte[1 << 20]);
        await store.Write(new RecordWrite("a/1", 0, Array.Empty<byte>()) { Journal = [.. Enumerable.Repeat(large, 65)] });
        await _keeper.Look(default);
        var kept = isShared ? 63 : 65;
        Assert.Equal(kept, (await store.Journal(0, 1_000)).Count);
        Assert.Equal(65 - kept, _dropped.GetValueOrDefault(JournalKind.Features));
        _listener.RecordObservableInstruments();
        Assert.Equal((long)kept * large.Bytes, _dropped["smartstore_journal_bytes"]);
    }

    [Fact]
    public void The_bounds_are_400_days_and_4_GiB() => Assert.Equal((TimeSpan.FromDays(400), 4L << 30), (JournalKeeper.Age, JournalKeeper.BytesMax));
}

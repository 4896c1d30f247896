using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Records;
using SmartStore.Grains.Storage;

namespace SmartStore.Grains.Tests.Storage;

public sealed class StateStorageTests
{
    [Fact]
    public async Task A_failing_store_is_logged_once_in_ten_seconds_with_the_count_and_without_the_name_of_a_shopper()
    {
        var (time, log) = (new FakeTimeProvider(), new FakeLogger());
        using var counts = new RecordCounts();
        var storage = new StateStorage(new MemoryStateStore(time) { Fault = _ => new(StoreFault.Before) }, counts, time, log);
        foreach (var pause in new[] { 0, 1, 8.9, 0.1, 9.9 })
        {
            time.Advance(TimeSpan.FromSeconds(pause));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => storage.WriteStateAsync("record", GrainId.Create("shopper", "anna"), new GrainState<StoredRecord>(new StoredRecord())));
        }
        Assert.Equal(
            [(LogLevel.Error, "The store fails (1 times since the start): The store does not answer at the moment."), (LogLevel.Error, "The store fails (4 times since the start): The store does not answer at the moment.")],
            log.Collector.GetSnapshot().Select(record => (record.Level, record.Message)));
    }
}

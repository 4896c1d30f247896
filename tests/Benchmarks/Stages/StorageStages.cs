using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Tests;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What goes to the disk.</summary>
internal static class StorageStages
{
    private const int Batch = 50;

    /// <summary>Fifty records written at once to SQLite, each lot on disk before the next.</summary>
    public static Stage Sqlite(string name) => Sqlite(name, []);

    /// <summary>The same, each with the journal row of a tap's answer: at most 5 % of the time may be the journal's.</summary>
    public static Stage SqliteWithJournal(string name) => Sqlite(name, Answer);

    /// <summary>The same on Redis.</summary>
    public static Stage RedisWithJournal(string name) => Redis(name, Answer);

    private static IReadOnlyList<JournalRow> Answer { get; } = [new JournalRow(DateTimeOffset.FromUnixTimeMilliseconds(StageStore.StartUnixMs), "0d1f12b8196c52b0", JournalKind.Answer, new byte[12])];

    private static Stage Sqlite(string name, IReadOnlyList<JournalRow> journal)
    {
        var folder = Directory.CreateTempSubdirectory("smartstore-stage-").FullName;
        var store = SqliteStateStore.Open(folder, TimeProvider.System).Result;
        return Write(name, store, () =>
        {
            store.Dispose();
            Directory.Delete(folder, recursive: true);
        }, journal);
    }

    /// <summary>The same on Redis with <c>appendfsync always</c>, which has to be on this machine.</summary>
    public static Stage Redis(string name) => Redis(name, []);

    private static Stage Redis(string name, IReadOnlyList<JournalRow> journal)
    {
        var redis = RedisProcess.Start().Result;
        if (!RedisAddress.TryParse(redis.Address, out var address, out var wrong)) throw new InvalidOperationException(wrong);
        var store = RedisStateStore.Open(new RedisStoreOptions { Address = address! }, TimeProvider.System).Result;
        return Write(name, store, () =>
        {
            store.DisposeAsync().AsTask().Wait();
            redis.DisposeAsync().AsTask().Wait();
        }, journal);
    }

    private static Stage Write(string name, IStateStore store, Action close, IReadOnlyList<JournalRow> journal)
    {
        var keys = Enumerable.Range(0, Batch).Select(n => $"shopper/s{n}").ToArray();
        var revisions = new long[Batch];
        var body = new byte[600];
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun / Batch; i++)
            {
                Task<long>[] writes = [.. Enumerable.Range(0, Batch).Select(n => store.Write(new RecordWrite(keys[n], revisions[n], body) { Journal = journal }).AsTask())];
                Task.WaitAll(writes);
                for (var n = 0; n < Batch; n++) revisions[n] = writes[n].Result;
            }
        }, new Closing(close));
    }

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}

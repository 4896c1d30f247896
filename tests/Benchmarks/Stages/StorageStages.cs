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
    public static Stage Sqlite(string name) => Sqlite(name, withRows: false, Batch);

    /// <summary>The same, each with the journal row of a tap's answer.</summary>
    public static Stage SqliteWithJournal(string name) => Sqlite(name, withRows: true, Batch);

    private static IReadOnlyList<JournalRow> Answer(int person) => [new JournalRow(DateTimeOffset.FromUnixTimeMilliseconds(StageStore.StartUnixMs), $"{unchecked((ulong)(person + 1) * 0x9E37_79B9_7F4A_7C15):x16}", JournalKind.Answer, new byte[12])];

    /// <summary>As <see cref="Sqlite(string)"/>.</summary>
    /// <param name="withRows">Each with the journal row of a tap's answer.</param>
    /// <param name="batch">Records at once: a divisor of <see cref="Stage.OperationsPerRun"/>.</param>
    public static Stage Sqlite(string name, bool withRows, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("smartstore-stage-").FullName;
        var store = SqliteStateStore.Open(folder, TimeProvider.System).Result;
        return Write(name, store, () =>
        {
            store.Dispose();
            Directory.Delete(folder, recursive: true);
        }, withRows, batch);
    }

    /// <summary>The same on Redis with <c>appendfsync always</c>, which has to be on this machine.</summary>
    public static Stage Redis(string name) => Redis(name, withRows: false, Batch);

    /// <inheritdoc cref="Sqlite(string, bool, int)"/>
    public static Stage Redis(string name, bool withRows, int batch)
    {
        var redis = RedisProcess.Start().Result;
        if (!RedisAddress.TryParse(redis.Address, out var address, out var wrong)) throw new InvalidOperationException(wrong);
        var store = RedisStateStore.Open(new RedisStoreOptions { Address = address! }, TimeProvider.System).Result;
        return Write(name, store, () =>
        {
            store.DisposeAsync().AsTask().Wait();
            redis.DisposeAsync().AsTask().Wait();
        }, withRows, batch);
    }

    private static Stage Write(string name, IStateStore store, Action close, bool withRows, int batch)
    {
        var journal = Enumerable.Range(0, batch).Select(n => withRows ? Answer(n) : []).ToArray();
        var keys = Enumerable.Range(0, batch).Select(n => $"shopper/s{n}").ToArray();
        var revisions = new long[batch];
        var body = new byte[600];
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun / batch; i++)
            {
                Task<long>[] writes = [.. Enumerable.Range(0, batch).Select(n => store.Write(new RecordWrite(keys[n], revisions[n], body) { Journal = journal[n] }).AsTask())];
                Task.WaitAll(writes);
                for (var n = 0; n < batch; n++) revisions[n] = writes[n].Result;
            }
        }, new Closing(close), () => store.Journal(long.MaxValue, 1).AsTask().Wait());
    }

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}

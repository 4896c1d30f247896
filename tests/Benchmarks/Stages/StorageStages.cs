using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What goes to the disk.</summary>
internal static class StorageStages
{
    private const int Batch = 50;

    /// <summary>Fifty records written at once, each lot on disk before the next.</summary>
    public static Stage Write(string name)
    {
        var disk = new Disk();
        var revisions = new long[Batch];
        var body = new byte[600];
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun / Batch; i++)
            {
                Task<long>[] writes = [.. Enumerable.Range(0, Batch).Select(n => disk.Store.Write(new RecordWrite($"shopper/s{n}", revisions[n], body)).AsTask())];
                Task.WaitAll(writes);
                for (var n = 0; n < Batch; n++) revisions[n] = writes[n].Result;
            }
        }, disk);
    }

    private sealed class Disk : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-stage-").FullName;

        public Disk() => Store = SqliteStateStore.Open(_folder, TimeProvider.System).Result;

        public SqliteStateStore Store { get; }

        public void Dispose()
        {
            Store.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}

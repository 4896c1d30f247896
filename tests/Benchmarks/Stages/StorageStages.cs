using SmartStore.Grains;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Benchmarks.Stages;

/// <summary>What goes to the disk.</summary>
internal static class StorageStages
{
    private const int Batch = 50;

    /// <summary>Events appended to one partition, fifty at once, each batch on disk before the next.</summary>
    public static Stage Append(string name)
    {
        var disk = new Disk();
        GrainEvent[] events = [.. Enumerable.Range(0, Batch).Select(i => new GrainEvent($"event-{i}", "shopper/ann", "tapped", DateTimeOffset.UnixEpoch, new byte[200]))];
        return new Stage(name, () =>
        {
            for (var i = 0; i < Stage.OperationsPerRun / Batch; i++)
                if (disk.Store.Append(0, events).AsTask().Result.Count != Batch)
                    throw new InvalidOperationException("Not every event was appended.");
        }, disk);
    }

    private sealed class Disk : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-stage-").FullName;
        private readonly SqliteDatabase _database;

        public Disk()
        {
            _database = SqliteDatabase.Open(_folder);
            Store = SqlitePartitionStore.Open(_database, TimeProvider.System, partitionCount: 1).Result;
        }

        public SqlitePartitionStore Store { get; }

        public void Dispose()
        {
            _database.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}

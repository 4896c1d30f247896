using SmartStore.Core.Shoppers;
using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Devices;
using SmartStore.Host.Files;

namespace SmartStore.Host.Backups;

/// <summary>A backup that became a data folder again.</summary>
/// <param name="Bytes">Size of its databases.</param>
/// <param name="Records">Records in it; null: it holds no store.</param>
/// <param name="JournalRows">Rows of the journal that left Redis; null: it holds none.</param>
/// <param name="Erased">Erasures in the list of the folder.</param>
/// <param name="Replaced">Where the store is that was there before; null: there was none.</param>
internal sealed record Restoring(long Bytes, long? Records, long? JournalRows, int Erased, string? Replaced)
{
    /// <summary>
    /// Puts a backup into a data folder on which no server runs, under a new life: no cursor of before is taken any more. The backup is read whole
    /// before anything is written, and copied whole before anything is moved. What was there is moved into a folder of it, and never removed.
    /// </summary>
    /// <param name="from">A backup, or a database that SQLite copied.</param>
    /// <param name="erased">Further lists of the erased, beside those of the backup and of the folder.</param>
    /// <param name="replace">True: the folder may hold a store.</param>
    /// <exception cref="StorageException">One sentence says why it was not done.</exception>
    /// <exception cref="OperationCanceledException">Stopped: the folder is as it was.</exception>
    public static async Task<Restoring> Do(string from, string data, IReadOnlyList<string> erased, bool replace, DateTimeOffset now, StepProgress progress, CancellationToken cancel)
    {
        var backup = Directory.Exists(from) ? from : null;
        var store = backup is null ? from : Path.Combine(backup, SqliteStateStore.FileName);
        if (!File.Exists(store)) store = null;
        var journal = backup is not null && Path.Combine(backup, SqliteBackup.Journal) is var path && File.Exists(path) ? path : null;
        if (store is null && journal is null) throw new StorageException($"There is no backup in {from}: give a folder that 'smartstore backup' made, or a copy of {SqliteStateStore.FileName}, with --from.");
        foreach (var file in erased)
            if (!File.Exists(file)) throw new StorageException($"There is no list of the erased {file}: correct --erased.");
        try
        {
            using var alone = SqliteStateStore.TryLock(data) ?? throw new StorageException($"Another process uses the data folder {data}: stop the server, or choose another folder with --data.");
            using var still = SqliteBackup.TryLockJournal(data) ?? throw new StorageException($"Another process moves the journal into the folder {data}: stop it, or choose another folder with --data.");
            // A database that the backup does not have stays, and nothing that belongs to it leaves.
            var present = new (string? File, string Name)[] { (store, SqliteStateStore.FileName), (journal, SqliteBackup.Journal) }.Where(database => database.File is not null).SelectMany(database => BackupFiles.Files(database.Name))
                .Append(DevicesFile.Name).Where(name => File.Exists(Path.Combine(data, name))).ToList();
            if (present.Count > 0 && !replace)
                throw new StorageException($"The folder {data} holds a store already ({present[0]}): choose another with --data, or set that store aside with --replace.");
            var list = ErasedLog.Merge(new[] { data, backup }.OfType<string>().Select(folder => Path.Combine(folder, ErasedLog.FileName)).Concat(erased).Select(BackupFiles.ReadErased));
            long? records = store is null ? null : SqliteBackup.Verify(store, source: null, progress.Of("Checking"), cancel);
            long? rows = journal is null ? null : SqliteBackup.VerifyJournal(journal, source: null, cancel);

            var draft = Path.Combine(data, "restore.new");
            BackupFiles.RemoveDraft(draft);
            PrivateFiles.MakeFolder(draft);
            try
            {
                await Fill(draft, store, journal, backup, list, progress, cancel);
                cancel.ThrowIfCancellationRequested();
                var bytes = SqliteBackup.In(draft).Sum(name => new FileInfo(Path.Combine(draft, name)).Length);
                return new Restoring(bytes, records, rows, list.Count, Publish(draft, data, present, now));
            }
            finally
            {
                BackupFiles.RemoveDraft(draft);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup {from} cannot be restored to {data} ({CommandLine.Aside(error.Message)}): make room there and the files readable and writable for this user.", error);
        }
    }

    private static async Task Fill(string draft, string? store, string? journal, string? backup, IReadOnlyList<Erasure> erased, StepProgress progress, CancellationToken cancel)
    {
        if (journal is not null) PrivateFiles.Copy(journal, Path.Combine(draft, SqliteBackup.Journal), progress.Of("Copying"), cancel);
        if (store is not null) PrivateFiles.Copy(store, Path.Combine(draft, SqliteStateStore.FileName), progress.Of("Copying"), cancel);
        if (backup is not null && Path.Combine(backup, DevicesFile.Name) is var devices && File.Exists(devices))
            PrivateFiles.Copy(devices, Path.Combine(draft, DevicesFile.Name), static _ => { }, cancel);
        if (erased.Count > 0) PrivateFiles.Write(Path.Combine(draft, ErasedLog.FileName), ErasedLog.Write(erased));
        if (store is null) return;
        // Closing it leaves one file: the log was moved into it.
        using var renewed = await SqliteStateStore.Open(draft, TimeProvider.System);
        await renewed.Renew();
    }

    // The database comes last: a folder whose restore was killed holds no store, and no log of the old one lies beside a new one.
    private static string? Publish(string draft, string data, IReadOnlyList<string> present, DateTimeOffset now)
    {
        // More than the old list, so that no erasure is lost whatever comes after.
        Move(ErasedLog.FileName, draft, data, overwrite: true);
        string? replaced = null;
        // What the backup does not have stays.
        var leaving = present.Where(name => name != DevicesFile.Name || File.Exists(Path.Combine(draft, name))).ToList();
        if (leaving.Count > 0)
        {
            replaced = Path.Combine(data, $"replaced-{BackupFiles.Stamp(now)}");
            PrivateFiles.MakeFolder(replaced);
            foreach (var name in leaving) Move(name, data, replaced);
            PrivateFiles.Sync(replaced);
            PrivateFiles.Sync(data);
        }

        Move(DevicesFile.Name, draft, data);
        Move(SqliteBackup.Journal, draft, data);
        Move(SqliteStateStore.FileName, draft, data);
        PrivateFiles.Sync(data);
        return replaced;
    }

    private static void Move(string name, string from, string to, bool overwrite = false)
    {
        if (File.Exists(Path.Combine(from, name))) File.Move(Path.Combine(from, name), Path.Combine(to, name), overwrite);
    }
}

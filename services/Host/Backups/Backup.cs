using SmartStore.Grains.Storage;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Host.Files;

namespace SmartStore.Host.Backups;

/// <summary>A backup that was made.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Bytes">Size of its databases.</param>
/// <param name="Records">Records in it, all of them read again; null: it holds no store.</param>
/// <param name="JournalRows">Rows of the journal that left Redis; null: it holds none.</param>
internal sealed record Backup(string Folder, long Bytes, long? Records, long? JournalRows)
{
    /// <summary>Copies a data folder beside the process that runs on it. A backup is under its name when it is whole and on disk, and not before.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="to">A name that is free; or a folder that is no backup, in which the backup gets a dated name.</param>
    /// <param name="replace">True: a backup of the name may be there, and is gone once the new one is whole.</param>
    /// <exception cref="StorageException">One sentence says why there is none.</exception>
    /// <exception cref="OperationCanceledException">Stopped: nothing is under the name.</exception>
    public static Backup Make(string data, string to, bool replace, DateTimeOffset now, StepProgress progress, CancellationToken cancel)
    {
        var folder = Name(Path.GetFullPath(to), replace, now);
        var draft = Path.Combine(Path.GetDirectoryName(folder)!, "smartstore-backup.new");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            PrivateFiles.MakeFolder(draft);
            using (SqliteStateStore.TryLock(draft) ?? throw new StorageException($"Another backup is being written in {Path.GetDirectoryName(draft)}: wait for it, or choose another place with --to."))
            {
                try
                {
                    return Fill(data, draft, folder, progress, cancel);
                }
                catch
                {
                    BackupFiles.RemoveDraft(draft);
                    throw;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup {folder} cannot be written ({CommandLine.Aside(error.Message)}): make room there, or choose another place with --to.", error);
        }
    }

    private static Backup Fill(string data, string draft, string folder, StepProgress progress, CancellationToken cancel)
    {
        // What a backup left here that was killed.
        foreach (var name in BackupFiles.Databases.Concat(BackupFiles.Beside)) File.Delete(Path.Combine(draft, name));
        var databases = SqliteBackup.In(data);
        if (databases.Count == 0) throw new StorageException($"The folder {data} holds no {SqliteStateStore.FileName} and no {SqliteBackup.Journal}: give the server's folder with --data.");
        foreach (var name in databases)
        {
            PrivateFiles.Make(Path.Combine(draft, name)).Dispose();
            SqliteBackup.Copy(Path.Combine(data, name), Path.Combine(draft, name), progress.Of("Copying"), cancel);
        }

        // After the database: everybody whose erasure is in it is in the list, too.
        foreach (var name in BackupFiles.Beside)
            if (File.Exists(Path.Combine(data, name)))
                PrivateFiles.Copy(Path.Combine(data, name), Path.Combine(draft, name), static _ => { }, cancel);
        long? records = null, rows = null;
        foreach (var name in databases)
        {
            var (copy, source) = (Path.Combine(draft, name), Path.Combine(data, name));
            if (name == SqliteBackup.Journal) rows = SqliteBackup.VerifyJournal(copy, source, cancel);
            else records = SqliteBackup.Verify(copy, source, progress.Of("Checking"), cancel);
        }

        cancel.ThrowIfCancellationRequested();
        File.Delete(Path.Combine(draft, SqliteStateStore.LockName));
        PrivateFiles.Sync(draft);
        Publish(draft, folder);
        return new Backup(folder, databases.Sum(name => new FileInfo(Path.Combine(folder, name)).Length), records, rows);
    }

    // A folder cannot take the place of one that is not empty: the old one steps aside for a moment, and stays there if the process is killed just then.
    private static void Publish(string draft, string folder)
    {
        var old = folder + ".old";
        if (Directory.Exists(folder))
        {
            BackupFiles.RemoveDraft(old);
            Directory.Move(folder, old);
        }

        Directory.Move(draft, folder);
        PrivateFiles.Sync(Path.GetDirectoryName(folder)!);
        BackupFiles.RemoveDraft(old);
    }

    private static string Name(string to, bool replace, DateTimeOffset now)
    {
        to = Path.TrimEndingDirectorySeparator(to);
        if (File.Exists(to)) throw new StorageException($"{to} is a file, and a backup is a folder: give another place with --to.");
        if (Directory.Exists(to) && SqliteBackup.In(to).Count == 0) to = Path.Combine(to, $"smartstore-{BackupFiles.Stamp(now)}");
        if (!Directory.Exists(to)) return to;
        if (BackupFiles.Locks.Any(name => File.Exists(Path.Combine(to, name)))) throw new StorageException($"{to} is the data folder of a server: give another place with --to.");
        return replace ? to : throw new StorageException($"There is a backup in {to}: choose another place with --to, or let the new one take its place with --replace.");
    }
}

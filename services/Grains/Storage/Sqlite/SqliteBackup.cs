using Microsoft.Data.Sqlite;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>Copies of the databases of a data folder, the store's and the journal's that left Redis: made while a process uses them, and checked before anybody relies on them.</summary>
public static class SqliteBackup
{
    // 4 MiB: between two of them progress is told and a stop is noticed.
    private const int PagesPerStep = 1024;

    /// <summary>Name of the database to which the journal of a store in Redis is moved.</summary>
    public const string Journal = JournalFile.FileName;

    /// <summary>Name of the file whose lock says that a process moves the journal there.</summary>
    public const string JournalLock = JournalFile.LockName;

    /// <summary>The databases that a folder holds, by name.</summary>
    public static IReadOnlyList<string> In(string folder) => [.. new[] { SqliteDatabase.FileName, Journal }.Where(name => File.Exists(Path.Combine(folder, name)))];

    /// <summary>Keeps a process that moves the journal out of a folder until it is disposed.</summary>
    /// <returns>Null: such a process has the folder.</returns>
    public static IDisposable? TryLockJournal(string folder) => SqliteDatabase.TryLock(folder, JournalFile.LockName);

    /// <summary>Copies a database as it is at one moment. A process that runs on it goes on; its log cannot begin anew meanwhile and grows.</summary>
    /// <param name="source">The database.</param>
    /// <param name="file">The copy: a file that exists and is empty, so that its rights are the caller's. On disk when this returns.</param>
    /// <param name="progress">Gets the part that is done, 0..1, from time to time.</param>
    /// <exception cref="StorageException">The database is damaged, or the copy cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the copy is not whole.</exception>
    public static void Copy(string source, string file, Action<double> progress, CancellationToken cancel)
    {
        try
        {
            using (var from = SqliteSession.Open(source, readOnly: true))
            using (var to = SqliteSession.OpenCopy(file))
                from.CopyTo(to, PagesPerStep, progress, cancel);
            using var copy = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(copy);
        }
        catch (SqliteException error) when (SqliteErrors.IsDamage(error))
        {
            throw new StorageException(SqliteErrors.Damaged(source, error.Message), error);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The database {source} cannot be copied to {file} ({error.Message.TrimEnd('.')}): free the disk, or give another place.", error);
        }
    }

    /// <summary>Reads a whole copy: its pages and indexes, its version, and the digest of every record.</summary>
    /// <param name="file">A database that no process has open. It is not changed.</param>
    /// <param name="source">The database that it was copied from just now, which is the damaged one then; null: it is a backup.</param>
    /// <param name="progress">As of <see cref="Copy"/>; counts the records.</param>
    /// <returns>How many records it holds.</returns>
    /// <exception cref="StorageException">It is damaged, no database of SmartStore, or of a newer one.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static long Verify(string file, string? source, Action<double> progress, CancellationToken cancel) =>
        Verify(file, source, session =>
        {
            StateSchema.Check(session, file);
            IsWhole(session, file, source);
            return Records(session, file, source, progress, cancel);
        }, cancel);

    /// <summary>Reads a whole copy of a journal: its pages and indexes, and its version.</summary>
    /// <param name="file">As of <see cref="Verify(string, string?, Action{double}, CancellationToken)"/>.</param>
    /// <param name="source">As of there.</param>
    /// <returns>How many rows it holds.</returns>
    /// <exception cref="StorageException">As of there.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static long VerifyJournal(string file, string? source, CancellationToken cancel) =>
        Verify(file, source, session =>
        {
            JournalFile.Check(session, file);
            IsWhole(session, file, source);
            return long.Parse(session.Scalar("SELECT count(*) FROM journal"));
        }, cancel);

    private static long Verify(string file, string? source, Func<SqliteSession, long> read, CancellationToken cancel)
    {
        // What only lies in a log would be passed over without a word.
        if (File.Exists(file + "-wal") && new FileInfo(file + "-wal").Length > 0)
            throw new StorageException($"Beside {file} lies its log, so it is a server's database and no backup: make one with 'smartstore backup'.");
        try
        {
            using var session = SqliteSession.OpenFinished(file);
            using var interrupt = cancel.Register(session.Interrupt);
            return read(session);
        }
        catch (SqliteException error)
        {
            cancel.ThrowIfCancellationRequested();
            if (SqliteErrors.IsDamage(error)) throw Damaged(file, source, error.Message);
            throw new StorageException($"The backup {file} cannot be read ({error.Message.TrimEnd('.')}).", error);
        }
    }

    private static void IsWhole(SqliteSession session, string file, string? source)
    {
        if (session.Scalar("PRAGMA integrity_check(1)") is var found && found != "ok") throw Damaged(file, source, found);
    }

    private static long Records(SqliteSession session, string file, string? source, Action<double> progress, CancellationToken cancel)
    {
        var all = long.Parse(session.Scalar("SELECT count(*) FROM records"));
        var read = 0L;
        using var rows = session.Use("SELECT body, digest FROM records");
        while (rows.Step())
        {
            if (SqliteStateStore.Digest(rows.Span(0)) != rows.Int64(1)) throw Damaged(file, source, "a record is not what was written");
            if (++read % PagesPerStep != 0) continue;
            cancel.ThrowIfCancellationRequested();
            progress((double)read / all);
        }
        return read;
    }

    private static StorageException Damaged(string file, string? source, string how) =>
        new(source is not null ? SqliteErrors.Damaged(source, how) : $"The backup {file} is damaged ({how.ReplaceLineEndings(" ").TrimEnd('.')}): use another one.");
}

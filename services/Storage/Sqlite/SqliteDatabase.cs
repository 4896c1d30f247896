using Microsoft.Data.Sqlite;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// The database file of one data folder: exclusive to this process, checked when opened, one writer and a few readers. Stores of different
/// subjects share it, each with tables and a schema number of its own, so that all of them share each sync of the disk.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    /// <summary>Name of the database file in the data folder.</summary>
    public const string FileName = "smartstore.db";

    /// <summary>Name of the file whose lock says that a process uses the folder.</summary>
    public const string LockName = "smartstore.lock";

    /// <summary>Connections for reading. One more reader waits until one is free.</summary>
    public const int ReadersMax = 4;

    // EWOULDBLOCK on Linux, which is what .NET reports when flock finds the file locked; ERROR_SHARING_VIOLATION on Windows.
    private static readonly int LockedByAnother = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11;

    private readonly FileStream folderLock;
    private readonly Stack<SqliteSession> readers = new();
    private readonly object gate = new();
    private int readersOpen;
    private bool closed;

    private SqliteDatabase(string file, FileStream folderLock, SqliteSession session, SqliteCheckpointer checkpointer)
    {
        File = file;
        this.folderLock = folderLock;
        Writer = new SqliteWriter(session, checkpointer, file);
    }

    /// <summary>Path of the database file.</summary>
    public string File { get; }

    /// <summary>The one writer.</summary>
    public SqliteWriter Writer { get; }

    /// <summary>Opens the database of a folder; creates both when they are not there.</summary>
    /// <exception cref="StorageException">The folder cannot be written, another process uses it, or the database is damaged.</exception>
    public static SqliteDatabase Open(string folder)
    {
        var exclusive = Lock(folder);
        var file = Path.Combine(Path.GetFullPath(folder), FileName);
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.Open(file, readOnly: false);
            Check(session, file);
            session.Execute($"PRAGMA busy_timeout={SqliteCheckpointer.ReaderWait.TotalMilliseconds}");
            session.Execute("CREATE TABLE IF NOT EXISTS schemas (part TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");
            return new SqliteDatabase(file, exclusive, session, new SqliteCheckpointer(SqliteSession.Open(file, readOnly: false), file));
        }
        catch (SqliteException error)
        {
            session?.Dispose();
            exclusive.Dispose();
            throw SqliteErrors.IsDamage(error)
                ? new StorageException(SqliteErrors.Damaged(file, error.Message), error)
                : new StorageException($"Cannot open the database {file} ({error.Message}): free the disk or choose another folder with --data.", error);
        }
        catch
        {
            session?.Dispose();
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Brings the tables of one part to the version of this program. <paramref name="steps"/>[n] leads from version n to n + 1; every step runs
    /// once, in a transaction with its number.
    /// </summary>
    /// <exception cref="StorageException">The tables were written by a newer program.</exception>
    public async Task Upgrade(string part, IReadOnlyList<string> steps)
    {
        var found = await Writer.Write(session =>
        {
            long version = 0;
            using (var query = session.Use("SELECT version FROM schemas WHERE part = ?1").Bind(1, part))
            {
                if (query.Step()) version = query.Int64(0);
            }
            if (version >= steps.Count) return version;
            for (var step = (int)version; step < steps.Count; step++) session.Execute(steps[step]);
            session.Use("INSERT OR REPLACE INTO schemas (part, version) VALUES (?1, ?2)").Bind(1, part).Bind(2, steps.Count).Run();
            return steps.Count;
        });
        if (found > steps.Count)
            throw new StorageException($"The database {File} was written by a newer SmartStore ({part} schema {found}, this program knows {steps.Count}): start the newer program or restore an older backup.");
    }

    /// <summary>Reads on a connection of its own, on the caller's thread; sees what was committed before. Keep it short.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        var session = Take();
        try
        {
            return read(session);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error, File);
        }
        finally
        {
            Give(session);
        }
    }

    /// <summary>Finishes what waits to be written and closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (closed) return;
            closed = true;
            while (readers.TryPop(out var reader)) reader.Dispose();
        }
        Writer.Dispose();
        folderLock.Dispose();
    }

    private SqliteSession Take()
    {
        lock (gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(closed, this);
                if (readers.TryPop(out var reader)) return reader;
                if (readersOpen < ReadersMax) break;
                Monitor.Wait(gate);
            }
            readersOpen++;
        }
        try
        {
            return SqliteSession.Open(File, readOnly: true);
        }
        catch
        {
            lock (gate) readersOpen--;
            throw;
        }
    }

    private void Give(SqliteSession reader)
    {
        lock (gate)
        {
            if (closed) reader.Dispose();
            else readers.Push(reader);
            Monitor.Pulse(gate);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, error);
        }
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is UnauthorizedAccessException || (error is IOException && error.HResult != LockedByAnother))
        {
            throw Unwritable(folder, error);
        }
        catch (IOException error)
        {
            throw new StorageException($"Another process uses the data folder {folder}: stop it or choose another folder with --data.", error);
        }
    }

    private static StorageException Unwritable(string folder, Exception error) =>
        new($"Cannot write to the data folder {folder} ({error.Message.TrimEnd('.')}): make it writable for this user or choose another with --data.", error);

    private static void Check(SqliteSession session, string file)
    {
        var found = session.Scalar("PRAGMA quick_check(1)");
        if (found != "ok")
            throw new StorageException(SqliteErrors.Damaged(file, found));
        if (session.Scalar("PRAGMA journal_mode") != "wal" || session.Scalar("PRAGMA synchronous") != "2")
            throw new StorageException($"The file system of {file} does not support a write-ahead log: choose a folder on a local disk with --data.");
    }
}

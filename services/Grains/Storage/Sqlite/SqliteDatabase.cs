using Microsoft.Data.Sqlite;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>The database file of one data folder: locked for this process, checked when it is opened, with one writer and a few readers.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Name of the database file in the data folder.</summary>
    public const string FileName = "smartstore.db";

    /// <summary>Name of the file whose lock says that a server uses the folder.</summary>
    public const string LockName = "smartstore.lock";

    /// <summary>Connections for reading. A further reader waits until one is free.</summary>
    public const int ReadersMax = 4;

    // EWOULDBLOCK on Linux, which is what .NET reports when flock finds the file locked; ERROR_SHARING_VIOLATION on Windows.
    private static readonly int LockedByAnother = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : 11;

    private readonly FileStream? _folderLock;
    private readonly Stack<SqliteSession> _readers = new();
    private readonly object _gate = new();
    private int _readersOpen;
    private bool _closed;

    private SqliteDatabase(string file, FileStream? folderLock, SqliteSession session, SqliteCheckpointer checkpointer)
    {
        (File, _folderLock) = (file, folderLock);
        Writer = new SqliteWriter(session, checkpointer, file);
    }

    /// <summary>Path of the database file.</summary>
    public string File { get; }

    /// <summary>The one writer of this process.</summary>
    public SqliteWriter Writer { get; }

    /// <summary>Opens the database of a folder; creates both when they are missing.</summary>
    /// <param name="exclusive">True for a server. False for a command that changes a document beside a running server.</param>
    /// <exception cref="StorageException">The folder cannot be written, another server uses it, or the database is damaged.</exception>
    public static SqliteDatabase Open(string folder, bool exclusive = true)
    {
        var folderLock = exclusive ? Lock(folder) : null;
        var file = Path.Combine(Path.GetFullPath(folder), FileName);
        SqliteSession? session = null;
        try
        {
            Make(file);
            session = SqliteSession.Open(file, readOnly: false);
            Check(session, file, quick: !exclusive);
            if (exclusive) session.Execute($"PRAGMA busy_timeout={SqliteCheckpointer.ReaderWait.TotalMilliseconds}");
            return new SqliteDatabase(file, folderLock, session, new SqliteCheckpointer(SqliteSession.Open(file, readOnly: false), file));
        }
        catch (SqliteException error)
        {
            session?.Dispose();
            folderLock?.Dispose();
            throw SqliteErrors.IsDamage(error)
                ? new StorageException(SqliteErrors.Damaged(file, error.Message), error)
                : new StorageException($"Cannot open the database {file} ({error.Message}): free the disk or choose another folder with --data.", error);
        }
        catch
        {
            session?.Dispose();
            folderLock?.Dispose();
            throw;
        }
    }

    /// <summary>Reads on a connection of its own, on the caller's thread; sees everything committed before the call. Keep it short.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        var session = Take();
        try
        {
            return read(session);
        }
        catch (SqliteException error)
        {
            var translated = SqliteErrors.Translate(error, File);
            Writer.Report(translated);
            throw translated;
        }
        finally
        {
            Give(session);
        }
    }

    /// <summary>Finishes the waiting operations and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            while (_readers.TryPop(out var reader)) reader.Dispose();
        }
        Writer.Dispose();
        _folderLock?.Dispose();
    }

    private SqliteSession Take()
    {
        lock (_gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                if (_readers.TryPop(out var reader)) return reader;
                if (_readersOpen < ReadersMax) break;
                Monitor.Wait(_gate);
            }
            _readersOpen++;
        }
        try
        {
            return SqliteSession.Open(File, readOnly: true);
        }
        catch
        {
            lock (_gate) _readersOpen--;
            throw;
        }
    }

    private void Give(SqliteSession reader)
    {
        lock (_gate)
        {
            if (_closed) reader.Dispose();
            else _readers.Push(reader);
            Monitor.Pulse(_gate);
        }
    }

    // The file holds names, consents and keys, so only its owner may read it. SQLite creates its log with the same rights.
    internal static void Make(string file)
    {
        if (System.IO.File.Exists(file)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(file, options).Dispose();
    }

    private static FileStream Lock(string folder) =>
        TryLock(folder) ?? throw new StorageException($"Another process uses the data folder {folder}: stop it or choose another folder with --data.");

    /// <summary>The lock of a folder, which is made when it is missing; null: another process holds the lock.</summary>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    internal static FileStream? TryLock(string folder, string name = LockName)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult == LockedByAnother)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, error);
        }
    }

    private static StorageException Unwritable(string folder, Exception error) =>
        new($"Cannot write to the data folder {folder} ({error.Message.TrimEnd('.')}): make it writable for this user or choose another with --data.", error);

    // The whole file is checked by the server only: a command beside it must not read gigabytes.
    internal static void Check(SqliteSession session, string file, bool quick)
    {
        var found = quick ? "ok" : session.Scalar("PRAGMA quick_check(1)");
        if (found != "ok") throw new StorageException(SqliteErrors.Damaged(file, found));
        if (session.Scalar("PRAGMA journal_mode") != "wal" || session.Scalar("PRAGMA synchronous") != "2")
            throw new StorageException($"The file system of {file} does not support a write-ahead log: choose a folder on a local disk with --data.");
    }
}

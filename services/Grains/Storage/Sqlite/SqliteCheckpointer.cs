using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// Moves committed pages from the log into the database file, on a thread and a connection of its own. SQLite would do it inside a commit, and
/// every caller of that commit would wait until the disk has taken megabytes. While it works the log grows, so it works in rounds that
/// get shorter. When at most <see cref="PagesLeftMax"/> pages are left, the writer moves the rest between two transactions and begins the log anew.
/// A writer that is faster than this waits at <see cref="PagesMax"/>: the log has a limit.
/// </summary>
internal sealed class SqliteCheckpointer : IDisposable
{
    /// <summary>Pages (4 KiB) in the log from which moving them is worth the work.</summary>
    public const int PagesMin = 8_192;

    /// <summary>Pages in the log at which the next transaction waits until they are moved.</summary>
    public const int PagesMax = 16_384;

    /// <summary>How long the writer waits for readers of the log: longer than any of them reads on a healthy disk.</summary>
    public static readonly TimeSpan ReaderWait = TimeSpan.FromMilliseconds(50);

    private const int PagesLeftMax = 64;
    private const int RoundsMax = 8;
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";
    private const string Restart = "PRAGMA wal_checkpoint(RESTART)";
    private const string Truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
    private const int CutTries = 10;

    private readonly SqliteSession _session;
    private readonly SafeFileHandle _file;
    private readonly Thread _thread;
    private readonly AutoResetEvent _enough = new(initialState: false);
    private readonly Lock _moving = new();

    // Pages the writer has put into the log since it started; the count at which it asks for the work; the count at which it waits for it.
    private long _written;
    private long _askAt = PagesMin;
    private long _waitAt = PagesMax;
    private bool _stopping;
    private TaskCompletionSource? _ahead;

    // A log that a crash left behind is moved first, because its pages were not counted.
    private bool _finish = true;

    public SqliteCheckpointer(SqliteSession session, string file)
    {
        _session = session;
        _file = System.IO.File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite log" };
        _thread.Start();
    }

    /// <summary>Called by the writer after each transaction.</summary>
    /// <param name="pagesWritten">Pages that went into the log with it.</param>
    public void Committed(int pagesWritten)
    {
        Volatile.Write(ref _written, _written + pagesWritten);
        if (_written < _askAt) return;
        _askAt = _written + PagesMin;
        _enough.Set();
    }

    /// <summary>Moves what is in the log while transactions go on, so that little is left for <see cref="Cut"/>, which holds them up. Completes when it is done, or cannot be.</summary>
    public Task MoveAhead()
    {
        var added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ahead = Interlocked.CompareExchange(ref _ahead, added, null) ?? added;
        try
        {
            _enough.Set();
        }
        catch (ObjectDisposedException)
        {
            ahead.TrySetResult();
        }
        return ahead.Task;
    }

    /// <summary>Called by the writer between two transactions: moves the rest when it is little, or when the log has reached its limit.</summary>
    public void Finish(SqliteSession writer)
    {
        if (!Volatile.Read(ref _finish) && _written < _waitAt) return;
        Volatile.Write(ref _finish, false);
        // A long reader keeps the log from beginning anew. Waiting for it after every transaction would be worse than a longer log.
        _waitAt = _written + (Move(writer, Restart) == 0 ? PagesMax : PagesMin);
    }

    /// <summary>Called by the writer between two transactions: moves everything and cuts the log off.</summary>
    public void Cut(SqliteSession writer)
    {
        for (var tries = 0; tries < CutTries && Move(writer, Truncate) != 0; tries++)
        {
        }
    }

    /// <summary>
    /// Ends the thread and closes its connection. Comes after the writer's own close, because closing a file drops all locks of the process on it.
    /// </summary>
    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _enough.Set();
        _thread.Join();
        Interlocked.Exchange(ref _ahead, null)?.TrySetResult();
        _enough.Dispose();
        _session.Dispose();
        _file.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _enough.WaitOne();
            var ahead = Interlocked.Exchange(ref _ahead, null);
            for (var round = 0; round < RoundsMax; round++)
            {
                if (Volatile.Read(ref _stopping))
                {
                    ahead?.TrySetResult();
                    return;
                }
                var before = Volatile.Read(ref _written);
                if (Move(_session, Passive) is not { } left || !Flush() || left + Volatile.Read(ref _written) - before <= PagesLeftMax) break;
            }
            Volatile.Write(ref _finish, true);
            ahead?.TrySetResult();
        }
    }

    // SQLite leaves the flush to the connection that moves the last page, and that is the writer's.
    private bool Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_file);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The pages left in the log; null: it could not be done.
    private long? Move(SqliteSession by, string how)
    {
        lock (_moving)
        {
            try
            {
                using var row = by.Use(how);
                return row.Step() && row.Int64(1) >= 0 ? row.Int64(1) - row.Int64(2) + row.Int64(0) : null;
            }
            catch (SqliteException)
            {
                // The disk is full or failing. Commits report it to their callers; the log keeps everything and is moved later.
                return null;
            }
        }
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// Moves what was committed from the log into the database file, on a thread and a connection of its own: done inside a commit, as SQLite does by
/// itself, it makes everybody who waits for that commit wait until the disk has taken megabytes. While it works the log grows on, so it goes after
/// it, in rounds that get shorter; when only <see cref="PagesLeftMax"/> pages are left the writer does the rest between two transactions and
/// begins the log anew. A writer that is faster than this waits at <see cref="PagesMax"/>: the log has a bound.
/// </summary>
internal sealed class SqliteCheckpointer : IDisposable
{
    /// <summary>Pages (4 KiB) in the log that are worth the work: the more there are, the more of them are new forms of the same ones.</summary>
    public const int PagesMin = 8_192;

    /// <summary>Pages in the log at which the next transaction waits until they are moved.</summary>
    public const int PagesMax = 16_384;

    /// <summary>How long the writer waits for readers who are still in the log: longer than any of them reads, unless the disk is ill.</summary>
    public static readonly TimeSpan ReaderWait = TimeSpan.FromMilliseconds(50);

    private const int PagesLeftMax = 64;
    private const int RoundsMax = 8;
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";
    private const string Restart = "PRAGMA wal_checkpoint(RESTART)";

    private readonly SqliteSession session;
    private readonly SafeFileHandle file;
    private readonly Thread thread;
    private readonly AutoResetEvent enough = new(initialState: false);
    private readonly Lock moving = new();

    // Pages that the writer has put into the log, ever; at which of them it asks for the work; and from which on it does not wait for it.
    private long written;
    private long askAt = PagesMin;
    private long waitAt = PagesMax;
    private bool stopping;

    // A log that a crash left behind is moved first: nobody counted its pages.
    private bool finish = true;

    public SqliteCheckpointer(SqliteSession session, string file)
    {
        this.session = session;
        this.file = System.IO.File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite log" };
        thread.Start();
    }

    /// <summary>Called by the writer after each transaction.</summary>
    /// <param name="pagesWritten">Pages that went into the log with it.</param>
    public void Committed(int pagesWritten)
    {
        Volatile.Write(ref written, written + pagesWritten);
        if (written < askAt) return;
        askAt = written + PagesMin;
        enough.Set();
    }

    /// <summary>Called by the writer between two transactions: does the rest, when it is little, or when the log may not grow on.</summary>
    public void Finish(SqliteSession writer)
    {
        if (!Volatile.Read(ref finish) && written < waitAt) return;
        Volatile.Write(ref finish, false);
        // A reader who stays keeps the log from its new beginning. To wait for them after every transaction would be worse than a longer log.
        waitAt = written + (Move(writer, Restart) == 0 ? PagesMax : PagesMin);
    }

    /// <summary>
    /// Ends the thread and closes its connection. After the writer's own: to close a file takes a process's locks on it away, whoever has them.
    /// </summary>
    public void Dispose()
    {
        Volatile.Write(ref stopping, true);
        enough.Set();
        thread.Join();
        enough.Dispose();
        session.Dispose();
        file.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            enough.WaitOne();
            for (var round = 0; round < RoundsMax; round++)
            {
                if (Volatile.Read(ref stopping)) return;
                var before = Volatile.Read(ref written);
                if (Move(session, Passive) is not { } left || !Flush() || left + Volatile.Read(ref written) - before <= PagesLeftMax) break;
            }
            Volatile.Write(ref finish, true);
        }
    }

    // SQLite leaves this to who moves the last page, and that is the writer.
    private bool Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(file);
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
        lock (moving)
        {
            try
            {
                using var row = by.Use(how);
                return row.Step() && row.Int64(1) >= 0 ? row.Int64(1) - row.Int64(2) + row.Int64(0) : null;
            }
            catch (SqliteException)
            {
                // A disk that is full or ill: commits say so to those who wait for them. The log keeps everything, and is worked off later.
                return null;
            }
        }
    }
}

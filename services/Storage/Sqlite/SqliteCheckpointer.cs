using Microsoft.Data.Sqlite;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// Moves what was committed from the log into the database file, on a thread and a connection of its own: done inside a commit, as SQLite does by
/// itself, it makes everybody who waits for that commit wait for two more syncs of the disk. While it works the log grows on; when only
/// <see cref="PagesLeftMax"/> pages are left the writer does the rest between two transactions and begins the log anew.
/// </summary>
internal sealed class SqliteCheckpointer : IDisposable
{
    /// <summary>Pages (4 KiB) in the log that are worth the work: the more there are, the more of them are new forms of the same ones.</summary>
    public const int PagesMin = 8_192;

    /// <summary>Pages in the log above which the writer does the work itself, whatever the wait: the log has a bound.</summary>
    public const int PagesMax = 16_384;

    private const int PagesLeftMax = 64;
    private const int RoundsMax = 4;

    private readonly SqliteSession session;
    private readonly Thread thread;
    private readonly AutoResetEvent enough = new(initialState: false);
    private int pages;
    private bool stopping;
    private bool finish;

    public SqliteCheckpointer(SqliteSession session)
    {
        this.session = session;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite log" };
        thread.Start();
    }

    /// <summary>Called by the writer after each transaction.</summary>
    /// <param name="pagesWritten">Pages that went into the log with it.</param>
    public void Committed(int pagesWritten)
    {
        pages += pagesWritten;
        if (pages < PagesMin) return;
        pages = 0;
        enough.Set();
    }

    /// <summary>Called by the writer between two transactions: does the rest, when it is little.</summary>
    public void Finish(SqliteSession writer)
    {
        if (!Volatile.Read(ref finish)) return;
        Volatile.Write(ref finish, false);
        Checkpoint(writer);
    }

    /// <summary>Ends the thread and closes its connection.</summary>
    public void Dispose()
    {
        Volatile.Write(ref stopping, true);
        enough.Set();
        thread.Join();
        enough.Dispose();
        session.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            enough.WaitOne();
            if (Volatile.Read(ref stopping)) return;
            var left = int.MaxValue;
            for (var round = 0; round < RoundsMax && left > PagesLeftMax; round++) left = Checkpoint(session);
            if (left > 0) Volatile.Write(ref finish, true);
        }
    }

    // Passive: waits for nobody. Returns the pages that are left in the log.
    private static int Checkpoint(SqliteSession session)
    {
        try
        {
            using var row = session.Use("PRAGMA wal_checkpoint(PASSIVE)");
            return row.Step() ? (int)Math.Max(0, row.Int64(1) - row.Int64(2)) : 0;
        }
        catch (SqliteException)
        {
            // A disk that is full or ill: commits say so to those who wait for them. The log keeps everything, and is worked off later.
            return 0;
        }
    }
}

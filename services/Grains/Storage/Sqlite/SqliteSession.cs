using Microsoft.Data.Sqlite;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => SQLitePCL.raw.sqlite3_changes(_connection.Handle!);

    /// <summary>Pages this connection has written to the log since it was asked last.</summary>
    internal int TakePagesWritten()
    {
        SQLitePCL.raw.sqlite3_db_status(_connection.Handle!, SQLitePCL.raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }

    /// <summary>Whether a transaction is open.</summary>
    internal bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0;

    /// <summary>The statement of this text, prepared once and then kept. Dispose it after each use; a text has one use at a time.</summary>
    public SqliteStatement Use(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        statement = new SqliteStatement(_connection.Handle!, sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Runs SQL that is needed once: schema, pragmas. May hold several statements.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row, as text.</summary>
    public string Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar()) ?? "";
    }

    /// <summary>Ends the statement that another thread runs here, with SQLITE_INTERRUPT.</summary>
    public void Interrupt() => SQLitePCL.raw.sqlite3_interrupt(_connection.Handle!);

    /// <summary>Copies the whole database as it is now, by SQLite's backup API.</summary>
    /// <param name="target">Opened by <see cref="OpenCopy"/>.</param>
    /// <param name="pagesPerStep">Pages between two calls of <paramref name="progress"/>.</param>
    /// <param name="progress">Gets the part that is copied, 0..1.</param>
    public void CopyTo(SqliteSession target, int pagesPerStep, Action<double> progress, CancellationToken cancel)
    {
        // Without a transaction that stays open, each write of a server would make the copy begin anew.
        Execute("BEGIN; SELECT 1 FROM sqlite_master;");
        using (var backup = SQLitePCL.raw.sqlite3_backup_init(target._connection.Handle!, "main", _connection.Handle!, "main"))
        {
            if (backup.IsInvalid) throw target.Failure();
            int code;
            while ((code = SQLitePCL.raw.sqlite3_backup_step(backup, pagesPerStep)) == SQLitePCL.raw.SQLITE_OK)
            {
                cancel.ThrowIfCancellationRequested();
                progress(1 - ((double)SQLitePCL.raw.sqlite3_backup_remaining(backup) / SQLitePCL.raw.sqlite3_backup_pagecount(backup)));
            }
            if (code != SQLitePCL.raw.SQLITE_DONE) throw new SqliteException(SQLitePCL.raw.sqlite3_errstr(code).utf8_to_string(), code & 0xFF, code);
        }
        Execute("COMMIT");
        // One file, and nothing beside it.
        target.Execute("PRAGMA journal_mode=DELETE");
    }

    /// <summary>Finalises the statements and closes the connection.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Finish();
        _statements.Clear();
        _connection.Dispose();
    }

    /// <summary>
    /// Opens a connection. <c>synchronous=FULL</c>, because with NORMAL a power cut takes acknowledged commits with it. Checkpoints are made by
    /// <see cref="SqliteCheckpointer"/> alone. Readers cache few pages, because the system caches the file anyway.
    /// </summary>
    internal static SqliteSession Open(string file, bool readOnly) => Open(file, """
        PRAGMA busy_timeout=5000;
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA journal_size_limit=67108864;
        PRAGMA wal_autocheckpoint=0;
        PRAGMA foreign_keys=ON;
        PRAGMA trusted_schema=OFF;
        PRAGMA cell_size_check=ON;
        PRAGMA secure_delete=ON;
        """ + (readOnly ? "PRAGMA query_only=ON; PRAGMA cache_size=-1024;" : "PRAGMA cache_size=-16384;"));

    /// <summary>Opens an empty file for a copy. It needs no journal: a copy that is not whole is thrown away.</summary>
    internal static SqliteSession OpenCopy(string file) => Open(file, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;");

    /// <summary>Opens a file that nobody changes. Nothing is written beside it, so its folder may be read-only.</summary>
    internal static SqliteSession OpenFinished(string file) =>
        Open($"file:{string.Join('/', Path.GetFullPath(file).Split('/').Select(Uri.EscapeDataString))}?immutable=1", "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;");

    private SqliteException Failure() =>
        new(SQLitePCL.raw.sqlite3_errmsg(_connection.Handle!).utf8_to_string(), SQLitePCL.raw.sqlite3_errcode(_connection.Handle!), SQLitePCL.raw.sqlite3_extended_errcode(_connection.Handle!));

    private static SqliteSession Open(string source, string pragmas)
    {
        var session = new SqliteSession(new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false }.ConnectionString));
        try
        {
            session._connection.Open();
            session.Execute(pragmas);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}

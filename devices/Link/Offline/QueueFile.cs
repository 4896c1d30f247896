using Microsoft.Data.Sqlite;

namespace SmartStore.Link.Offline;

/// <summary>
/// The file of an <see cref="OfflineQueue"/>: one table with a row for each message. A commit is safe from kill -9 always, and from a power cut when it
/// was durable. Every method throws <see cref="SqliteException"/> when the disk fails. Not safe for use by several threads.
/// </summary>
internal sealed class QueueFile : IDisposable
{
    // The exclusive lock keeps the index of the log in memory instead of a third file.
    private const string Schema = """
        PRAGMA locking_mode=EXCLUSIVE;
        PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS message_in_order ON message(lane, id);
        """;

    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _removeOldest;
    private readonly SqliteCommand _inOrder;

    /// <summary>Opens the file or begins one, checks the whole of it and counts what waits.</summary>
    public QueueFile(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _add = Command("INSERT INTO message VALUES($id, $lane, $bytes)", "$id", "$lane", "$bytes");
        _remove = Command("DELETE FROM message WHERE id = $id RETURNING id, length(bytes)", "$id");
        _removeOldest = Command("DELETE FROM message WHERE id = (SELECT min(id) FROM message WHERE lane = $lane) RETURNING id, length(bytes)", "$lane");
        _inOrder = Command("SELECT id, bytes FROM message ORDER BY lane, id");
        try
        {
            _connection.Open();
            Run(Schema);
            if (Single("PRAGMA quick_check(1)", row => row.GetString(0)) is var found and not "ok") throw new SqliteException(found, Corrupt);
            (Count, Bytes, LastId) = Single(
                "SELECT count(*), coalesce(sum(length(bytes)), 0), coalesce(max(id), 0) FROM message", row => (row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Messages in the file.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of these messages.</summary>
    public long Bytes { get; private set; }

    /// <summary>The highest id when the file was opened; 0: it was empty.</summary>
    public long LastId { get; }

    /// <summary>The content is damaged: nothing that is read can be trusted.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Renames a damaged file, in place of an earlier one.</summary>
    /// <returns>The new path.</returns>
    public static string SetAside(string path)
    {
        var aside = path + ".damaged";
        File.Move(path, aside, overwrite: true);
        // The log belongs to the damaged file: a new one must not read it.
        if (File.Exists(path + "-wal")) File.Move(path + "-wal", aside + "-wal", overwrite: true);
        return aside;
    }

    /// <summary>Begins a commit; disposing it undoes what was not committed.</summary>
    /// <param name="isDurable">True: it waits for fsync. False: a power cut may take it.</param>
    public SqliteTransaction Begin(bool isDurable)
    {
        Run(isDurable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        var commit = _connection.BeginTransaction(deferred: true);
        (_add.Transaction, _removeOldest.Transaction) = (commit, commit);
        return commit;
    }

    /// <summary>Adds a message.</summary>
    /// <param name="id">Above all others: it is the message's place in its lane.</param>
    public void Add(long id, QueueLane lane, byte[] message)
    {
        Bind(_add, id, (long)lane, message);
        _add.ExecuteNonQuery();
        Count++;
        Bytes += message.Length;
    }

    /// <summary>The first message that is not taken; the kept lane is before the droppable one.</summary>
    public QueuedEntry? Oldest(HashSet<long> taken)
    {
        using var rows = _inOrder.ExecuteReader();
        while (rows.Read())
        {
            if (!taken.Contains(rows.GetInt64(0))) return new QueuedEntry(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1));
        }

        return null;
    }

    /// <summary>Removes a message, if it is still there.</summary>
    public void Remove(long id)
    {
        Bind(_remove, id);
        Removed(_remove);
    }

    /// <summary>Removes the oldest message of a lane.</summary>
    /// <returns>Its id; null: the lane is empty.</returns>
    public long? RemoveOldest(QueueLane lane)
    {
        Bind(_removeOldest, (long)lane);
        return Removed(_removeOldest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_add, _remove, _removeOldest, _inOrder]) command.Dispose();
        _connection.Dispose();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }

    private long? Removed(SqliteCommand remove)
    {
        using var row = remove.ExecuteReader();
        if (!row.Read()) return null;
        Count--;
        Bytes -= row.GetInt64(1);
        return row.GetInt64(0);
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private T Single<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = Command(sql);
        using var row = command.ExecuteReader();
        row.Read();
        return read(row);
    }
}

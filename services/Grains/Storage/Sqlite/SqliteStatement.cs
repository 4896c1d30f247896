using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// One prepared statement of a <see cref="SqliteSession"/>. Parameters and columns count from 1 and 0, as in SQLite. Disposing makes it ready
/// for its next use; it is finalised with its session. Spans from columns live until the next step.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds an integer.</summary>
    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <summary>Binds an integer or NULL.</summary>
    public SqliteStatement Bind(int index, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, index, number) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Binds text.</summary>
    public SqliteStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Binds bytes; the bytes are copied.</summary>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Goes to the next row. False: there is none, and the statement has done its work.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        Check(code);
        return false;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for its next use.</summary>
    public void Run()
    {
        using (this) Step();
    }

    /// <summary>Whether a column of this row is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>A column of this row as an integer.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A column of this row as text.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>A column of this row as bytes, copied.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A column of this row as bytes, until the next step.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Makes the statement ready for its next use. An error of the last step was thrown by it already.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    internal void Finish() => _statement.Dispose();

    private void Check(int code)
    {
        if (code is raw.SQLITE_OK) return;
        throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(_database));
    }
}

using Microsoft.Data.Sqlite;
using SmartStore.Core;
using SmartStore.Core.Lockers;

namespace SmartStore.Terminal.Lockers;

/// <summary>What a locker has to know after a crash. Each change is on disk, whole, when a call returns; one that throws is not, or perhaps is.</summary>
internal interface ILockerStore : IDisposable
{
    /// <summary>What is on disk.</summary>
    LockerContents Read();

    /// <summary>Writes a change.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    void Commit(LockerChange change);
}

/// <summary>All that is on disk.</summary>
/// <param name="Releases">In no order.</param>
/// <param name="Reports">Those without an answer, oldest first.</param>
/// <param name="Manifest">The newest one as it came; null: none.</param>
internal sealed record LockerContents(IReadOnlyList<Release> Releases, IReadOnlyList<HandoverReport> Reports, string? Manifest);

/// <summary>What one commit changes; what is null or empty stays.</summary>
internal sealed record LockerChange
{
    /// <summary>A release that is new, or came further.</summary>
    public Release? Put { get; init; }

    /// <summary>A report to be sent.</summary>
    public HandoverReport? Report { get; init; }

    /// <summary>Id of a report that was answered.</summary>
    public string? Answered { get; init; }

    /// <summary>A newer manifest.</summary>
    public string? Manifest { get; init; }

    /// <summary>Keys of releases that need not be known any more.</summary>
    public IReadOnlyList<string> Forget { get; init; } = [];
}

/// <summary>
/// The file of a locker, SQLite. A damaged one is not replaced: without it nobody knows which grants and vouchers are used, and a door might open twice.
/// Not safe for use by several threads, nor by several processes: the terminal's queue keeps others out of the folder.
/// </summary>
internal sealed class LockerFile : ILockerStore
{
    /// <summary>Its name in the terminal's folder.</summary>
    public const string Name = "locker.db";

    private const long Version = 1;

    private const string Schema = """
        PRAGMA locking_mode=EXCLUSIVE;
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        CREATE TABLE IF NOT EXISTS release(key TEXT PRIMARY KEY, proof TEXT NOT NULL, order_id TEXT NOT NULL, slot TEXT NOT NULL, tap TEXT NOT NULL, stage INTEGER NOT NULL, kept_until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS report(n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, is_voucher INTEGER NOT NULL, proof TEXT NOT NULL, event INTEGER NOT NULL, slot TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS manifest(one INTEGER PRIMARY KEY CHECK(one = 1), jws TEXT NOT NULL);
        """;

    private readonly string _path;
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file or begins one, and checks the whole of it.</summary>
    /// <param name="folder">The terminal's folder; it exists.</param>
    /// <exception cref="IOException">It cannot be opened, is damaged, or was written by a later version; the message says what to do.</exception>
    public LockerFile(string folder)
    {
        _path = Path.Combine(folder, Name);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            if (Single("PRAGMA quick_check(1)") is var found and not "ok") throw Damaged(found);
            if (Single("PRAGMA user_version") is var version && long.Parse(version) > Version) throw new IOException($"{_path} was written by a later version of this program ({version}); this one reads {Version}.");
            Run(Schema);
            Run($"PRAGMA user_version={Version}");
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw e.SqliteErrorCode is 11 or 26 ? Damaged(e.Message) : new IOException($"{_path} cannot be opened: {e.Message}", e);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LockerContents Read() => Guard(() => new LockerContents(
        Rows("SELECT key, proof, order_id, slot, tap, stage, kept_until FROM release", static row =>
            new Release(row.GetString(0), row.GetString(1), new OrderId(row.GetString(2)), row.GetString(3), row.GetString(4), (ReleaseStage)row.GetInt32(5), Time(row.GetInt64(6)))),
        Rows("SELECT id, at, is_voucher, proof, event, slot FROM report ORDER BY n", static row =>
            new HandoverReport(row.GetString(0), Time(row.GetInt64(1)), row.GetInt64(2) != 0, row.GetString(3), (DoorEvent)row.GetInt32(4), row.GetString(5))),
        Rows("SELECT jws FROM manifest", static row => row.GetString(0)) is [var jws] ? jws : null));

    /// <inheritdoc/>
    public void Commit(LockerChange change) => Guard(() =>
    {
        using var commit = _connection.BeginTransaction();
        foreach (var key in change.Forget) Run("DELETE FROM release WHERE key = $0", key);
        if (change.Put is { } put)
            Run("INSERT OR REPLACE INTO release VALUES($0, $1, $2, $3, $4, $5, $6)", put.Key, put.Proof, put.Order.Value ?? "", put.Slot, put.Tap, (int)put.Stage, put.KeptUntil.ToUnixTimeMilliseconds());
        if (change.Report is { } report)
            Run("INSERT OR IGNORE INTO report(id, at, is_voucher, proof, event, slot) VALUES($0, $1, $2, $3, $4, $5)", report.Id, report.At.ToUnixTimeMilliseconds(), report.IsVoucher ? 1 : 0, report.Proof, (int)report.Event, report.Slot);
        if (change.Answered is { } answered) Run("DELETE FROM report WHERE id = $0", answered);
        if (change.Manifest is { } manifest) Run("INSERT OR REPLACE INTO manifest VALUES(1, $0)", manifest);
        commit.Commit();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    private IOException Damaged(string why) => new(
        $"{_path} is damaged ({why}). Without it this locker cannot know which doors it has opened: have staff look into the slots, move the file away, and put orders whose slots are empty right at the server before the locker starts again.");

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new IOException($"The disk refused to read or write {_path}: {e.Message}", e);
        }
    }

    private void Run(string sql, params ReadOnlySpan<object> values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i]);
        command.ExecuteNonQuery();
    }

    private string Single(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read()) all.Add(read(rows));
        return all;
    }
}

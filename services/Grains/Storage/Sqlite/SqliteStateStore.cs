using System.Diagnostics.Metrics;
using System.Security.Cryptography;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// The store of one machine: one SQLite database with a write-ahead log and <c>synchronous=FULL</c>, one writer with group commit. Every answer
/// comes after the disk has the data. Deleted bytes are overwritten (<c>secure_delete</c>).
/// </summary>
public sealed class SqliteStateStore : IStateStore, IDisposable
{
    /// <summary>Name of the database file in the data folder.</summary>
    public const string FileName = SqliteDatabase.FileName;

    /// <summary>Journal rows that wait to be put where they are found, because commits come without a rest; at the limit a commit puts some there.</summary>
    public const int ParkedMax = 16_384;

    // The more at once, the fewer pages are written for each. It takes a few milliseconds.
    private const int UnparkedAtOnce = 1_024;

    private const int KeysAtOnce = 1_000;

    private static readonly TimeSpan DeletedDocumentsKept = TimeSpan.FromDays(1);

    private readonly SqliteDatabase _database;
    private readonly Meter _meter = new("SmartStore.Store");
    private readonly TimeProvider _time;

    // Touched by the writer's thread alone.
    private long _commit;
    private long _commitStored;
    private readonly List<JournalRow> _journal = [];
    private int? _parked; // null: to be counted

    private SqliteStateStore(SqliteDatabase database, TimeProvider time, string life, long commit, bool exclusive)
    {
        (_database, _time, Life, _commit, _commitStored) = (database, time, life, commit, commit);
        (database.Writer.BeforeCommit, database.Writer.AfterRollback) = (Gather, Lose);
        // A command beside a server leaves it to the server.
        if (exclusive) database.Writer.PutOff = Unparking;
        var seconds = _meter.CreateSeconds("smartstore_store_commit_seconds", "How long the disk took to commit a transaction.");
        database.Writer.AfterCommit = took => seconds.Record(took.TotalSeconds);
        _meter.CreateObservableCounter("smartstore_store_commits", () => Commits, description: "Transactions on disk; writes that come together share one");
    }

    /// <inheritdoc/>
    public string Life { get; }

    /// <summary>Transactions committed so far: fewer than writes, because writes share them.</summary>
    public long Commits => _database.Writer.Commits;

    /// <inheritdoc/>
    public Task Damaged => _database.Writer.Damaged;

    /// <summary>Opens the store of a data folder, or creates it.</summary>
    /// <param name="exclusive">True for a server. False for a command that changes a document beside a running server: the folder has to hold a store.</param>
    /// <exception cref="StorageException">One sentence says why it cannot be opened.</exception>
    public static async Task<SqliteStateStore> Open(string folder, TimeProvider time, bool exclusive = true)
    {
        if (!exclusive && !Holds(folder))
            throw new StorageException($"The folder {folder} holds no {SqliteDatabase.FileName}, so no server reads it: give the server's folder with --data, or start the server in it once.");
        var database = SqliteDatabase.Open(folder, exclusive);
        try
        {
            var newLife = NewLife();
            var (life, commit) = await database.Writer.Write(session => StateSchema.Prepare(session, database.File, newLife));
            return new SqliteStateStore(database, time, life, commit, exclusive);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Keeps servers off a data folder until it is disposed; makes the folder when it is missing. Null: another process uses the folder.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static IDisposable? TryLock(string folder) => SqliteDatabase.TryLock(folder);

    /// <summary>Name of the file whose lock says that a server uses the folder.</summary>
    public const string LockName = SqliteDatabase.LockName;

    /// <summary>True when the folder holds a store.</summary>
    public static bool Holds(string folder) => File.Exists(Path.Combine(folder, SqliteDatabase.FileName));

    /// <summary>Gives the store a new life, so that no cursor of before is taken any more. The store must be opened anew afterwards.</summary>
    public async Task Renew()
    {
        var life = NewLife();
        await _database.Writer.Write(session =>
        {
            session.Use("UPDATE store SET life = ?1").Bind(1, life).Run();
            return true;
        });
    }

    /// <inheritdoc/>
    public ValueTask<StoredRow?> Read(string key, CancellationToken cancel = default) => new(_database.Read(session =>
    {
        using var row = session.Use("SELECT revision, wake_at, body, digest FROM records WHERE key = ?1").Bind(1, key);
        return row.Step() ? new StoredRow(row.Int64(0), row.IsNull(1) ? null : Time(row.Int64(1)), Checked(row.Bytes(2), row.Int64(3))) : null;
    }));

    /// <inheritdoc/>
    public async ValueTask<long> Write(RecordWrite write)
    {
        write.CheckSize();
        // Here and not in the transaction: all writes share the writer's one thread.
        var digest = write.Body is { } body ? Digest(body.Span) : 0;
        var revision = await _database.Writer.Write(session => Write(session, write, digest)).ConfigureAwait(false);
        return revision > 0 ? revision : throw new StoreConflictException("The record has another revision than expected.");
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueRecord>> Due(DateTimeOffset until, int max, CancellationToken cancel = default) => new(_database.Read(session =>
    {
        var due = new List<DueRecord>();
        using var rows = session.Use("SELECT key, wake_at, revision FROM records WHERE wake_at <= ?1 ORDER BY wake_at LIMIT ?2").Bind(1, until.ToUnixTimeMilliseconds()).Bind(2, max);
        while (rows.Step()) due.Add(new DueRecord(rows.Text(0), Time(rows.Int64(1)), rows.Int64(2)));
        return (IReadOnlyList<DueRecord>)due;
    }));

    /// <inheritdoc/>
    public IAsyncEnumerable<string> Keys(string prefix, CancellationToken cancel = default) => KeysOf(prefix).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async ValueTask Purge(IReadOnlyList<string> kinds)
    {
        if (kinds.Count > 0)
            await _database.Writer.Write(session =>
            {
                foreach (var kind in kinds) ForgetDeleted(session, kind);
                return true;
            });
        await _database.Writer.CutLog();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredJournalRow>> Journal(long after, int max, CancellationToken cancel = default)
    {
        await OnWhole(static _ => true);
        return _database.Read(session => SqliteJournal.Read(session, after, max));
    }

    /// <inheritdoc/>
    public async ValueTask ForgetJournal(string pseudonym) => await OnWhole(session => SqliteJournal.Forget(session, pseudonym));

    /// <inheritdoc/>
    public ValueTask<JournalTrimmed> TrimJournal(DateTimeOffset before, long bytesMax, CancellationToken cancel = default) =>
        OnWhole(session => SqliteJournal.Trim(session, before.ToUnixTimeMilliseconds(), bytesMax));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, long after = 0, CancellationToken cancel = default) => new(_database.Read(session =>
    {
        var documents = new List<StoredDocument>();
        using var rows = session.Use("SELECT id, version, body FROM documents WHERE kind = ?1 AND version > ?2 ORDER BY version").Bind(1, kind).Bind(2, after);
        while (rows.Step()) documents.Add(new StoredDocument(kind, rows.Text(0), rows.Int64(1), rows.IsNull(2) ? null : rows.Bytes(2)));
        return (IReadOnlyList<StoredDocument>)documents;
    }));

    /// <inheritdoc/>
    public async ValueTask<long> PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, long? expected = null)
    {
        StoredDocument.CheckSize(body);
        return await _database.Writer.Write(session => Put(session, kind, id, body, expected)) ?? throw new StoreConflictException($"Document {id} of kind {kind} has another version than expected.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _database.Dispose();
    }

    // In pages, so that no reader keeps the log from beginning anew.
    private IEnumerable<string> KeysOf(string prefix)
    {
        var end = $"{prefix[..^1]}{(char)(prefix[^1] + 1)}";
        for (var (after, page) = (prefix, new List<string>()); ; after = page[^1])
        {
            page = _database.Read(session =>
            {
                var keys = new List<string>();
                using var rows = session.Use("SELECT key FROM records WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT ?3").Bind(1, after).Bind(2, end).Bind(3, KeysAtOnce);
                while (rows.Step()) keys.Add(rows.Text(0));
                return keys;
            });
            foreach (var key in page) yield return key;
            if (page.Count < KeysAtOnce) yield break;
        }
    }

    // 0: conflict.
    private long Write(SqliteSession session, RecordWrite write, long digest)
    {
        if (write.IsWakeAlone) return MoveWake(session, write) ? write.ExpectedRevision : 0;
        var changed = write switch
        {
            { Body: null } => Delete(session, write),
            { ExpectedRevision: 0 } => Insert(session, write, digest),
            _ => Update(session, write, digest),
        };
        if (!changed) return 0;
        _journal.AddRange(write.Journal);
        return _commit;
    }

    private bool Insert(SqliteSession session, RecordWrite write, long digest)
    {
        session.Use("INSERT INTO records (key, revision, wake_at, body, digest) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (key) DO NOTHING")
            .Bind(1, write.Key).Bind(2, ++_commit).Bind(3, write.WakeAt?.ToUnixTimeMilliseconds()).Bind(4, write.Body!.Value.Span).Bind(5, digest).Run();
        return session.Changes > 0;
    }

    private bool Update(SqliteSession session, RecordWrite write, long digest)
    {
        // Without a change of wake_at its index is left alone.
        if (write.MovesWake)
            session.Use("UPDATE records SET revision = ?2, body = ?3, digest = ?6, wake_at = ?5 WHERE key = ?1 AND revision = ?4")
                .Bind(1, write.Key).Bind(2, ++_commit).Bind(3, write.Body!.Value.Span).Bind(4, write.ExpectedRevision).Bind(5, write.WakeAt?.ToUnixTimeMilliseconds()).Bind(6, digest).Run();
        else
            session.Use("UPDATE records SET revision = ?2, body = ?3, digest = ?5 WHERE key = ?1 AND revision = ?4")
                .Bind(1, write.Key).Bind(2, ++_commit).Bind(3, write.Body!.Value.Span).Bind(4, write.ExpectedRevision).Bind(5, digest).Run();
        return session.Changes > 0;
    }

    private static bool MoveWake(SqliteSession session, RecordWrite write)
    {
        session.Use("UPDATE records SET wake_at = ?3 WHERE key = ?1 AND revision = ?2").Bind(1, write.Key).Bind(2, write.ExpectedRevision).Bind(3, write.WakeAt?.ToUnixTimeMilliseconds()).Run();
        return session.Changes > 0;
    }

    private bool Delete(SqliteSession session, RecordWrite write)
    {
        _commit++;
        session.Use("DELETE FROM records WHERE key = ?1 AND revision = ?2").Bind(1, write.Key).Bind(2, write.ExpectedRevision).Run();
        return session.Changes > 0;
    }

    // Null: conflict.
    private long? Put(SqliteSession session, string kind, string id, ReadOnlyMemory<byte>? body, long? expected)
    {
        var now = _time.GetUtcNow();
        if (expected is not null || body is null)
        {
            var present = VersionOf(session, kind, id);
            if (expected is { } wanted && wanted != present) return null;
            // There is nothing to delete.
            if (body is null && present == 0) return _commit;
        }
        // Another process may have written a document since: its version counts, too.
        using (var row = session.Use("SELECT commit_number FROM store"))
            if (row.Step()) _commit = Math.Max(_commit, row.Int64(0));
        var put = session.Use("INSERT OR REPLACE INTO documents (kind, id, version, at, body) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, kind).Bind(2, id).Bind(3, ++_commit).Bind(4, now.ToUnixTimeMilliseconds());
        if (body is { } bytes) put.Bind(5, bytes.Span);
        put.Run();
        ForgetDeleted(session, kind);
        return _commit;
    }

    private void ForgetDeleted(SqliteSession session, string kind) =>
        session.Use("DELETE FROM documents WHERE kind = ?1 AND body IS NULL AND at < ?2").Bind(1, kind).Bind(2, (_time.GetUtcNow() - DeletedDocumentsKept).ToUnixTimeMilliseconds()).Run();

    private static long VersionOf(SqliteSession session, string kind, string id)
    {
        using var row = session.Use("SELECT version FROM documents WHERE kind = ?1 AND id = ?2 AND body IS NOT NULL").Bind(1, kind).Bind(2, id);
        return row.Step() ? row.Int64(0) : 0;
    }

    // On a journal that has all its rows, those too that come in the same transaction. Most are brought there in steps, so that no commit waits long.
    private async ValueTask<T> OnWhole<T>(Func<SqliteSession, T> work)
    {
        for (var step = 0; step < ParkedMax / UnparkedAtOnce && await _database.Writer.Write(session => Unpark(session, UnparkedAtOnce) == UnparkedAtOnce); step++) { }
        return await _database.Writer.Write(session =>
        {
            Gather(session);
            Unpark(session, int.MaxValue);
            return work(session);
        });
    }

    // A step that is worth its transaction.
    private Action<SqliteSession>? Unparking(TimeSpan rested)
    {
        var least = rested >= SqliteWriter.IdleAfter ? 1 : rested >= SqliteWriter.RestsAfter ? UnparkedAtOnce : int.MaxValue;
        return (_parked ?? least) >= least && least < int.MaxValue ? session => Unpark(session, UnparkedAtOnce) : null;
    }

    private int Unpark(SqliteSession session, int rowsMin)
    {
        var parked = _parked ?? SqliteJournal.Parked(session);
        // Were this given up, it would be counted again.
        _parked = null;
        var moved = parked == 0 ? 0 : SqliteJournal.Unpark(session, rowsMin);
        // Fewer than asked for are all that there were.
        _parked = moved < rowsMin ? 0 : Math.Max(0, parked - moved);
        return Math.Min(moved, rowsMin);
    }

    private void Lose()
    {
        _journal.Clear();
        _parked = null;
    }

    // Once for all that commit together: their journal rows, the bytes of these, and the number of the commit, which outlives deleted records, so that none of
    // their revisions is given out again.
    private void Gather(SqliteSession session)
    {
        if (_commit == _commitStored && _journal.Count == 0) return;
        var bytes = 0L;
        if (_journal.Count > 0)
        {
            _parked ??= SqliteJournal.Parked(session);
            bytes = SqliteJournal.Park(session, _journal);
            if ((_parked += _journal.Count) >= ParkedMax) Unpark(session, UnparkedAtOnce);
        }
        session.Use("UPDATE store SET commit_number = max(commit_number, ?1), journal_bytes = journal_bytes + ?2").Bind(1, _commit).Bind(2, bytes).Run();
        _commitStored = _commit;
        _journal.Clear();
    }

    // SQLite has no checksums: a flipped bit would be served as what was stored.
    internal static long Digest(ReadOnlySpan<byte> body) => unchecked((long)Fingerprint.Of(body));

    private static byte[] Checked(byte[] body, long digest) =>
        Digest(body) == digest ? body : throw new StoreDamagedException("The stored record of a grain is damaged: restore a backup.");

    private static string NewLife() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}

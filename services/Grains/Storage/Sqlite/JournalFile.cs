using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SmartStore.Grains.Storage.Redis;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// Journal rows that were moved out of a store of many machines: a database of its own, with how far each partition was moved and who was forgotten, so that no
/// row comes twice or again. Used by one thread at a time.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "journal.db";

    /// <summary>Name of the file whose lock says that a process moves rows into the folder.</summary>
    public const string LockName = "journal.lock";

    // Raised when the tables change their meaning.
    private const int Schema = 1;

    private const string Tables =
        """
        CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, key TEXT NOT NULL, forgotten_at INTEGER NOT NULL DEFAULT 0, journal_bytes INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE moved (partition INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        CREATE TABLE forgotten (pseudonym TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE journal (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, pseudonym TEXT NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL);
        CREATE INDEX journal_by_pseudonym ON journal (pseudonym) WHERE pseudonym <> '';
        CREATE INDEX journal_given_up ON journal (kind) WHERE kind IN ('features', 'decision', 'answer');
        """;

    private readonly string _file;
    private readonly FileStream _folderLock;
    private readonly SqliteSession _session;
    private readonly long[] _moved = new long[RedisKeys.Partitions];

    private JournalFile(string file, FileStream folderLock, SqliteSession session, string id)
    {
        (_file, _folderLock, _session, Id) = (file, folderLock, session, id);
        using var rows = session.Use("SELECT partition, number FROM moved");
        while (rows.Step()) _moved[rows.Int64(0)] = rows.Int64(1);
    }

    /// <summary>Random when the file is made; a copy has the same.</summary>
    public string Id { get; }

    /// <summary>Bytes of rows.</summary>
    public long Bytes => Do(SqliteJournal.Bytes);

    /// <summary>When the last of those was forgotten whom this file knows as forgotten, microseconds since 1970; 0: nobody.</summary>
    public long ForgottenAt => Do(static session =>
    {
        using var row = session.Use("SELECT forgotten_at FROM store");
        return row.Step() ? row.Int64(0) : 0;
    });

    /// <summary>Opens the file of a data folder; makes both when they are missing.</summary>
    /// <param name="key">A digest of the key of the pseudonyms: under another key, nobody finds a person's rows in it.</param>
    /// <exception cref="StorageException">The folder cannot be written, another process uses it, or the file is damaged or another installation's.</exception>
    public static JournalFile Open(string folder, string key)
    {
        var folderLock = SqliteDatabase.TryLock(folder, LockName) ?? throw new StorageException($"Another process moves the journal into the folder {folder}: stop it or choose another folder with --data.");
        var file = Path.Combine(Path.GetFullPath(folder), FileName);
        SqliteSession? session = null;
        try
        {
            SqliteDatabase.Make(file);
            session = SqliteSession.Open(file, readOnly: false);
            SqliteDatabase.Check(session, file, quick: false);
            // Nothing else reads or writes it, so its log may be moved by the way.
            session.Execute("PRAGMA wal_autocheckpoint=1000");
            return new JournalFile(file, folderLock, session, Prepare(session, file, key));
        }
        catch (Exception error)
        {
            session?.Dispose();
            folderLock.Dispose();
            if (error is not SqliteException sqlite) throw;
            throw SqliteErrors.IsDamage(sqlite)
                ? new StorageException(SqliteErrors.Damaged(file, sqlite.Message), sqlite)
                : new StorageException($"Cannot open the database {file} ({sqlite.Message}): free the disk or choose another folder with --data.", sqlite);
        }
    }

    /// <summary>Rows in the order of their numbers.</summary>
    /// <param name="after">The last number seen; 0: from the beginning.</param>
    public IReadOnlyList<StoredJournalRow> Read(long after, int max) => Do(session => SqliteJournal.Read(session, after, max));

    /// <summary>Takes rows over, in one transaction: those that came before, and those of the forgotten, are passed over.</summary>
    /// <returns>How many rows are new. They are on disk.</returns>
    /// <exception cref="StoreUnavailableException">Disk full, I/O error. Nothing was taken.</exception>
    public int Add(IReadOnlyList<JournalPart> parts)
    {
        var (added, bytes) = (0, 0L);
        Write(session =>
        {
            foreach (var part in parts)
            {
                foreach (var (number, row) in part.Rows.Where(row => row.Number > _moved[part.Partition]))
                {
                    session.Use("INSERT INTO journal (number, at, pseudonym, kind, body) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE pseudonym = ?3 AND until >= ?1)")
                        .Bind(1, number).Bind(2, row.At.ToUnixTimeMilliseconds()).Bind(3, row.Pseudonym).Bind(4, row.Kind).Bind(5, row.Body.Span).Run();
                    if (session.Changes > 0) (added, bytes) = (added + 1, bytes + row.Bytes);
                }
                session.Use("INSERT INTO moved (partition, number) VALUES (?1, ?2) ON CONFLICT (partition) DO UPDATE SET number = max(number, excluded.number)").Bind(1, part.Partition).Bind(2, part.Rows[^1].Number).Run();
            }
            SqliteJournal.Count(session, bytes);
        });
        foreach (var part in parts) _moved[part.Partition] = Math.Max(_moved[part.Partition], part.Rows[^1].Number);
        return added;
    }

    /// <summary>Deletes the rows of persons, up to when they were forgotten, and those that still come.</summary>
    /// <param name="people">In the order of time. Who is known already changes nothing.</param>
    /// <param name="keptSince">Who was forgotten before is not known any more; a row's number.</param>
    /// <returns>How many rows went.</returns>
    public int Forget(IReadOnlyList<ForgottenPerson> people, long keptSince)
    {
        var (rows, unknown) = (0, people.Where(IsUnknown).ToList());
        if (unknown.Count == 0) return 0;
        Write(session =>
        {
            foreach (var person in unknown)
            {
                session.Use("INSERT INTO forgotten (pseudonym, until) VALUES (?1, ?2) ON CONFLICT (pseudonym) DO UPDATE SET until = max(until, excluded.until)").Bind(1, person.Pseudonym).Bind(2, person.Until).Run();
                rows += SqliteJournal.Forget(session, person.Pseudonym, person.Until);
            }
            session.Use("DELETE FROM forgotten WHERE until < ?1").Bind(1, keptSince).Run();
            session.Use("UPDATE store SET forgotten_at = max(forgotten_at, ?1)").Bind(1, unknown[^1].At).Run();
        });
        // Deleted bytes are overwritten in the file, but its log has them until it begins anew.
        if (rows > 0) Do(static session => session.Scalar("PRAGMA wal_checkpoint(TRUNCATE)"));
        return rows;
    }

    /// <summary>One step of keeping it within bounds: see <see cref="IStateStore.TrimJournal"/>.</summary>
    public JournalTrimmed Trim(DateTimeOffset before, long bytesMax)
    {
        var trimmed = new JournalTrimmed(0, [], 0, HasMore: false);
        Write(session => trimmed = SqliteJournal.Trim(session, before.ToUnixTimeMilliseconds(), bytesMax));
        return trimmed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _folderLock.Dispose();
    }

    /// <summary>Asks whether a file is a journal of this program or of an earlier one.</summary>
    /// <exception cref="StorageException">It is none, or of a newer one.</exception>
    internal static void Check(SqliteSession session, string file)
    {
        if (Version(session, file) == 0 || session.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'moved'") != "1")
            throw new StorageException($"The database {file} is no journal of SmartStore: give another one.");
    }

    private static int Version(SqliteSession session, string file)
    {
        var version = int.Parse(session.Scalar("PRAGMA user_version"));
        return version <= Schema ? version : throw new StorageException($"The database {file} was written by a newer SmartStore (schema {version}, this program knows {Schema}): start the newer program.");
    }

    private static string Prepare(SqliteSession session, string file, string key)
    {
        if (Version(session, file) == 0)
        {
            if (session.Scalar("SELECT count(*) FROM sqlite_master") != "0") throw new StorageException($"The database {file} is not SmartStore's: move it away, or choose another folder with --data.");
            session.Execute($"BEGIN IMMEDIATE; {Tables} INSERT INTO store (one, id, key) VALUES (1, '{RandomNumberGenerator.GetHexString(16, lowercase: true)}', '{key}'); PRAGMA user_version={Schema}; COMMIT;");
        }
        if (session.Scalar("SELECT key FROM store") != key)
            throw new StorageException($"The database {file} belongs to another installation, under whose key nobody's rows are found from here: move it away, or choose another folder with --data.") { IsConfiguration = true };
        return session.Scalar("SELECT id FROM store");
    }

    private bool IsUnknown(ForgottenPerson person) => Do(session =>
    {
        using var known = session.Use("SELECT 1 FROM forgotten WHERE pseudonym = ?1 AND until >= ?2").Bind(1, person.Pseudonym).Bind(2, person.Until);
        return !known.Step();
    });

    private void Write(Action<SqliteSession> work) => Do(session =>
    {
        session.Use("BEGIN IMMEDIATE").Run();
        try
        {
            work(session);
            session.Use("COMMIT").Run();
        }
        catch
        {
            if (session.InTransaction) session.Use("ROLLBACK").Run();
            throw;
        }
        return true;
    });

    private T Do<T>(Func<SqliteSession, T> work)
    {
        try
        {
            return work(_session);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error, _file);
        }
    }
}

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>The tables, and their way from one version to the next.</summary>
internal static class StateSchema
{
    // Step n leads from version n to n + 1. Steps are added, never changed.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), life TEXT NOT NULL, commit_number INTEGER NOT NULL);
        CREATE TABLE records (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, wake_at INTEGER, digest INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX records_by_wake ON records (wake_at) WHERE wake_at IS NOT NULL;
        CREATE TABLE journal (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, pseudonym TEXT NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL);
        CREATE INDEX journal_by_pseudonym ON journal (pseudonym) WHERE pseudonym <> '';
        CREATE TABLE documents (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB, PRIMARY KEY (kind, id));
        CREATE INDEX documents_by_version ON documents (kind, version);
        CREATE INDEX documents_deleted ON documents (kind, at) WHERE body IS NULL;
        """,
        """
        ALTER TABLE store ADD COLUMN journal_bytes INTEGER NOT NULL DEFAULT 0;
        UPDATE store SET journal_bytes = (SELECT coalesce(sum(64 + length(pseudonym) + length(kind) + length(body)), 0) FROM journal);
        CREATE INDEX journal_given_up ON journal (kind) WHERE kind IN ('features', 'decision', 'answer');
        """,
        """
        CREATE TABLE journal_parked (number INTEGER PRIMARY KEY, count INTEGER NOT NULL, rows BLOB NOT NULL);
        """,
    ];

    /// <summary>Brings the tables to this program's version. Runs in one transaction.</summary>
    /// <returns>The store's life and its last commit number.</returns>
    /// <exception cref="StorageException">The tables are of a newer program, or of one whose data is not taken over.</exception>
    public static (string Life, long Commit) Prepare(SqliteSession session, string file, string newLife)
    {
        var version = Version(session, file);
        for (var step = version; step < Steps.Length; step++) session.Execute(Steps[step]);
        if (version < Steps.Length) session.Execute($"PRAGMA user_version={Steps.Length}");
        session.Use("INSERT INTO store (one, life, commit_number) VALUES (1, ?1, 0) ON CONFLICT DO NOTHING").Bind(1, newLife).Run();
        using var row = session.Use("SELECT life, commit_number FROM store");
        row.Step();
        return (row.Text(0), row.Int64(1));
    }

    /// <summary>Asks whether a file is a database of this program or of an earlier one.</summary>
    /// <exception cref="StorageException">As of <see cref="Prepare"/>; or it is empty.</exception>
    public static void Check(SqliteSession session, string file)
    {
        if (Version(session, file) == 0) throw new StorageException($"The database {file} is empty: give another one.");
        if (session.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'records'") != "1") throw NotOurs(file);
    }

    private static int Version(SqliteSession session, string file)
    {
        var version = int.Parse(session.Scalar("PRAGMA user_version"));
        if (version > Steps.Length)
            throw new StorageException($"The database {file} was written by a newer SmartStore (schema {version}, this program knows {Steps.Length}): start the newer program or restore an older backup.");
        if (version == 0 && session.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'partitions'") != "0")
            throw new StorageException($"The database {file} was written by an early SmartStore whose data is not taken over: move the folder away, or choose another with --data.");
        if (version == 0 && session.Scalar("SELECT count(*) FROM sqlite_master") != "0")
            throw NotOurs(file);
        return version;
    }

    private static StorageException NotOurs(string file) => new($"The database {file} is not SmartStore's: move it away, or choose another folder with --data.");
}

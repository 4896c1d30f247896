namespace SmartStore.Storage.Sqlite;

/// <summary>The tables of the partition store, version by version. A step that was released is never changed; a change is a new step.</summary>
internal static class PartitionSchema
{
    /// <summary>Name of this part in the table of schemas.</summary>
    public const string Part = "partitions";

    /// <summary>Times are UTC ticks of 100 ns. <c>sequences</c>: those of the last commit, 8 bytes each, little-endian.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), partition_count INTEGER NOT NULL, epoch TEXT NOT NULL);
        CREATE TABLE partitions (
            partition INTEGER PRIMARY KEY, token INTEGER NOT NULL, nonce TEXT NOT NULL,
            appended INTEGER NOT NULL, position INTEGER NOT NULL, commit_id TEXT NOT NULL, sequences BLOB NOT NULL);
        CREATE TABLE inbox (
            partition INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, grain TEXT NOT NULL, kind TEXT NOT NULL,
            at INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (partition, position)) WITHOUT ROWID;
        CREATE TABLE grains (grain TEXT PRIMARY KEY, partition INTEGER NOT NULL, state BLOB NOT NULL, wake_at INTEGER);
        CREATE INDEX timers ON grains (partition, wake_at) WHERE wake_at IS NOT NULL;
        CREATE TABLE channels (channel TEXT PRIMARY KEY, last INTEGER NOT NULL, first_kept INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE outbox (
            channel TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, expires_at INTEGER,
            payload BLOB NOT NULL, PRIMARY KEY (channel, sequence)) WITHOUT ROWID;
        CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
            grain TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, payload BLOB NOT NULL, reason TEXT NOT NULL);
        CREATE INDEX quarantined ON quarantine (partition, number);
        CREATE TABLE documents (kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, id));
        """,
        // Timers move with nearly every commit of a grain, and are read only when a partition is taken: an index on them cost two more pages a commit.
        """
        DROP INDEX timers;
        CREATE INDEX grains_of_partition ON grains (partition);
        """,
    ];
}

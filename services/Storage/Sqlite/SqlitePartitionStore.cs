using System.Security.Cryptography;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// The store of one machine: one SQLite database, one writer thread with group commit, every answer after the disk has it.
/// What was consumed leaves the inbox with its commit.
/// </summary>
public sealed class SqlitePartitionStore : IPartitionStore
{
    /// <summary>How long a lease lives without being renewed.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(6);

    private const int CommitsBetweenSweeps = 64;

    private readonly SqliteDatabase database;
    private readonly SqliteLeases leases;
    private readonly TimeProvider time;
    private int commits;
    private string sweptTo = "";

    private SqlitePartitionStore(SqliteDatabase database, TimeProvider time, int partitionCount, string epoch)
    {
        this.database = database;
        this.time = time;
        leases = new SqliteLeases(database.Writer, time, LeaseFor);
        PartitionCount = partitionCount;
        Epoch = epoch;
    }

    /// <inheritdoc/>
    public int PartitionCount { get; }

    /// <summary>No: the folder's lock keeps other processes out.</summary>
    public bool IsShared => false;

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <summary>Opens the store in a database, or creates it there. The database stays the caller's to dispose.</summary>
    /// <param name="partitionCount">Fixed when the store is created; null takes what it has, or <see cref="PartitionOf.DefaultCount"/> for a new one.</param>
    /// <exception cref="StorageException">It has another number of partitions, or a newer schema.</exception>
    public static async Task<SqlitePartitionStore> Open(SqliteDatabase database, TimeProvider time, int? partitionCount = null)
    {
        await database.Upgrade(PartitionSchema.Part, PartitionSchema.Steps);
        var newEpoch = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var (count, epoch) = await database.Writer.Write(session => Create(session, partitionCount ?? PartitionOf.DefaultCount, newEpoch));
        if (partitionCount is { } wanted && wanted != count)
            throw new StorageException($"The database {database.File} was created with {count} partitions, not {wanted}: the number is fixed, so start with {count} or in an empty folder.");
        return new SqlitePartitionStore(database, time, count, epoch);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> Append(int partition, IReadOnlyList<GrainEvent> events, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return database.Writer.Write<IReadOnlyList<long>>(session =>
        {
            long last;
            using (var row = session.Use("UPDATE partitions SET appended = appended + ?2 WHERE partition = ?1 RETURNING appended").Bind(1, partition).Bind(2, events.Count))
            {
                row.Step();
                last = row.Int64(0);
            }
            var positions = new long[events.Count];
            for (var i = 0; i < positions.Length; i++)
            {
                var fact = events[i];
                positions[i] = last - events.Count + i + 1;
                session.Use("INSERT INTO inbox (partition, position, id, grain, kind, at, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                    .Bind(1, partition).Bind(2, positions[i]).Bind(3, fact.Id).Bind(4, fact.Grain).Bind(5, fact.Kind)
                    .Bind(6, fact.At.UtcTicks).Bind(7, fact.Payload.Span).Run();
            }
            return positions;
        });
    }

    /// <inheritdoc/>
    public ValueTask<Lease?> Acquire(int partition, string owner, CancellationToken cancel = default) => leases.Acquire(partition);

    /// <inheritdoc/>
    public ValueTask<bool> Renew(Lease lease, CancellationToken cancel = default) => new(leases.Renew(lease));

    /// <inheritdoc/>
    public ValueTask Release(Lease lease, CancellationToken cancel = default) => leases.Release(lease);

    /// <inheritdoc/>
    public ValueTask<PartitionHead> Head(int partition, CancellationToken cancel = default) => new(database.Read(session =>
    {
        using var row = session.Use("SELECT position, commit_id FROM partitions WHERE partition = ?1").Bind(1, partition);
        return row.Step() ? new PartitionHead(row.Int64(0), row.Text(1)) : new PartitionHead(0, "");
    }));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEvent>> Read(int partition, long after, int max, CancellationToken cancel = default) => new(database.Read(session =>
    {
        var events = new List<StoredEvent>();
        using var rows = session.Use("SELECT position, id, grain, kind, at, payload FROM inbox WHERE partition = ?1 AND position > ?2 ORDER BY position LIMIT ?3")
            .Bind(1, partition).Bind(2, after).Bind(3, max);
        while (rows.Step())
            events.Add(new StoredEvent(rows.Int64(0), new GrainEvent(rows.Text(1), rows.Text(2), rows.Text(3), Time(rows.Int64(4)), rows.Bytes(5))));
        return (IReadOnlyList<StoredEvent>)events;
    }));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> Load(int partition, IReadOnlyList<string> grains, CancellationToken cancel = default) => new(database.Read(session =>
    {
        var states = new ReadOnlyMemory<byte>?[grains.Count];
        for (var i = 0; i < states.Length; i++)
        {
            using var row = session.Use("SELECT state FROM grains WHERE grain = ?1").Bind(1, grains[i]);
            // Not "? : null": that would turn no state into an empty one.
            if (row.Step()) states[i] = row.Bytes(0);
        }
        return (IReadOnlyList<ReadOnlyMemory<byte>?>)states;
    }));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainTimer>> Timers(int partition, CancellationToken cancel = default) => new(database.Read(session =>
    {
        var timers = new List<GrainTimer>();
        using var rows = session.Use("SELECT grain, wake_at FROM grains WHERE partition = ?1 AND wake_at IS NOT NULL ORDER BY wake_at, grain").Bind(1, partition);
        while (rows.Step()) timers.Add(new GrainTimer(rows.Text(0), Time(rows.Int64(1))));
        return (IReadOnlyList<GrainTimer>)timers;
    }));

    /// <inheritdoc/>
    public ValueTask<CommitResult> Commit(PartitionCommit commit, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return database.Writer.Write(session =>
        {
            var now = time.GetUtcNow();
            var result = SqliteCommit.Run(session, commit, now);
            if (++commits % CommitsBetweenSweeps == 0) sweptTo = SqliteOutbox.Sweep(session, sweptTo, now);
            return result;
        });
    }

    /// <inheritdoc/>
    public ValueTask<OutboxPage> ReadOutbox(string channel, long after, int max, CancellationToken cancel = default) =>
        new(database.Read(session => SqliteOutbox.Read(session, channel, after, max)));

    /// <inheritdoc/>
    public async ValueTask TrimOutbox(string channel, long through, CancellationToken cancel = default) => await database.Writer.Write(session =>
    {
        SqliteOutbox.Trim(session, channel, through);
        return true;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QuarantinedEvent>> Quarantined(int partition, int max, CancellationToken cancel = default) => new(database.Read(session =>
    {
        var events = new List<QuarantinedEvent>();
        using var rows = session.Use("SELECT position, id, grain, kind, at, payload, reason FROM quarantine WHERE partition = ?1 ORDER BY number LIMIT ?2")
            .Bind(1, partition).Bind(2, max);
        while (rows.Step())
        {
            var fact = new GrainEvent(rows.Text(1), rows.Text(2), rows.Text(3), Time(rows.Int64(4)), rows.Bytes(5));
            events.Add(new QuarantinedEvent(rows.Int64(0), fact, rows.Text(6)));
        }
        return (IReadOnlyList<QuarantinedEvent>)events;
    }));

    /// <inheritdoc/>
    public async ValueTask PutDocument(string kind, string id, ReadOnlyMemory<byte>? body, CancellationToken cancel = default) => await database.Writer.Write(session =>
    {
        if (body is { } bytes) session.Use("INSERT OR REPLACE INTO documents (kind, id, body) VALUES (?1, ?2, ?3)").Bind(1, kind).Bind(2, id).Bind(3, bytes.Span).Run();
        else session.Use("DELETE FROM documents WHERE kind = ?1 AND id = ?2").Bind(1, kind).Bind(2, id).Run();
        return true;
    });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> Documents(string kind, CancellationToken cancel = default) => new(database.Read(session =>
    {
        var documents = new List<StoredDocument>();
        using var rows = session.Use("SELECT id, body FROM documents WHERE kind = ?1 ORDER BY id").Bind(1, kind);
        while (rows.Step()) documents.Add(new StoredDocument(rows.Text(0), rows.Bytes(1)));
        return (IReadOnlyList<StoredDocument>)documents;
    }));

    private static (int Count, string Epoch) Create(SqliteSession session, int partitionCount, string newEpoch)
    {
        using (var row = session.Use("SELECT partition_count, epoch FROM store"))
        {
            if (row.Step())
            {
                var found = ((int)row.Int64(0), row.Text(1));
                // The lock on the folder says that no other process lives: leases that were left behind are nobody's.
                session.Use("UPDATE partitions SET nonce = ''").Run();
                return found;
            }
        }
        session.Use("INSERT INTO store (one, partition_count, epoch) VALUES (1, ?1, ?2)").Bind(1, partitionCount).Bind(2, newEpoch).Run();
        for (var partition = 0; partition < partitionCount; partition++)
        {
            session.Use("INSERT INTO partitions (partition, token, nonce, appended, position, commit_id, sequences) VALUES (?1, 0, '', 0, 0, '', x'')")
                .Bind(1, partition).Run();
        }
        return (partitionCount, newEpoch);
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

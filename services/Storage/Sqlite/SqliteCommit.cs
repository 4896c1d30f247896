using System.Buffers.Binary;
using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>One commit of one partition, inside the writer's transaction: first the checks, then the writes.</summary>
internal static class SqliteCommit
{
    public static CommitResult Run(SqliteSession session, PartitionCommit commit, DateTimeOffset now)
    {
        var partition = commit.Lease.Partition;
        if (Refusal(session, commit) is { } refusal) return refusal;

        foreach (var grain in commit.Grains) Write(session, partition, grain);
        var sequences = new long[commit.Outbox.Count];
        for (var i = 0; i < sequences.Length; i++) sequences[i] = SqliteOutbox.Append(session, commit.Outbox[i], now);
        foreach (var quarantined in commit.Quarantined) Keep(session, partition, quarantined);
        if (commit.LastPosition > commit.Previous.Position)
        {
            session.Use("DELETE FROM inbox WHERE partition = ?1 AND position BETWEEN ?2 AND ?3")
                .Bind(1, partition).Bind(2, commit.Previous.Position + 1).Bind(3, commit.LastPosition).Run();
        }
        session.Use("UPDATE partitions SET position = ?2, commit_id = ?3, sequences = ?4 WHERE partition = ?1")
            .Bind(1, partition).Bind(2, commit.LastPosition).Bind(3, commit.CommitId).Bind(4, Encode(sequences)).Run();
        return new CommitResult(CommitOutcome.Committed, sequences);
    }

    // The order matters: a fenced writer must stop even when it resends, and a resend must be known before the position it moved is compared.
    private static CommitResult? Refusal(SqliteSession session, PartitionCommit commit)
    {
        using (var row = session.Use("SELECT token, nonce, commit_id, position, sequences FROM partitions WHERE partition = ?1").Bind(1, commit.Lease.Partition))
        {
            row.Step();
            if (row.Int64(0) != commit.Lease.Token || row.Text(1) != commit.Lease.Nonce) return new CommitResult(CommitOutcome.Fenced, []);
            if (row.Text(2) == commit.CommitId) return new CommitResult(CommitOutcome.AlreadyCommitted, Decode(row.Span(4)));
            if (row.Int64(3) != commit.Previous.Position || row.Text(2) != commit.Previous.CommitId) return new CommitResult(CommitOutcome.Rewind, []);
        }
        if (commit.LastPosition == commit.Previous.Position) return null;
        using var last = session.Use("SELECT id FROM inbox WHERE partition = ?1 AND position = ?2").Bind(1, commit.Lease.Partition).Bind(2, commit.LastPosition);
        return last.Step() && last.Text(0) == commit.LastEventId ? null : new CommitResult(CommitOutcome.Rewind, []);
    }

    private static void Write(SqliteSession session, int partition, GrainWrite grain)
    {
        if (grain.State is not { } state)
        {
            session.Use("DELETE FROM grains WHERE grain = ?1").Bind(1, grain.Grain).Run();
            return;
        }
        session.Use("""
            INSERT INTO grains (grain, partition, state, wake_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (grain) DO UPDATE SET state = excluded.state, wake_at = excluded.wake_at
            """)
            .Bind(1, grain.Grain).Bind(2, partition).Bind(3, state.Span).Bind(4, grain.WakeAt?.UtcTicks).Run();
    }

    private static void Keep(SqliteSession session, int partition, QuarantinedEvent quarantined)
    {
        var fact = quarantined.Event;
        session.Use("INSERT INTO quarantine (partition, position, id, grain, kind, at, payload, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .Bind(1, partition).Bind(2, quarantined.Position).Bind(3, fact.Id).Bind(4, fact.Grain).Bind(5, fact.Kind)
            .Bind(6, fact.At.UtcTicks).Bind(7, fact.Payload.Span).Bind(8, quarantined.Reason).Run();
        session.Use("""
            DELETE FROM quarantine WHERE partition = ?1 AND number <=
                (SELECT number FROM quarantine WHERE partition = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)
            """)
            .Bind(1, partition).Bind(2, GrainLimits.QuarantinedMax).Run();
    }

    private static byte[] Encode(long[] sequences)
    {
        var bytes = new byte[sequences.Length * sizeof(long)];
        for (var i = 0; i < sequences.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), sequences[i]);
        return bytes;
    }

    private static long[] Decode(ReadOnlySpan<byte> bytes)
    {
        var sequences = new long[bytes.Length / sizeof(long)];
        for (var i = 0; i < sequences.Length; i++) sequences[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        return sequences;
    }
}

using SmartStore.Grains;

namespace SmartStore.Storage.Sqlite;

/// <summary>
/// Channels of the outbox. A stream keeps its newest <see cref="GrainLimits.StreamEntriesMax"/> entries, without the expired ones at its old end;
/// other channels keep theirs until their reader trims them.
/// </summary>
internal static class SqliteOutbox
{
    private const int ChannelsPerSweep = 16;

    /// <returns>The entry's sequence.</returns>
    public static long Append(SqliteSession session, OutboxEntry entry, DateTimeOffset now)
    {
        long sequence, firstKept;
        using (var channel = session.Use("""
            INSERT INTO channels (channel, last, first_kept) VALUES (?1, 1, 1)
            ON CONFLICT (channel) DO UPDATE SET last = last + 1 RETURNING last, first_kept
            """).Bind(1, entry.Channel))
        {
            channel.Step();
            (sequence, firstKept) = (channel.Int64(0), channel.Int64(1));
        }
        session.Use("INSERT INTO outbox (channel, sequence, id, at, expires_at, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, entry.Channel).Bind(2, sequence).Bind(3, entry.Id).Bind(4, entry.At.UtcTicks).Bind(5, entry.ExpiresAt?.UtcTicks)
            .Bind(6, entry.Payload.Span).Run();
        if (Channels.IsStream(entry.Channel)) Retain(session, entry.Channel, firstKept, sequence, now);
        return sequence;
    }

    public static OutboxPage Read(SqliteSession session, string channel, long after, int max)
    {
        // One transaction, so that bounds and entries are of the same moment.
        session.Use("BEGIN").Run();
        try
        {
            return ReadWithin(session, channel, after, max);
        }
        finally
        {
            session.Use("COMMIT").Run();
        }
    }

    private static OutboxPage ReadWithin(SqliteSession session, string channel, long after, int max)
    {
        long last = 0, firstKept = 1;
        using (var row = session.Use("SELECT last, first_kept FROM channels WHERE channel = ?1").Bind(1, channel))
        {
            if (row.Step()) (last, firstKept) = (row.Int64(0), row.Int64(1));
        }
        var entries = new List<StoredOutboxEntry>();
        using var rows = session.Use("SELECT sequence, id, at, expires_at, payload FROM outbox WHERE channel = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3")
            .Bind(1, channel).Bind(2, after).Bind(3, max);
        while (rows.Step())
        {
            DateTimeOffset? expiresAt = rows.IsNull(3) ? null : Time(rows.Int64(3));
            entries.Add(new StoredOutboxEntry(rows.Int64(0), new OutboxEntry(channel, rows.Text(1), Time(rows.Int64(2)), expiresAt, rows.Bytes(4))));
        }
        return new OutboxPage(firstKept, last, entries);
    }

    public static void Trim(SqliteSession session, string channel, long through)
    {
        session.Use("DELETE FROM outbox WHERE channel = ?1 AND sequence <= ?2").Bind(1, channel).Bind(2, through).Run();
        session.Use("UPDATE channels SET first_kept = max(first_kept, min(last, ?2) + 1) WHERE channel = ?1").Bind(1, channel).Bind(2, through).Run();
    }

    /// <summary>Drops what expired in a few streams that nobody writes to any more, and says where to go on; empty when it came round.</summary>
    public static string Sweep(SqliteSession session, string after, DateTimeOffset now)
    {
        var found = new List<(string Channel, long FirstKept, long Last)>();
        using (var rows = session.Use("SELECT channel, first_kept, last FROM channels WHERE channel > ?1 ORDER BY channel LIMIT ?2").Bind(1, after).Bind(2, ChannelsPerSweep))
        {
            while (rows.Step()) found.Add((rows.Text(0), rows.Int64(1), rows.Int64(2)));
        }
        foreach (var (channel, firstKept, last) in found)
        {
            if (Channels.IsStream(channel)) Retain(session, channel, firstKept, last, now);
        }
        return found.Count == ChannelsPerSweep ? found[^1].Channel : "";
    }

    private static void Retain(SqliteSession session, string channel, long firstKept, long last, DateTimeOffset now)
    {
        var keepFrom = Math.Max(firstKept, last - GrainLimits.StreamEntriesMax + 1);
        while (keepFrom <= last && Expired(session, channel, keepFrom, now)) keepFrom++;
        if (keepFrom > firstKept) Trim(session, channel, keepFrom - 1);
    }

    private static bool Expired(SqliteSession session, string channel, long sequence, DateTimeOffset now)
    {
        using var row = session.Use("SELECT expires_at FROM outbox WHERE channel = ?1 AND sequence = ?2").Bind(1, channel).Bind(2, sequence);
        return row.Step() && !row.IsNull(0) && row.Int64(0) <= now.UtcTicks;
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

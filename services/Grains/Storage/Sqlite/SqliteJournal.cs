namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>The journal's table. What its rows take is counted in the row of the store, in the same transaction: to add it up would read all of them.</summary>
internal static class SqliteJournal
{
    private const string Size = "64 + length(pseudonym) + length(kind) + length(body)";

    // SQLite takes an index of some rows for a query that says the same words.
    private const string GivenUp = "kind IN ('features', 'decision', 'answer')";

    /// <summary>Rows in the order of their commits.</summary>
    public static List<StoredJournalRow> Read(SqliteSession session, long after, int max)
    {
        var found = new List<StoredJournalRow>();
        using var rows = session.Use("SELECT number, at, pseudonym, kind, body FROM journal WHERE number > ?1 ORDER BY number LIMIT ?2").Bind(1, after).Bind(2, max);
        while (rows.Step())
            found.Add(new StoredJournalRow(rows.Int64(0), new JournalRow(DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(1)), rows.Text(2), rows.Text(3), rows.Bytes(4))));
        return found;
    }

    /// <summary>Writes rows at the end.</summary>
    public static void Add(SqliteSession session, IReadOnlyList<JournalRow> rows)
    {
        var bytes = 0L;
        foreach (var row in rows)
        {
            session.Use("INSERT INTO journal (at, pseudonym, kind, body) VALUES (?1, ?2, ?3, ?4)")
                .Bind(1, row.At.ToUnixTimeMilliseconds()).Bind(2, row.Pseudonym).Bind(3, row.Kind).Bind(4, row.Body.Span).Run();
            bytes += row.Bytes;
        }
        Count(session, bytes);
    }

    /// <summary>Deletes the rows of a person. Gives how many there were.</summary>
    /// <param name="until">The number of the last row that is meant.</param>
    public static int Forget(SqliteSession session, string pseudonym, long until = long.MaxValue)
    {
        var bytes = 0L;
        using (var sum = session.Use($"SELECT coalesce(sum({Size}), 0) FROM journal WHERE pseudonym = ?1 AND pseudonym <> '' AND number <= ?2").Bind(1, pseudonym).Bind(2, until))
            if (sum.Step()) bytes = sum.Int64(0);
        session.Use("DELETE FROM journal WHERE pseudonym = ?1 AND pseudonym <> '' AND number <= ?2").Bind(1, pseudonym).Bind(2, until).Run();
        var rows = session.Changes;
        if (rows > 0) Count(session, -bytes);
        return rows;
    }

    /// <summary>One step: see <see cref="IStateStore.TrimJournal"/>.</summary>
    /// <param name="before">Unix milliseconds.</param>
    public static JournalTrimmed Trim(SqliteSession session, long before, long bytesMax)
    {
        var old = new Step(session.Use($"SELECT number, {Size}, at FROM journal ORDER BY number LIMIT ?1").Bind(1, JournalTrimmed.RowsPerStep), rows => rows.Int64(2) < before);
        if (old.Rows > 0)
        {
            // They are the first rows of all.
            session.Use("DELETE FROM journal WHERE number <= ?1").Bind(1, old.Last).Run();
            Count(session, -old.Bytes);
            return new JournalTrimmed(old.Rows, [], Bytes(session), HasMore: true);
        }

        var bytes = Bytes(session);
        foreach (var kind in bytes > bytesMax ? JournalKind.GivenUp : [])
        {
            var left = bytes;
            var much = new Step(
                session.Use($"SELECT number, {Size} FROM journal WHERE {GivenUp} AND kind = ?1 ORDER BY number LIMIT ?2").Bind(1, kind).Bind(2, JournalTrimmed.RowsPerStep),
                rows =>
                {
                    if (left <= bytesMax) return false;
                    left -= rows.Int64(1);
                    return true;
                });
            if (much.Rows == 0) continue;
            session.Use($"DELETE FROM journal WHERE {GivenUp} AND kind = ?1 AND number <= ?2").Bind(1, kind).Bind(2, much.Last).Run();
            Count(session, -much.Bytes);
            return new JournalTrimmed(0, [(kind, much.Rows)], left, left > bytesMax);
        }

        return new JournalTrimmed(0, [], bytes, HasMore: false);
    }

    /// <summary>Bytes of rows.</summary>
    public static long Bytes(SqliteSession session)
    {
        using var row = session.Use("SELECT journal_bytes FROM store");
        return row.Step() ? row.Int64(0) : 0;
    }

    /// <summary>Adds to the bytes of rows.</summary>
    public static void Count(SqliteSession session, long bytes) => session.Use("UPDATE store SET journal_bytes = journal_bytes + ?1").Bind(1, bytes).Run();

    /// <summary>The first rows of a query that have to go.</summary>
    private readonly struct Step
    {
        public Step(SqliteStatement query, Func<SqliteStatement, bool> goes)
        {
            using var rows = query;
            while (rows.Step() && goes(rows)) (Rows, Last, Bytes) = (Rows + 1, rows.Int64(0), Bytes + rows.Int64(1));
        }

        public int Rows { get; }

        public long Last { get; }

        public long Bytes { get; }
    }
}

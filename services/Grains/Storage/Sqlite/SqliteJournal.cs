using Google.Protobuf;
using SmartStore.Grains.Stored;

namespace SmartStore.Grains.Storage.Sqlite;

/// <summary>
/// The journal's table, and the one where rows of commits are parked on their way into it (docs/decisions/0057). What rows take is counted in the row of the store, in the
/// transaction that brings them and once for it: to add it up would read all of them.
/// </summary>
internal static class SqliteJournal
{
    private const string Size = "64 + length(pseudonym) + length(kind) + length(body)";

    // SQLite takes an index of some rows for a query that says the same words.
    private const string GivenUp = "kind IN ('features', 'decision', 'answer')";

    // SQLite keeps the last number in a table of its own, and looks it up for each statement.
    private const int Together = 16;

    private const string InsertOne = "INSERT INTO journal (at, pseudonym, kind, body) VALUES (?, ?, ?, ?)";
    private static readonly string InsertTogether = InsertOne + string.Concat(Enumerable.Repeat(", (?, ?, ?, ?)", Together - 1));

    /// <summary>Rows in the order of their commits.</summary>
    public static List<StoredJournalRow> Read(SqliteSession session, long after, int max)
    {
        var found = new List<StoredJournalRow>();
        using var rows = session.Use("SELECT number, at, pseudonym, kind, body FROM journal WHERE number > ?1 ORDER BY number LIMIT ?2").Bind(1, after).Bind(2, max);
        while (rows.Step())
            found.Add(new StoredJournalRow(rows.Int64(0), new JournalRow(DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(1)), rows.Text(2), rows.Text(3), rows.Bytes(4))));
        return found;
    }

    /// <summary>Keeps the rows of one commit together, beside the journal: one insert instead of three for each row. Gives their bytes, which are the caller's to count.</summary>
    public static long Park(SqliteSession session, IReadOnlyList<JournalRow> rows)
    {
        session.Use("INSERT INTO journal_parked (count, rows) VALUES (?1, ?2)").Bind(1, rows.Count).Bind(2, Packed(rows)).Run();
        return rows.Sum(row => row.Bytes);
    }

    /// <summary>Rows as they lie while they are parked.</summary>
    internal static byte[] Packed(IReadOnlyList<JournalRow> rows)
    {
        var parked = new ParkedRows();
        foreach (var row in rows) parked.Rows.Add(new ParkedRow { AtUnixMs = row.At.ToUnixTimeMilliseconds(), Pseudonym = row.Pseudonym, Kind = row.Kind, Body = UnsafeByteOperations.UnsafeWrap(row.Body) });
        return parked.ToByteArray();
    }

    /// <summary>Reads them back.</summary>
    internal static IEnumerable<JournalRow> Unpacked(ReadOnlySpan<byte> parked) => ParkedRows.Parser.ParseFrom(parked).Rows
        .Select(row => new JournalRow(DateTimeOffset.FromUnixTimeMilliseconds(row.AtUnixMs), row.Pseudonym, row.Kind, row.Body.Memory));

    /// <summary>Rows that are parked.</summary>
    public static int Parked(SqliteSession session)
    {
        using var sum = session.Use("SELECT coalesce(sum(count), 0) FROM journal_parked");
        return sum.Step() ? (int)sum.Int64(0) : 0;
    }

    /// <summary>Moves parked rows into the journal, those of the oldest commits first, each commit whole.</summary>
    /// <param name="rowsMin">At least so many, or all.</param>
    /// <returns>How many there were.</returns>
    public static int Unpark(SqliteSession session, int rowsMin)
    {
        var (rows, last) = (new List<JournalRow>(), 0L);
        using (var parked = session.Use("SELECT number, rows FROM journal_parked ORDER BY number"))
            while (rows.Count < rowsMin && parked.Step())
            {
                last = parked.Int64(0);
                rows.AddRange(Unpacked(parked.Span(1)));
            }
        if (rows.Count == 0) return 0;
        Add(session, rows);
        session.Use("DELETE FROM journal_parked WHERE number <= ?1").Bind(1, last).Run();
        return rows.Count;
    }

    private static void Add(SqliteSession session, List<JournalRow> rows)
    {
        var done = 0;
        while (done < rows.Count)
        {
            var count = rows.Count - done >= Together ? Together : 1;
            var insert = session.Use(count == 1 ? InsertOne : InsertTogether);
            for (var i = 0; i < count; i++)
            {
                var (row, at) = (rows[done + i], 4 * i);
                insert.Bind(at + 1, row.At.ToUnixTimeMilliseconds()).Bind(at + 2, row.Pseudonym).Bind(at + 3, row.Kind).Bind(at + 4, row.Body.Span);
            }
            insert.Run();
            done += count;
        }
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

using SmartStore.Grains;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Tests;

public sealed class SqliteWriterTests : IDisposable
{
    private const int Page = 4096;

    /// <summary>The bound, the largest transaction of these tests, and what SQLite itself keeps in the log.</summary>
    private const long LogPagesMost = SqliteCheckpointer.PagesMax + 1_000;

    private readonly DataFolder folder = new();
    private readonly SqliteDatabase database;

    public SqliteWriterTests()
    {
        database = SqliteDatabase.Open(folder.Path);
        database.Upgrade("test", ["CREATE TABLE numbers (number INTEGER PRIMARY KEY, batch INTEGER NOT NULL)"]).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Operations_run_in_the_order_in_which_they_were_asked_for()
    {
        var order = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => database.Writer.Write(_ =>
        {
            order.Add(i);
            return i;
        }).AsTask()));

        Assert.Equal(Enumerable.Range(0, 1_000), order);
    }

    [Fact]
    public async Task What_arrives_while_a_transaction_is_in_flight_shares_the_next_ones()
    {
        using var inFlight = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var first = database.Writer.Write(_ =>
        {
            inFlight.Set();
            go.Wait();
            return 0;
        });
        inFlight.Wait();
        var before = database.Writer.Commits;
        var rest = Enumerable.Range(1, SqliteWriter.OperationsPerCommitMax + 1).Select(number => Insert(number).AsTask()).ToList();
        go.Set();
        await first;
        await Task.WhenAll(rest);

        // Two at least, because 256 is the limit; more where this machine was busy for longer than a transaction may last.
        Assert.InRange(database.Writer.Commits - before, 2, 100);
    }

    [Fact]
    public async Task The_log_stays_bounded_while_transactions_follow_one_another()
    {
        await database.Upgrade("blobs", ["CREATE TABLE blobs (blob BLOB NOT NULL)"]);
        await WritePages(2 * LogPagesMost);

        Assert.InRange(LogPages, 1, LogPagesMost);
    }

    [Fact]
    public async Task The_log_waits_for_a_reader_who_stays_and_is_bounded_again_when_they_leave()
    {
        using var reads = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        await database.Upgrade("blobs", ["CREATE TABLE blobs (blob BLOB NOT NULL)"]);
        await WritePages(1);
        var reader = Task.Factory.StartNew(() => database.Read(session =>
        {
            using var rows = session.Use("SELECT COUNT(*) FROM blobs");
            rows.Step();
            reads.Set();
            leave.Wait();
            return rows.Int64(0);
        }), TaskCreationOptions.LongRunning);
        reads.Wait();
        await WritePages(LogPagesMost);
        Assert.InRange(LogPages, LogPagesMost, 2 * LogPagesMost);
        leave.Set();

        Assert.Equal(1, await reader);
        await WritePages(LogPagesMost);
        Assert.InRange(LogPages, 1, LogPagesMost);
    }

    [Fact]
    public async Task What_was_committed_reaches_the_database_file_while_it_is_open()
    {
        await database.Upgrade("blobs", ["CREATE TABLE blobs (blob BLOB NOT NULL)"]);
        var before = new FileInfo(database.File).Length;
        await database.Writer.Write(session => session.Run("INSERT INTO blobs (blob) VALUES (?1)", new byte[SqliteCheckpointer.PagesMin * Page]));

        Assert.True(SpinWait.SpinUntil(() => new FileInfo(database.File).Length > before, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_operation_that_fails_takes_no_neighbour_with_it()
    {
        using var inFlight = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var first = database.Writer.Write(_ =>
        {
            inFlight.Set();
            go.Wait();
            return 0;
        });
        inFlight.Wait();
        var before = Insert(1);
        var twice = Insert(1);
        var broken = database.Writer.Write<int>(_ => throw new FormatException("mine"));
        var after = Insert(2);
        go.Set();

        await first;
        await before;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await twice);
        await Assert.ThrowsAsync<FormatException>(async () => await broken);
        await after;
        Assert.Equal("1,2", database.Read(session => session.Scalar("SELECT group_concat(number) FROM (SELECT number FROM numbers ORDER BY number)")));
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_and_nothing_else_is_disturbed()
    {
        using var inFlight = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var first = database.Writer.Write(_ =>
        {
            inFlight.Set();
            go.Wait();
            return 0;
        });
        inFlight.Wait();
        var waiting = Enumerable.Range(0, SqliteWriter.OperationsWaitingMax).Select(_ => database.Writer.Write(_ => 0).AsTask()).ToList();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await database.Writer.Write(_ => 0));

        go.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal(1, await database.Writer.Write(_ => 1));
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_refuses_what_comes_after()
    {
        var inserts = Enumerable.Range(1, 100).Select(number => Insert(number).AsTask()).ToList();

        database.Dispose();

        await Task.WhenAll(inserts);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Insert(101));
    }

    private long LogPages => new FileInfo(database.File + "-wal").Length / Page;

    private async Task WritePages(long pages)
    {
        const int atOnce = 256;
        for (long written = 0; written < pages; written += atOnce)
            await database.Writer.Write(session => session.Run("INSERT INTO blobs (blob) VALUES (?1)", new byte[atOnce * Page]));
    }

    private ValueTask<int> Insert(int number) => database.Writer.Write(session =>
    {
        session.Use("INSERT INTO numbers (number, batch) VALUES (?1, 0)").Bind(1, number).Run();
        return number;
    });
}

file static class Blobs
{
    public static bool Run(this SqliteSession session, string sql, byte[] blob)
    {
        session.Use(sql).Bind(1, blob).Run();
        return true;
    }
}

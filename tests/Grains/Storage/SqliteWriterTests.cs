using Microsoft.Data.Sqlite;
using SmartStore.GrainInterfaces;
using SmartStore.Grains.Storage.Sqlite;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>The one writer of a database: its queue, its failures, its end, and the log that it writes.</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smartstore-").FullName;
    private readonly ManualResetEventSlim _hold = new();
    private readonly SqliteDatabase _database;

    public SqliteWriterTests()
    {
        _database = SqliteDatabase.Open(_folder);
        _ = Write(session => session.Execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"));
    }

    [Fact]
    public async Task The_writer_refuses_what_does_not_fit_its_queue_and_takes_again_when_it_has_room()
    {
        var first = Hold();
        var waiting = Enumerable.Range(0, SqliteWriter.OperationsWaitingMax).Select(i => Note(i)).ToList();
        await Assert.ThrowsAsync<StoreBusyException>(() => Note(-1));
        _hold.Set();
        await Task.WhenAll(waiting.Append(first));
        await Note(-1);
    }

    [Fact]
    public async Task An_operation_that_fails_leaves_its_neighbours_alone()
    {
        var first = Hold();
        Task[] neighbours = [Note(1), Note(2)];
        var failing = Write(_ => throw new InvalidOperationException("a bug"));
        neighbours = [.. neighbours, Note(3)];
        _hold.Set();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await Task.WhenAll([first, .. neighbours]);
        Assert.Equal([1, 2, 3], Notes());
    }

    [Fact]
    public async Task What_was_put_off_is_done_once_no_operation_waits_and_again_when_it_failed()
    {
        var tries = 0;
        _database.Writer.PutOff = rested => rested < SqliteWriter.RestsAfter || tries > 1 ? null : session =>
        {
            if (++tries == 1) session.Execute("INSERT INTO nowhere VALUES (1)");
            session.Execute("INSERT INTO notes (id, text) VALUES (77, 'put off')");
        };
        var held = Hold();
        var waiting = Note(1);
        Assert.Equal(0, tries);
        _hold.Set();
        await Task.WhenAll(held, waiting);
        await Eventually.Sees(() => Task.FromResult(Notes()), notes => notes.Contains(77));
        await Note(2);
        Assert.Equal([1, 2, 77], Notes());
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_takes_nothing_more()
    {
        var waiting = new List<Task> { Hold(), Note(1), Note(2) };
        var closing = Task.Run(_database.Dispose, TestContext.Current.CancellationToken);
        await Eventually.Sees(() => Task.FromResult(IsClosed()), isClosed => isClosed);
        _hold.Set();
        await Task.WhenAll(waiting.Append(closing)).WaitAsync(Eventually.AtLatest, TestContext.Current.CancellationToken);
        using var again = SqliteDatabase.Open(_folder);
        Assert.Equal(waiting.Count - 1, again.Read(Notes).Count);

        bool IsClosed()
        {
            try
            {
                waiting.Add(Note(waiting.Count));
                return false;
            }
            catch (StoreUnavailableException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task On_a_full_disk_every_waiting_write_fails_and_none_of_them_is_there_when_it_has_room_again()
    {
        await Write(session => session.Scalar("PRAGMA max_page_count=1")); // no page more than there are
        var first = Hold();
        var waiting = Enumerable.Range(1, 20).Select(i => Note(i, new string('x', 20_000))).ToList();
        _hold.Set();
        await first;
        foreach (var write in waiting) await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        await Write(session => session.Scalar("PRAGMA max_page_count=1000"));
        await Note(21);
        Assert.Equal([21], Notes());
    }

    [Fact]
    public async Task When_the_database_is_found_to_be_damaged_every_waiting_write_fails_and_no_further_one_is_taken()
    {
        var first = Hold();
        var damaging = Write(_ => throw new SqliteException("malformed", 11));
        var waiting = Enumerable.Range(1, 1_000).Select(i => Note(i)).Prepend(damaging).ToList();
        _hold.Set();
        // On a fast machine it shares their transaction, and fails with them.
        await first.ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (var write in waiting) await Assert.ThrowsAsync<StoreDamagedException>(() => write);
        Assert.Empty(Notes());
        await Assert.ThrowsAsync<StoreDamagedException>(() => Note(1));
        await Assert.ThrowsAsync<StoreDamagedException>(() => _database.Writer.Damaged);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await Note(1);
        Assert.Throws<StoreUnavailableException>(() => _database.Read<object?>(session =>
        {
            session.Execute("DELETE FROM notes");
            return null;
        }));
        Assert.Equal([1], Notes());
    }

    [Fact]
    public async Task The_log_outgrows_its_limit_only_while_a_reader_holds_it()
    {
        await LogAfter(writes: 1);
        using var reading = new ManualResetEventSlim();
        var reader = Task.Run(
            () => _database.Read(session =>
            {
                using var row = session.Use("SELECT id FROM notes");
                row.Step();
                reading.Set();
                _hold.Wait();
                return 0;
            }),
            TestContext.Current.CancellationToken);
        reading.Wait(TestContext.Current.CancellationToken);
        Assert.InRange(await LogAfter(writes: 10), 18_000, int.MaxValue);
        _hold.Set();
        await reader;
        Assert.InRange(await LogAfter(writes: 14), 0, SqliteCheckpointer.PagesMax);
    }

    [Fact]
    public async Task Before_the_log_is_cut_off_it_is_moved_while_transactions_go_on()
    {
        var file = Path.Combine(_folder, "other.db");
        using var session = SqliteSession.Open(file, readOnly: false);
        session.Execute("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES (zeroblob(4096000))");
        Assert.InRange(new FileInfo(file).Length, 0, 4_096);
        var checkpointer = new SqliteCheckpointer(SqliteSession.Open(file, readOnly: false), file);
        session.Execute("BEGIN IMMEDIATE; INSERT INTO notes VALUES ('not yet')");
        await checkpointer.MoveAhead();
        Assert.InRange(new FileInfo(file).Length, 4_096_000, long.MaxValue);
        session.Execute("COMMIT");
        checkpointer.Dispose();
        await checkpointer.MoveAhead();
    }

    public void Dispose()
    {
        _hold.Set();
        _database.Dispose();
        _hold.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<bool> Write(Action<SqliteSession> work) => _database.Writer.Write(session =>
    {
        work(session);
        return true;
    }).AsTask();

    private Task<bool> Note(int id, string text = "") => Write(session => session.Use("INSERT INTO notes VALUES (?1, ?2)").Bind(1, id).Bind(2, text).Run());

    // Keeps the writer at work until the test lets it go on.
    private Task<bool> Hold()
    {
        var held = new ManualResetEventSlim();
        var operation = Write(_ =>
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            held.Set();
            _hold.Wait();
            // What waits goes into a commit of its own.
            SpinWait.SpinUntil(() => System.Diagnostics.Stopwatch.GetElapsedTime(since) >= SqliteWriter.WorkPerCommitMax);
        });
        held.Wait();
        return operation;
    }

    private List<long> Notes() => _database.Read(Notes);

    private static List<long> Notes(SqliteSession session)
    {
        var ids = new List<long>();
        using var rows = session.Use("SELECT id FROM notes ORDER BY id");
        while (rows.Step()) ids.Add(rows.Int64(0));
        return ids;
    }

    // The length of the log in pages, after so many writes of 2,050 pages: 1,025 of the new text, and 1,025 of the old one, which are overwritten.
    // A frame of the log is a page and 24 bytes.
    private async Task<long> LogAfter(int writes)
    {
        for (var i = 0; i < writes; i++)
            await Write(session => session.Use("INSERT OR REPLACE INTO notes VALUES (1, zeroblob(?1))").Bind(1, 1_024 * 4_096).Run());
        return new FileInfo(Path.Combine(_folder, "smartstore.db-wal")).Length / (4_096 + 24);
    }
}

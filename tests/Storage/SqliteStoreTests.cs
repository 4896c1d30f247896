using System.Text;
using SmartStore.Grains;
using SmartStore.Storage.Sqlite;

namespace SmartStore.Storage.Tests;

public sealed class SqliteStoreTests : PartitionStoreTests
{
    private readonly DataFolder folder = new();
    private SqliteDatabase? database;

    public override ValueTask DisposeAsync()
    {
        database?.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<IPartitionStore> Open(TimeProvider time)
    {
        database = SqliteDatabase.Open(folder.Path);
        return await SqlitePartitionStore.Open(database, time, partitionCount: 4);
    }

    [Fact]
    public async Task Everything_answered_is_there_after_the_store_was_closed_and_opened_again()
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1"), Fact("e2")]);
        var commit = Commit(lease, last: 1, lastId: "e1") with { Grains = [new GrainWrite("probe/a", "state"u8.ToArray(), null)], Outbox = [Effect("answers", "y1")] };
        await Store.Commit(commit);
        var epoch = Store.Epoch;

        database!.Dispose();
        var again = await Open(Time);

        Assert.Equal((4, epoch), (again.PartitionCount, again.Epoch));
        Assert.Equal(new PartitionHead(1, "c1"), await again.Head(0));
        Assert.Equal(["e2"], (await again.Read(0, 0, 10)).Select(stored => stored.Event.Id));
        Assert.Equal("state", Encoding.UTF8.GetString((await again.Load(0, ["probe/a"]))[0]!.Value.Span));
        Assert.Equal(1, (await again.ReadOutbox("answers", 0, 10)).Last);
        Assert.Equal([3], await again.Append(0, [Fact("e3")]));
    }

    [Fact]
    public async Task What_was_answered_survives_a_process_that_never_closed()
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1")]);
        await Store.Commit(Commit(lease, last: 1, lastId: "e1"));
        await Store.Append(0, [Fact("e2")]);

        // The files as a kill leaves them: nothing was closed, the log was not folded into the database.
        using var copy = new DataFolder();
        foreach (var name in new[] { SqliteDatabase.FileName, SqliteDatabase.FileName + "-wal" }) File.Copy(folder.File(name), copy.File(name));
        using var opened = SqliteDatabase.Open(copy.Path);
        var again = await SqlitePartitionStore.Open(opened, Time);

        Assert.Equal(new PartitionHead(1, "c1"), await again.Head(0));
        Assert.Equal(["e2"], (await again.Read(0, 0, 10)).Select(stored => stored.Event.Id));
    }

    [Fact]
    public async Task A_lease_of_the_process_before_is_free_and_fenced()
    {
        var lease = await Lease();

        database!.Dispose();
        var again = await Open(Time);

        Assert.Equal(CommitOutcome.Fenced, (await again.Commit(Commit(lease))).Outcome);
        Assert.Equal(lease.Token + 1, (await again.Acquire(0, "next"))!.Token);
    }

    [Fact]
    public async Task Expired_entries_of_streams_that_nobody_writes_to_are_swept_by_later_commits()
    {
        var lease = await Lease();
        await Store.Commit(Commit(lease) with { Outbox = [Effect("stream:probe/quiet", "x1") with { ExpiresAt = Time.GetUtcNow().AddMinutes(1) }] });
        Time.Advance(TimeSpan.FromMinutes(2));

        for (var i = 2; i <= 130; i++) await Store.Commit(Commit(lease, previousId: $"c{i - 1}", id: $"c{i}"));

        var page = await Store.ReadOutbox("stream:probe/quiet", 0, 10);
        Assert.Equal((2, 1, 0), (page.FirstKept, page.Last, page.Entries.Count));
    }

    [Fact]
    public async Task The_stored_rows_are_pinned()
    {
        var lease = await Lease();
        await Store.Append(0, [Fact("e1"), Fact("e2")]);
        await Store.Commit(Commit(lease, last: 1, lastId: "e1") with
        {
            Grains = [new GrainWrite("probe/a", new byte[] { 1, 2, 255 }, Time.GetUtcNow().AddTicks(5))],
            Outbox = [Effect("stream:probe/a", "x1") with { ExpiresAt = Time.GetUtcNow().AddMinutes(1) }],
            Quarantined = [new QuarantinedEvent(1, Fact("e1"), "why")],
        });
        await Store.PutDocument("layout", "s1", new byte[] { 7 });

        Assert.Equal("2", Row("SELECT version FROM schemas WHERE part = 'partitions'"));
        Assert.Equal("1|2|1|c1|0100000000000000", Row("SELECT token || '|' || appended || '|' || position || '|' || commit_id || '|' || hex(sequences) FROM partitions WHERE partition = 0"));
        Assert.Equal("2|e2|probe/a|tap|639080388000000000|6532", Row("SELECT position || '|' || id || '|' || grain || '|' || kind || '|' || at || '|' || hex(payload) FROM inbox"));
        Assert.Equal("probe/a|0|0102FF|639080388000000005", Row("SELECT grain || '|' || partition || '|' || hex(state) || '|' || wake_at FROM grains"));
        Assert.Equal("stream:probe/a|1|x1|639080388000000000|639080388600000000|7831", Row("SELECT channel || '|' || sequence || '|' || id || '|' || at || '|' || expires_at || '|' || hex(payload) FROM outbox"));
        Assert.Equal("stream:probe/a|1|1", Row("SELECT channel || '|' || last || '|' || first_kept FROM channels"));
        Assert.Equal("0|1|e1|probe/a|tap|639080388000000000|6531|why", Row("SELECT partition || '|' || position || '|' || id || '|' || grain || '|' || kind || '|' || at || '|' || hex(payload) || '|' || reason FROM quarantine"));
        Assert.Equal("layout|s1|07", Row("SELECT kind || '|' || id || '|' || hex(body) FROM documents"));
    }

    private string Row(string sql) => database!.Read(session => session.Scalar(sql));
}

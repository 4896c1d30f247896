using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>One Redis for a class of tests; each test has a cluster name of its own.</summary>
public sealed class OneRedis : IAsyncLifetime
{
    private RedisProcess? _redis;

    internal RedisProcess Redis
    {
        get
        {
            Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
            return _redis!;
        }
    }

    public async ValueTask InitializeAsync() => _redis = RedisProcess.IsInstalled ? await RedisProcess.Start() : null;

    public ValueTask DisposeAsync() => _redis?.DisposeAsync() ?? default;
}

/// <summary>A clock that is so much fast.</summary>
internal sealed class WrongClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}

public sealed class RedisStateStoreTests(OneRedis one) : StateStoreSuite, IClassFixture<OneRedis>, IAsyncDisposable
{
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";
    private readonly List<RedisStateStore> _open = [];

    protected override async Task<IStateStore> Open() => await OpenRedis();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open) await store.DisposeAsync();
    }

    private async Task<RedisStateStore> OpenRedis(string? cluster = null)
    {
        var store = await RedisStateStore.Open(Options(cluster ?? _cluster), Time);
        _open.Add(store);
        return store;
    }

    private RedisStoreOptions Options(string cluster) => RedisStores.Options(one.Redis.Address) with { Cluster = cluster };

    private string RecordKey(string key) => $"ss:{{{_cluster}.p{RedisKeys.PartitionOf(key):00}}}:r:{key}";

    protected override long Part(long bytes) => bytes >= long.MaxValue / RedisKeys.Partitions ? long.MaxValue : bytes * RedisKeys.Partitions;

    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public async Task A_process_whose_clock_is_wrong_goes_by_that_of_Redis(int seconds)
    {
        await using var store = await RedisStateStore.Open(Options(_cluster), new WrongClock(TimeSpan.FromSeconds(seconds)));
        // An answer that took longer than a second says nothing of a clock; it is asked again.
        await Eventually.Sees(() => Task.FromResult((store.Clock.GetUtcNow() - DateTimeOffset.UtcNow).Duration()), off => off <= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_clock_that_is_right_is_left_alone()
    {
        var own = new WrongClock(TimeSpan.FromMilliseconds(400));
        await using var store = await RedisStateStore.Open(Options(_cluster), own);
        var before = own.GetUtcNow();
        Assert.InRange(store.Clock.GetUtcNow(), before, own.GetUtcNow());
    }

    [Fact]
    public async Task Everything_is_there_for_another_process_and_the_life_is_the_same()
    {
        var (store, other) = (await OpenRedis(), await OpenRedis());
        var revision = await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { WakeAt = Time.GetUtcNow() });
        await store.PutDocument("layout", "a", "doc"u8.ToArray());
        Assert.Equal(store.Life, other.Life);
        Assert.Equal(revision, (await other.Read("a/1"))!.Revision);
        Assert.Equal(new DueRecord("a/1", Time.GetUtcNow(), revision), (await other.Due(Time.GetUtcNow(), 10)).Single());
        Assert.Single(await other.Documents("layout"));
        Assert.True(await other.Write(new RecordWrite("a/1", revision, "two"u8.ToArray())) > revision);
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(new RecordWrite("a/1", revision, "late"u8.ToArray())));
    }

    [Fact]
    public async Task Two_clusters_on_one_Redis_do_not_meet()
    {
        var (store, other) = (await OpenRedis(), await OpenRedis(_cluster + ".p00"));
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()) { WakeAt = Time.GetUtcNow(), Journal = [new(Time.GetUtcNow(), "anna", "k", default)] });
        await store.PutDocument("layout", "a", "doc"u8.ToArray());
        Assert.NotEqual(store.Life, other.Life);
        Assert.Null(await other.Read("a/1"));
        Assert.Empty(await other.Due(Time.GetUtcNow(), 10));
        Assert.Empty(await other.Documents("layout"));
        Assert.Empty(await other.Journal(0, 10));
    }

    [Fact]
    public async Task A_renewed_store_has_another_life()
    {
        var store = await OpenRedis();
        await store.Renew();
        Assert.NotEqual(store.Life, (await OpenRedis()).Life);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_nothing_is_overwritten()
    {
        await OpenRedis();
        var key = $"ss:{{{_cluster}.docs}}:store";
        await one.Redis.Command("HSET", key, "format", "2", "life", "theirs");
        var refused = await Assert.ThrowsAsync<StorageException>(() => OpenRedis());
        Assert.Equal($"The store of cluster {_cluster} in Redis at {one.Redis.Address} was written by a newer SmartStore (format 2, this program knows 1): start the newer program, or choose another name with --cluster.", refused.Message);
        Assert.Contains("theirs", await one.Redis.Command("HGETALL", key));
    }

    [Fact]
    public async Task A_changed_byte_is_damage_and_the_other_records_are_read()
    {
        var store = await OpenRedis();
        await store.Write(new RecordWrite("a/1", 0, "anna was here"u8.ToArray()));
        await store.Write(new RecordWrite("a/2", 0, "ben"u8.ToArray()));
        await one.Redis.Command("APPEND", RecordKey("a/1"), "x");
        await Assert.ThrowsAsync<StoreDamagedException>(async () => await store.Read("a/1"));
        Assert.Equal("ben"u8.ToArray(), (await store.Read("a/2"))!.Body);
    }

    [Fact]
    public async Task Writes_that_arrive_together_share_batches()
    {
        var store = await OpenRedis();
        var before = store.Commits;
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => store.Write(new RecordWrite($"a/{i}", 0, new byte[100])).AsTask()));
        Assert.InRange(store.Commits - before, 1, 500);
    }

    [Fact]
    public async Task Scripts_that_Redis_forgot_are_loaded_again_and_nothing_is_done_twice()
    {
        var store = await OpenRedis();
        var revision = 0L;
        for (var i = 0; i < 20; i++)
        {
            await one.Redis.Command("SCRIPT", "FLUSH");
            // A second run of the same write would be a conflict.
            revision = await store.Write(new RecordWrite("a/1", revision, new byte[] { (byte)i }) { Journal = [new(Time.GetUtcNow(), "", "k", default)] });
            await one.Redis.Command("SCRIPT", "FLUSH");
            await store.PutDocument("layout", "a", new byte[] { (byte)i });
            await one.Redis.Command("SCRIPT", "FLUSH");
            Assert.Equal([(byte)i], (await store.Documents("layout")).Single().Body!);
        }

        Assert.Equal(20, (await store.Journal(0, 100)).Count);
    }

    [Fact]
    public async Task Journal_rows_of_many_partitions_are_read_once_each_and_in_one_order()
    {
        var store = await OpenRedis();
        var writing = Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            await Task.Yield();
            await store.Write(new RecordWrite($"a/{i}", 0, Array.Empty<byte>()) { Journal = [new(Time.GetUtcNow(), "", $"{i}", default)] });
        }));
        var rows = new List<StoredJournalRow>();
        while (rows.Count < 500)
        {
            var more = await store.Journal(rows.Count == 0 ? 0 : rows[^1].Number, 7);
            rows.AddRange(more);
        }
        await writing;
        Assert.Equal(rows.Select(row => row.Number).Order(), rows.Select(row => row.Number));
        Assert.Equal(500, rows.Select(row => row.Row.Kind).Distinct().Count());
        Assert.Empty(await store.Journal(rows[^1].Number, 7));
    }

    [Fact]
    public async Task Rows_that_were_given_up_leave_the_list_of_their_person_too()
    {
        var store = await OpenRedis();
        JournalRow Row(string kind) => new(Time.GetUtcNow(), "anna", kind, default);
        await store.Write(new RecordWrite("a/1", 0, "x"u8.ToArray()) { Journal = [Row(JournalKind.Features), Row(JournalKind.Response)] });
        var list = $"ss:{{{_cluster}.p{RedisKeys.PartitionOf("a/1"):00}}}:w:anna";
        Assert.Equal(":2", (await one.Redis.Command("LLEN", list)).Trim());
        while ((await store.TrimJournal(DateTimeOffset.UnixEpoch, 0)).HasMore)
        {
        }
        Assert.Equal(":1", (await one.Redis.Command("LLEN", list)).Trim());
    }

    [Fact]
    public async Task A_closed_store_has_finished_what_waited_and_takes_nothing_more()
    {
        var store = await OpenRedis();
        var waiting = Enumerable.Range(0, 500).Select(i => store.Write(new RecordWrite($"a/{i}", 0, new byte[100])).AsTask()).ToList();
        await store.DisposeAsync();
        await Task.WhenAll(waiting);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Write(new RecordWrite("a/new", 0, new byte[100])));
    }
}

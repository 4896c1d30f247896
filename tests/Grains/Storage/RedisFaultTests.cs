using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>Redis dies, loses its replica, loses a connection, or comes back as another one: what was acknowledged stays, and what is not known is not acknowledged.</summary>
[Collection(RedisStores.Servers)]
public sealed class RedisFaultTests
{
    private static readonly byte[] Body = "body"u8.ToArray();

    [Fact]
    public async Task Redis_killed_under_load_and_started_again_has_every_acknowledged_write_and_the_store_goes_on_by_itself()
    {
        await using var redis = await Start();
        await using var store = await RedisStores.Open(redis.Address);
        for (var round = 0; round < 3; round++)
        {
            using var stop = new CancellationTokenSource();
            var acknowledged = new ConcurrentDictionary<string, long>();
            var writers = Enumerable.Range(0, 64).Select(n => Task.Run(() => WriteUntil(store, $"a/{round}-{n}", acknowledged, stop.Token))).ToList();
            await Eventually.Sees(() => Task.FromResult(acknowledged.Count), count => count == 64);
            await redis.Kill();
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Write(new RecordWrite("a/down", 0, Body)));
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Read("a/down"));
            await redis.StartAgain();
            await stop.CancelAsync();
            await Task.WhenAll(writers);
            foreach (var (key, revision) in acknowledged)
                Assert.True((await Eventually.Sees(async () => await store.Read(key), row => row is not null))!.Revision >= revision);
            await Goes(store, $"a/after-{round}");
        }
    }

    [Fact]
    public async Task A_write_that_a_stopped_replica_does_not_have_is_not_acknowledged()
    {
        await using var redis = await Primary();
        await using var replica = await RedisStores.Replica(redis);
        await using var store = await RedisStores.Open(redis.Address + "?replicas=1");
        var revision = await Goes(store, "a/1");
        await RedisStores.ForgetLag(redis);
        var shortWaits = 0L;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listening) => { if (instrument.Name == "smartstore_store_wait_short") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref shortWaits, value));
        listener.Start();
        replica.Freeze();
        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Write(new RecordWrite("a/1", revision, Body)));
        Assert.Equal($"Redis at {redis.Address} did not confirm a write: 0 of 1 replicas have it.", failed.Message);
        Assert.Equal(1, Interlocked.Read(ref shortWaits));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.PutDocument("layout", "a", Body));
        replica.Thaw();
        await Goes(store, "a/2");
    }

    [Fact]
    public async Task A_write_that_no_replica_has_is_not_read_by_whoever_comes_next()
    {
        await using var redis = await Primary();
        await using var link = new TcpProxy(redis.Port);
        await using var replica = await RedisStores.Replica(redis, link.Port);
        await using var store = await RedisStores.Open(redis.Address + "?replicas=1");
        await using var other = await RedisStores.Open(redis.Address + "?replicas=1");
        await Goes(store, "a/1");
        await RedisStores.ForgetLag(redis);
        _ = link.KeepAnswers();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Write(new RecordWrite("a/2", 0, Body)));
        // A grain that is loaded again, here or in another process, would answer a repeat by what it reads.
        foreach (var reader in new[] { store, other }) await Assert.ThrowsAsync<StoreUnavailableException>(async () => await reader.Read("a/2"));
        link.Cut();
        foreach (var reader in new[] { store, other }) await Reads(reader, "a/2");
    }

    [Theory]
    [InlineData("where it was written", false)]
    [InlineData("on another connection", true)]
    [InlineData("nowhere", true)]
    public async Task Only_a_wait_on_the_write_connection_keeps_a_write_from_being_acknowledged_and_lost(string waits, bool isLost)
    {
        await using var redis = await Primary();
        await using var link = new TcpProxy(redis.Port);
        await using var replica = await RedisStores.Replica(redis, link.Port);
        await using var store = await RedisStateStore.Open(RedisStores.Options(redis.Address + "?replicas=1") with
        {
            CountReplicas = waits switch
            {
                "on another connection" => async _ => int.Parse((await redis.Command("WAIT", "1", "500")).Trim(':', '\r', '\n'), CultureInfo.InvariantCulture),
                "nowhere" => static _ => Task.FromResult(1),
                _ => null,
            },
        }, TimeProvider.System);
        await Goes(store, "a/1");
        await RedisStores.ForgetLag(redis);
        // The replica hears no more of what the primary writes. Then the primary is gone for good, and the replica takes its place.
        _ = link.KeepAnswers();
        var written = store.Write(new RecordWrite("a/2", 0, Body)).AsTask();
        await written.ContinueWith(static _ => { }, TaskScheduler.Default);
        await redis.Kill();
        await replica.Command("REPLICAOF", "NO", "ONE");
        await using var after = await RedisStores.Open(replica.Address);
        Assert.Null(await after.Read("a/2"));
        Assert.True(written.IsCompletedSuccessfully == isLost, written.Exception?.ToString());
    }

    [Fact]
    public async Task When_the_connection_is_lost_in_the_middle_of_a_batch_nothing_of_it_is_acknowledged()
    {
        await using var redis = await Start();
        await using var proxy = new TcpProxy(redis.Port);
        await using var store = await RedisStores.Open(proxy.Address);
        await using var beside = await RedisStores.Open(redis.Address);
        _ = proxy.KeepAnswers();
        var writes = Enumerable.Range(0, 100).Select(i => store.Write(new RecordWrite($"a/{i}", 0, Body)).AsTask()).ToList();
        // The outcome is unknown, and some of it was written: whoever reads again sees which.
        await Eventually.Sees(async () => await beside.Read("a/0"), static row => row is not null);
        proxy.Cut();
        foreach (var write in writes) await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        await Goes(store, "a/after");
    }

    [Fact]
    public async Task A_connection_that_was_lost_while_nothing_was_written_is_made_anew()
    {
        await using var redis = await Start();
        await using var proxy = new TcpProxy(redis.Port);
        await using var store = await RedisStores.Open(proxy.Address);
        for (var i = 0; i < 5; i++)
        {
            proxy.Cut();
            await Goes(store, $"a/{i}");
        }
    }

    [Fact]
    public async Task After_a_new_connection_no_revision_fits_that_was_read_before_a_failover_took_it_back()
    {
        await using var redis = await Start();
        await using var store = await RedisStores.Open(redis.Address);
        var before = await store.Write(new RecordWrite("a/1", 0, Body));
        // Another process connects to a server that lost the last numbers.
        var head = $"ss:{{smartstore.p{RedisKeys.PartitionOf("a/1"):00}}}:";
        await redis.Command("HSET", head + "head", "n", "0");
        await redis.Command("DEL", head + "r:a/1");
        await using var after = await RedisStores.Open(redis.Address);
        await after.Write(new RecordWrite("a/1", 0, Body));
        await Assert.ThrowsAsync<StoreConflictException>(async () => await store.Write(new RecordWrite("a/1", before, Body)));
    }

    [Fact]
    public async Task A_read_comes_from_the_primary_or_not_at_all()
    {
        await using var redis = await Primary();
        await using var replica = await RedisStores.Replica(redis);
        await using var store = await RedisStores.Open($"{redis.Address},127.0.0.1:{replica.Port}?replicas=1");
        await Goes(store, "a/1");
        await redis.Kill();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Read("a/1"));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Due(DateTimeOffset.UtcNow, 10));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Documents("layout"));
    }

    [Fact]
    public async Task A_promoted_replica_is_found_and_written_to()
    {
        await using var redis = await Primary();
        await using var replica = await RedisStores.Replica(redis);
        await using var second = await RedisStores.Replica(redis);
        await using var store = await RedisStores.Open($"{redis.Address},127.0.0.1:{replica.Port},127.0.0.1:{second.Port}?replicas=1");
        var revision = await Goes(store, "a/1");
        // One of them suffices for an acknowledgement, and whoever promotes takes one that has it.
        await RedisStores.HaveAll(redis);
        await redis.Kill();
        await replica.Command("CONFIG", "SET", "min-replicas-to-write", "1");
        await replica.Command("CONFIG", "SET", "min-replicas-max-lag", "2");
        await replica.Command("REPLICAOF", "NO", "ONE");
        await second.Command("REPLICAOF", "127.0.0.1", $"{replica.Port}");
        var next = await Eventually.Sees(async () => await store.Write(new RecordWrite("a/1", revision, Body)), written => written > revision);
        Assert.True(next - revision > 1_000_000);
    }

    [Fact]
    public async Task A_Redis_that_comes_back_empty_ends_the_store()
    {
        await using var redis = await Start();
        await using var store = await RedisStores.Open(redis.Address);
        await store.Write(new RecordWrite("a/1", 0, Body));
        await redis.Command("FLUSHALL");
        await redis.Kill();
        await redis.StartAgain();
        var damage = await Assert.ThrowsAsync<StoreDamagedException>(() => store.Damaged.WaitAsync(Eventually.AtLatest));
        Assert.Equal($"Redis at {redis.Address} holds no store any more: restore its data, then start again.", damage.Message);
        await Assert.ThrowsAsync<StoreDamagedException>(async () => await store.Write(new RecordWrite("a/1", 0, Body)));
    }

    [Fact]
    public async Task A_Redis_that_is_full_refuses_writes_and_takes_them_again_when_it_has_room()
    {
        await using var redis = await Start();
        await using var store = await RedisStores.Open(redis.Address);
        await redis.Command("CONFIG", "SET", "maxmemory", "1");
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Write(new RecordWrite("a/1", 0, Body)));
        Assert.Contains("OOM", refused.Message);
        Assert.Null(await store.Read("a/1"));
        await redis.Command("CONFIG", "SET", "maxmemory", "0");
        await store.Write(new RecordWrite("a/1", 0, Body));
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_and_taken_again_when_there_is_room()
    {
        await using var redis = await Start();
        await using var proxy = new TcpProxy(redis.Port);
        await using var store = await RedisStores.Open(proxy.Address);
        var kept = proxy.KeepAnswers();
        var first = store.Write(new RecordWrite("a/first", 0, Body)).AsTask();
        await kept;
        var waiting = Enumerable.Range(0, RedisWriter.OperationsWaitingMax).Select(i => store.Write(new RecordWrite($"a/{i}", 0, Body)).AsTask()).ToList();
        Assert.Throws<StoreBusyException>(() => { _ = store.Write(new RecordWrite("a/more", 0, Body)).AsTask(); });
        proxy.Cut();
        foreach (var write in waiting.Prepend(first)) await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
        await Goes(store, "a/more");
    }

    // One writer of one record: what is acknowledged is noted, and after a failure it reads what is there.
    private static async Task WriteUntil(RedisStateStore store, string key, ConcurrentDictionary<string, long> acknowledged, CancellationToken stop)
    {
        var revision = 0L;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                acknowledged[key] = revision = await store.Write(new RecordWrite(key, revision, Body));
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(5, CancellationToken.None);
                try
                {
                    revision = (await store.Read(key, CancellationToken.None))?.Revision ?? 0;
                }
                catch (StoreUnavailableException)
                {
                    // Still away.
                }
            }
            catch (StoreConflictException)
            {
                revision = (await store.Read(key, CancellationToken.None))?.Revision ?? 0;
            }
        }
    }

    // It takes writes, at once or soon.
    private static Task<long> Goes(RedisStateStore store, string key) =>
        Eventually.Sees(async () => await store.Write(new RecordWrite(key, (await store.Read(key, CancellationToken.None))?.Revision ?? 0, Body)), revision => revision > 0);

    private static Task<StoredRow?> Reads(RedisStateStore store, string key) => Eventually.Sees(async () => await store.Read(key), row => row is not null);

    private static async Task<RedisProcess> Start()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return await RedisProcess.Start();
    }

    private static async Task<RedisProcess> Primary()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        return await RedisStores.Primary();
    }
}

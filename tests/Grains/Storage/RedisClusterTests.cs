using SmartStore.Grains.Storage.Redis;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Storage;

/// <summary>The store on a Redis Cluster of three nodes, and behind sentinels.</summary>
[Collection(RedisStores.Servers)]
public sealed class RedisClusterTests
{
    private const int Slots = 16_384;

    [Fact]
    public async Task A_store_spreads_over_the_nodes_of_a_Redis_Cluster()
    {
        await using var cluster = await Cluster.Start();
        await using var store = await RedisStateStore.Open(RedisStores.Options(cluster.Address) with { ClocksDiffer = TimeSpan.Zero }, TimeProvider.System);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var revisions = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => store.Write(new RecordWrite($"a/{i}", 0, "one"u8.ToArray()) { WakeAt = now.AddSeconds(i), Journal = [new(now, "anna", $"{i}", default)] }).AsTask()));
        foreach (var node in cluster.Nodes) Assert.NotEqual(":0\r\n", await node.Command("DBSIZE"));
        for (var i = 0; i < 300; i++) Assert.Equal(revisions[i], (await store.Read($"a/{i}"))!.Revision);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"a/{i}"), (await store.Due(now.AddSeconds(299), 50)).Select(due => due.Key));
        Assert.Equal(300, (await store.Journal(0, 1_000)).Select(row => row.Row.Kind).Distinct().Count());
        await store.ForgetJournal("anna");
        Assert.Empty(await store.Journal(0, 1_000));
        var version = await store.PutDocument("layout", "a", "doc"u8.ToArray());
        Assert.Equal(version, (await store.Documents("layout")).Single().Version);
    }

    [Fact]
    public async Task A_partition_whose_slot_moves_to_another_node_is_followed_there()
    {
        await using var cluster = await Cluster.Start();
        await using var store = await RedisStores.Open(cluster.Address);
        var revisions = new Dictionary<string, long>();
        for (var i = 0; i < 64; i++) revisions[$"a/{i}"] = await store.Write(new RecordWrite($"a/{i}", 0, "one"u8.ToArray()));
        var (slot, from, to) = await cluster.Move($"ss:{{smartstore.p{RedisKeys.PartitionOf("a/0"):00}}}:head");
        Assert.NotEqual(from, to);
        var moved = await Eventually.Sees(async () => await store.Write(new RecordWrite("a/0", revisions["a/0"], "two"u8.ToArray())), revision => revision > revisions["a/0"]);
        Assert.Equal(moved, (await store.Read("a/0"))!.Revision);
        Assert.NotEqual("*0\r\n", await cluster.Nodes[to].Command("CLUSTER", "GETKEYSINSLOT", slot, "1"));
        foreach (var (key, revision) in revisions.Where(pair => pair.Key != "a/0"))
            await Eventually.Sees(async () => await store.Write(new RecordWrite(key, revision, "two"u8.ToArray())), next => next > revision);
    }

    [Fact]
    public async Task A_node_that_is_killed_stops_its_partitions_alone_until_it_is_back()
    {
        await using var cluster = await Cluster.Start("--cluster-require-full-coverage", "no");
        await using var store = await RedisStores.Open(cluster.Address);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => store.Write(new RecordWrite($"a/{i}", 0, "one"u8.ToArray())).AsTask()));
        await cluster.Nodes[1].Kill();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            try
            {
                await store.Write(new RecordWrite($"b/{i}", 0, "one"u8.ToArray()));
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        }));
        Assert.Contains(true, outcomes);
        Assert.Contains(false, outcomes);
        await cluster.Nodes[1].StartAgain();
        for (var i = 0; i < 64; i++)
        {
            var key = $"c/{i}";
            await Eventually.Sees(async () => await store.Write(new RecordWrite(key, (await store.Read(key))?.Revision ?? 0, "one"u8.ToArray())), revision => revision > 0);
        }
    }

    [Fact]
    public async Task A_Redis_Cluster_with_replicas_that_nobody_waits_for_is_refused_and_taken_when_the_operator_insists()
    {
        await using var cluster = await Cluster.Start();
        await using var replica = await cluster.Replica(of: 2);
        var refused = await Assert.ThrowsAsync<StorageException>(() => RedisStores.Open(cluster.Address));
        Assert.Equal($"Redis at 127.0.0.1:{cluster.Nodes[2].Port} may be replaced by a replica that lacks acknowledged writes: add replicas=1 to --store, or accept the loss with --insecure.", refused.Message);
        Assert.True(refused.IsConfiguration);
        await using var store = await RedisStateStore.Open(RedisStores.Options(cluster.Address) with { Insecure = true }, TimeProvider.System);
        await store.Write(new RecordWrite("a/1", 0, "one"u8.ToArray()));
    }

    [Fact]
    public async Task The_primary_is_found_through_a_sentinel_and_so_is_the_next_one()
    {
        await using var shop = await Watched.Start();
        var (redis, sentinel) = (shop.Primary, shop.Sentinel);
        await using var store = await RedisStores.Open($"{sentinel.Address}?sentinel=shop&replicas=1");
        var revision = await Eventually.Sees(async () => await store.Write(new RecordWrite("a/1", (await store.Read("a/1"))?.Revision ?? 0, "one"u8.ToArray())), written => written > 0);
        await redis.Kill();
        await Eventually.Sees(async () => await store.Write(new RecordWrite("a/1", revision, "two"u8.ToArray())), next => next > revision);
        Assert.Equal("two"u8.ToArray(), (await store.Read("a/1"))!.Body);
    }

    [Fact]
    public async Task A_primary_that_was_replaced_and_still_says_that_it_is_one_is_left_for_the_next_one()
    {
        await using var shop = await Watched.Start();
        var (redis, replica, second, sentinel) = (shop.Primary, shop.Replica, shop.Second, shop.Sentinel);
        foreach (var server in new[] { redis, replica, second, sentinel }) await server.Command("ACL", "SETUSER", "smartstore", "on", ">secret", "~*", "&*", "+@all");
        await using var store = await RedisStores.Open($"redis://smartstore:secret@127.0.0.1:{sentinel.Port}?sentinel=shop&replicas=1");
        await Eventually.Sees(async () => await store.Write(new RecordWrite("a/1", (await store.Read("a/1"))?.Revision ?? 0, "one"u8.ToArray())), written => written > 0);

        // From now on the sentinel gets no answer of it and cannot command it, while this process reaches it. Its replicas go to another primary.
        await redis.Command("ACL", "SETUSER", "default", "-@all", "+info", "+replconf", "+psync");
        while ((await sentinel.Command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop")).Contains($"\n{redis.Port}\r", StringComparison.Ordinal)) await Task.Yield();
        await Eventually.Sees(async () => await store.Write(new RecordWrite("a/1", (await store.Read("a/1"))!.Revision, "two"u8.ToArray())), written => written > 0);

        Assert.Contains("role:master", await redis.Command("INFO", "replication"));
        // Reads have left it, too.
        Assert.Equal("two"u8.ToArray(), (await store.Read("a/1"))!.Body);
    }

    /// <summary>A primary with two replicas, either of which may be the next primary, and a sentinel that knows of both.</summary>
    private sealed record Watched(RedisProcess Primary, RedisProcess Replica, RedisProcess Second, RedisProcess Sentinel) : IAsyncDisposable
    {
        public static async Task<Watched> Start()
        {
            Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
            var primary = await RedisStores.Primary();
            var (replica, second) = (await RedisStores.Replica(primary), await RedisStores.Replica(primary));
            foreach (var next in new[] { replica, second })
            {
                await next.Command("CONFIG", "SET", "min-replicas-to-write", "1");
                await next.Command("CONFIG", "SET", "min-replicas-max-lag", "2");
            }

            var sentinel = await RedisProcess.StartSentinel("shop", primary.Port);
            while (!(await sentinel.Command("SENTINEL", "MASTER", "shop")).Contains("num-slaves\r\n$1\r\n2", StringComparison.Ordinal)) await Task.Yield();
            return new Watched(primary, replica, second, sentinel);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in new[] { Sentinel, Second, Replica, Primary }) await process.DisposeAsync();
        }
    }

    /// <summary>Three primaries, a third of the slots each.</summary>
    private sealed class Cluster(RedisProcess[] nodes) : IAsyncDisposable
    {
        public RedisProcess[] Nodes => nodes;

        public string Address => "redis://" + string.Join(',', nodes.Select(node => $"127.0.0.1:{node.Port}"));

        public static async Task<Cluster> Start(params string[] settings)
        {
            Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
            var cluster = new Cluster(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisProcess.StartClusterNode(settings))));
            for (var i = 0; i < 3; i++)
            {
                await cluster.Nodes[i].Command("CLUSTER", "ADDSLOTSRANGE", $"{Slots * i / 3}", $"{(Slots * (i + 1) / 3) - 1}");
                await cluster.Nodes[i].Command("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
                if (i > 0) await cluster.Nodes[0].Command("CLUSTER", "MEET", "127.0.0.1", $"{cluster.Nodes[i].Port}", $"{cluster.Nodes[i].BusPort}");
            }
            foreach (var node in cluster.Nodes)
                while (await node.Command("CLUSTER", "INFO") is var info && !(info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains($"cluster_slots_assigned:{Slots}", StringComparison.Ordinal))) await Task.Yield();
            return cluster;
        }

        /// <summary>A replica of one of them, once all of them know it.</summary>
        public async Task<RedisProcess> Replica(int of)
        {
            var replica = await RedisProcess.StartClusterNode();
            await nodes[0].Command("CLUSTER", "MEET", "127.0.0.1", $"{replica.Port}", $"{replica.BusPort}");
            var primary = Word(await nodes[of].Command("CLUSTER", "MYID"));
            while (!(await replica.Command("CLUSTER", "NODES")).Contains(primary, StringComparison.Ordinal)) await Task.Yield();
            await replica.Command("CLUSTER", "REPLICATE", primary);
            foreach (var node in nodes)
                while (!(await node.Command("CLUSTER", "NODES")).Contains($"slave {primary}", StringComparison.Ordinal)) await Task.Yield();
            return replica;
        }

        /// <summary>Moves the slot of a key to the next node, with all that is in it.</summary>
        public async Task<(string Slot, int From, int To)> Move(string key)
        {
            var slot = (await nodes[0].Command("CLUSTER", "KEYSLOT", key)).Trim(':', '\r', '\n');
            var from = int.Parse(slot) * 3 / Slots;
            var to = (from + 1) % 3;
            var (fromId, toId) = (Word(await nodes[from].Command("CLUSTER", "MYID")), Word(await nodes[to].Command("CLUSTER", "MYID")));
            await nodes[to].Command("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
            await nodes[from].Command("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
            var keys = (await nodes[from].Command("CLUSTER", "GETKEYSINSLOT", slot, "1000")).Split("\r\n").Where((_, line) => line > 0 && line % 2 == 0).ToList();
            await nodes[from].Command(["MIGRATE", "127.0.0.1", $"{nodes[to].Port}", "", "0", "5000", "KEYS", .. keys]);
            foreach (var node in new[] { to, from }) await nodes[node].Command("CLUSTER", "SETSLOT", slot, "NODE", toId);
            return (slot, from, to);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }

        private static string Word(string bulk) => bulk.Split("\r\n")[1];
    }
}

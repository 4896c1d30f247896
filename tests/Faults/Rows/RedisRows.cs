using SmartStore.Grains.Tests.Storage;

namespace SmartStore.Faults.Tests.Rows;

/// <summary>Redis is restarted, killed, or replaced by a replica.</summary>
public sealed class RedisRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);

    // Not in the brief set, which has four minutes.
    [Fact(Explicit = true)]
    [Trait("row", "redis-killed")]
    public async Task A_Redis_that_is_stopped_and_one_that_is_killed_come_back_with_everything()
    {
        var redis = await Redis.Start();
        await using var chain = await Chain.OnRedis(redis);
        await FaultRun.Zeros("redis-killed", chain, async crowd =>
        {
            for (var i = 0; i < Matrix.Times(brief: 2, whole: 10); i++)
            {
                if (i % 2 == 0) await redis.Command("SHUTDOWN");
                await redis.Kill();
                await redis.StartAgain();
                await crowd.Acknowledged(more: 50, SoonServed);
            }
        });
    }

    [Fact(Explicit = true)]
    [Trait("row", "redis-killed-without-aof")]
    public async Task A_Redis_that_writes_snapshots_alone_loses_what_was_acknowledged_when_it_is_killed()
    {
        var redis = await Redis.Start("--appendonly", "no");
        await using var chain = await Chain.OnRedis(redis, options: static _ => new SiloOptions { Flags = ["--insecure"] });
        await FaultRun.Red("redis-killed-without-aof", chain, async crowd =>
        {
            await redis.Command("SAVE");
            await crowd.Acknowledged(more: 100, SoonServed);
            await redis.Kill();
            await redis.StartAgain();
        }, ProblemKind.Lost);
    }

    [Fact]
    [Trait("row", "redis-failover")]
    public async Task A_primary_that_its_replicas_hear_no_more_and_that_is_killed_took_nothing_with_it()
    {
        await using var servers = await Replicated.Start();
        await FaultRun.Zeros("redis-failover", servers.Chain, servers.FailOver);
    }

    [Fact]
    [Trait("row", "redis-failover-without-wait")]
    public Task Without_WAIT_a_failover_loses_what_was_acknowledged() => FailsOver("redis-failover-without-wait", "waiting-for-replicas");

    [Fact(Explicit = true)]
    [Trait("row", "redis-failover-wait-on-another-connection")]
    public Task With_WAIT_on_another_connection_than_the_writes_a_failover_loses_what_was_acknowledged() =>
        FailsOver("redis-failover-wait-on-another-connection", "waiting-on-the-write-connection");

    private static async Task FailsOver(string row, string without)
    {
        // A primary that hears no replica takes nothing soon: if no write came just then, nothing could be lost, and it fails over once more.
        for (var left = 3; ; left--)
        {
            await using var servers = await Replicated.Start(without);
            try
            {
                await FaultRun.Red(row, servers.Chain, servers.FailOver, ProblemKind.Lost);
                return;
            }
            catch (Xunit.Sdk.TrueException) when (left > 1)
            {
                // Nothing was lost this time.
            }
        }
    }

    /// <summary>A store on a primary with two replicas and a sentinel.</summary>
    private sealed class Replicated(RedisProcess primary, RedisProcess[] replicas, Chain chain) : IAsyncDisposable
    {
        private const string Name = "shop";

        public Chain Chain => chain;

        public static async Task<Replicated> Start(string? without = null)
        {
            var started = new Stack<RedisProcess>();
            try
            {
                started.Push(await Redis.Primary());
                var primary = started.Peek();
                for (var i = 0; i < 2; i++) started.Push(await Redis.Replica(primary));
                RedisProcess[] replicas = [.. started.Take(2)];
                started.Push(await RedisProcess.StartSentinel(Name, primary.Port));
                var sentinel = started.Peek();
                await Eventually.Is(async () => (await sentinel.Command("SENTINEL", "MASTER", Name)).Contains("num-slaves\r\n$1\r\n2", StringComparison.Ordinal), () => "the sentinel to know both replicas");
                var chain = await Chain.OnRedis(primary, $"{sentinel.Address}?sentinel={Name}&replicas=1", options: _ => new SiloOptions { Without = without });
                foreach (var server in started.Where(server => server != primary)) chain.Owns(server);
                return new Replicated(primary, replicas, chain);
            }
            catch
            {
                foreach (var server in started) await server.DisposeAsync();
                throw;
            }
        }

        /// <summary>
        /// The replicas hear nothing of the primary any more; after some seconds it is killed, and one of them takes its place. Meanwhile clients repeat what was not
        /// acknowledged, and grains are loaded again and find it in the primary.
        /// </summary>
        public async Task FailOver(Crowd crowd)
        {
            await using (var link = new TcpProxy(primary.Port))
            {
                foreach (var replica in replicas) await replica.Command("REPLICAOF", "127.0.0.1", $"{link.Port}");
                foreach (var replica in replicas) await Redis.Follows(replica, primary);
                _ = link.KeepAnswers();
                await Task.Delay(TimeSpan.FromSeconds(3));
                await primary.Kill();
            }

            await Eventually.Is(async () => (await Task.WhenAll(replicas.Select(replica => replica.Command("ROLE")))).Any(role => role.Contains("master", StringComparison.Ordinal)), () => "a new primary");
            await crowd.Acknowledged(more: 50, SoonServed);
        }

        public ValueTask DisposeAsync() => chain.DisposeAsync();
    }
}

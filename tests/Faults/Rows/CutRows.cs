using System.Diagnostics;
using Grpc.Core;

namespace SmartStore.Faults.Tests.Rows;

/// <summary>A silo is cut off by the network: from Redis, from the other silos, or from both. Its clients still reach it.</summary>
public sealed class CutRows
{
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(10);

    // The server repeats a call for 10 s; the rest is for a busy machine.
    private static readonly TimeSpan UnavailableWithin = TimeSpan.FromSeconds(25);

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-redis")]
    public async Task A_silo_that_does_not_reach_Redis_acknowledges_nothing_is_not_ready_keeps_its_trackers_and_goes_on_when_it_does()
    {
        await using var network = await Network.Lay(3);
        await using var chain = await Start(network);
        await FaultRun.Zeros("silo-cut-from-redis", chain, async _ =>
        {
            // The one that tracks the shop.
            var number = (await Task.WhenAll(chain.Silos.Select(InShop))).Index().MaxBy(silo => silo.Item).Index;
            var silo = chain.Silos[number];
            Assert.True(await InShop(silo) > 0, "nobody is tracked");
            Assert.True(await silo.IsReady(), silo.Err);

            await network.Cut(number, network.Redis);
            var (clock, read) = (Stopwatch.StartNew(), chain.Edges.Client(number).Shoppers.GetListAsync(new GetListRequest { ShopperId = "s0" }).ResponseAsync);
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
            Assert.True(clock.Elapsed < UnavailableWithin, $"UNAVAILABLE after {clock.Elapsed}");
            Assert.False(await silo.IsReady(), "it is ready without its store");
            Assert.True(await InShop(silo) > 0, "its trackers are gone");
            await network.Mend(number, network.Redis);
            await Eventually.Is(silo.IsReady, () => "the silo to be ready again");
            Assert.True(await InShop(silo) > 0, "its trackers are gone");
            Assert.False(silo.HasEnded, silo.Err);
        });

        static Task<double> InShop(Processes.Silo silo) => silo.Metric($"smartstore_shoppers_in_store{{store=\"{CornerShop.Id}\"}}");
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-peers")]
    public async Task A_silo_that_does_not_reach_the_others_is_declared_dead_and_ends()
    {
        await using var network = await Network.Lay(3);
        await using var chain = await Start(network);
        await FaultRun.Zeros("silo-cut-from-peers", chain, _ => CutOff(network, chain, network.Address(1), network.Address(2)));
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-both")]
    public async Task A_silo_that_reaches_neither_Redis_nor_the_others_ends_when_it_reaches_them_again()
    {
        await using var network = await Network.Lay(3);
        await using var chain = await Start(network);
        await FaultRun.Zeros("silo-cut-from-both", chain, _ => CutOff(network, chain, network.Redis, network.Address(1), network.Address(2)));
    }

    private static async Task CutOff(Network network, Chain chain, params string[] from)
    {
        await network.Cut(0, from);
        await Task.Delay(CutFor);
        if (!chain.Silos[0].HasEnded) await network.Mend(0, from);
        Assert.NotEqual(0, (await chain.Silos[0].End()).Code);
        await chain.Silos[0].StartAgain();
    }

    private static async Task<Chain> Start(Network network)
    {
        var redis = await Redis.Start("--bind", "127.0.0.1", network.Redis, "--protected-mode", "no");
        return await Chain.OnRedis(redis, $"redis://{network.Redis}:{redis.Port}", options: i => new SiloOptions
        {
            Host = network.Address(i),
            Under = network.Under(i),
            Flags = ["--advertise", network.Address(i), "--insecure"],
        });
    }
}

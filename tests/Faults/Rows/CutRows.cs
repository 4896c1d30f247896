namespace SmartStore.Faults.Tests.Rows;

/// <summary>A silo is cut off by the network: from Redis, from the other silos, or from both. Its clients still reach it.</summary>
public sealed class CutRows
{
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(10);

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-redis")]
    public async Task A_silo_that_does_not_reach_Redis_acknowledges_nothing_and_goes_on_when_it_does()
    {
        await using var network = await Network.Lay(3);
        await using var chain = await Start(network);
        await FaultRun.Zeros("silo-cut-from-redis", chain, async _ =>
        {
            await network.Cut(0, network.Redis);
            await Task.Delay(CutFor);
            await network.Mend(0, network.Redis);
            Assert.False(chain.Silos[0].HasEnded, chain.Silos[0].Err);
        });
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

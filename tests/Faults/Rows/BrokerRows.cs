using System.Diagnostics;
using SmartStore.Grains.Tests.Storage;
using SmartStore.Ingest.Tests.Upstream;

namespace SmartStore.Faults.Tests.Rows;

/// <summary>A broker of the shop's own stands between devices and servers. It keeps nothing: a tap is taken when it is answered.</summary>
public sealed class BrokerRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("row", "broker-killed")]
    public async Task A_broker_that_is_killed_and_comes_back_with_nothing_costs_no_tap_its_answer()
    {
        await using var chain = await Start();
        await FaultRun.Zeros("broker-killed", chain, crowd => Restarts(chain, crowd));
    }

    [Fact(Explicit = true)]
    [Trait("row", "broker-killed-acknowledgement-trusted")]
    public async Task A_terminal_that_takes_the_brokers_acknowledgement_for_an_answer_never_hears_of_some_taps()
    {
        await using var chain = await Start();
        await FaultRun.Red("broker-killed-acknowledgement-trusted", chain, crowd => Restarts(chain, crowd), ProblemKind.Missing, new CrowdOptions { TrustsTheBroker = true, EventsPerSecond = 400 });
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-broker")]
    public async Task The_shop_of_a_silo_that_does_not_hear_the_broker_is_seen_by_another_one()
    {
        await using var chain = await StartBehindProxies();
        await FaultRun.Zeros("silo-cut-from-broker", chain.Chain, chain.CutTheOneThatTracks);
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-broker-shops-kept")]
    public async Task Where_a_silo_keeps_its_shops_without_a_broker_nobody_sees_who_is_in_them()
    {
        await using var chain = await StartBehindProxies(without: "giving-up-stores");
        await FaultRun.Red("silo-cut-from-broker-shops-kept", chain.Chain, chain.CutTheOneThatTracks, ProblemKind.Missing);
    }

    private static async Task<BehindProxies> StartBehindProxies(string? without = null)
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        var broker = Mosquitto.Open();
        TcpProxy[] lines = [new(broker.Port), new(broker.Port)];
        var chain = await Chain.OnRedis(await Redis.Start(), silos: 2, broker: broker, options: i => new SiloOptions { BrokerPort = lines[i].Port, Without = without });
        foreach (var line in lines) chain.Owns(line);
        return new BehindProxies(chain, lines);
    }

    /// <summary>Two silos, each with a line of its own to the broker.</summary>
    private sealed record BehindProxies(Chain Chain, TcpProxy[] Lines) : IAsyncDisposable
    {
        // 5 s until it asks for a sign of life, 10 s for that, 10 s until a lost line counts; the rest is for a busy machine.
        private static readonly TimeSpan SeenAgainWithin = TimeSpan.FromSeconds(60);

        // Others must have heard for so long before they take a shop over.
        private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(35);

        public async Task CutTheOneThatTracks(Crowd crowd)
        {
            await Task.Delay(HeardFor);
            var tracks = await InShop(0) > 0 ? 0 : 1;
            Assert.True(await InShop(tracks) > 0, "nobody is tracked");
            Lines[tracks].Silence();
            var clock = Stopwatch.StartNew();
            while (await InShop(1 - tracks) == 0 && clock.Elapsed < SeenAgainWithin) await Task.Delay(TimeSpan.FromMilliseconds(250));
            if (await InShop(1 - tracks) == 0) crowd.Miss($"Who is in the shop: the silo that tracks it hears no broker, and no other one took it over within {SeenAgainWithin.TotalSeconds} s.");
            Lines[tracks].Cut();
            await Eventually.Is(async () => await Chain.Silos[tracks].Metric("smartstore_broker_connected{}") == 1, () => "the silo to hear its broker again");
        }

        public ValueTask DisposeAsync() => Chain.DisposeAsync();

        private Task<double> InShop(int silo) => Chain.Silos[silo].Metric($"smartstore_shoppers_in_store{{store=\"{CornerShop.Id}\"}}");
    }

    private static async Task Restarts(Chain chain, Crowd crowd)
    {
        for (var i = 0; i < Matrix.Times(brief: 2, whole: 10); i++)
        {
            chain.Broker!.Restart();
            await crowd.Acknowledged(more: 100, SoonServed);
        }
    }

    private static async Task<Chain> Start()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, RedisProcess.NotInstalled);
        var broker = Mosquitto.Open();
        return await Chain.OnRedis(await Redis.Start(), silos: 2, broker: broker);
    }
}

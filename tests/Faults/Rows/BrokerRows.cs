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

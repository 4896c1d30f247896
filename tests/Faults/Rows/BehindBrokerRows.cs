using SmartStore.Ingest.Tests.Upstream;

namespace SmartStore.Faults.Tests.Rows;

/// <summary>A broker of the shop's own stands between devices and servers, and the servers are killed: what they answered over it is kept.</summary>
public sealed class BehindBrokerRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);

    [Fact(Explicit = true)]
    [Trait("row", "silo-killed-behind-broker")]
    public async Task A_silo_that_is_killed_behind_a_broker_has_kept_what_it_answered()
    {
        await using var chain = await Start(without: null);
        await FaultRun.Zeros("silo-killed-behind-broker", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 10)));
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-killed-behind-broker-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_silo_that_is_killed_behind_a_broker_answers_a_tap_anew()
    {
        await using var chain = await Start(without: "writing-first");
        await FaultRun.Red("silo-killed-behind-broker-answers-before-the-write", chain, crowd => Kills(chain, crowd, 4), ProblemKind.Double, about: TapTerminal.AnswerTo(""));
    }

    private static async Task Kills(Chain chain, Crowd crowd, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var silo = chain.Silos[i % chain.Silos.Count];
            await silo.Kill();
            await crowd.Acknowledged(more: 50, SoonServed);
            await silo.StartAgain();
            await crowd.Acknowledged(more: 50, SoonServed);
        }
    }

    private static async Task<Chain> Start(string? without)
    {
        var redis = await Redis.Start();
        return await Chain.OnRedis(redis, silos: 2, broker: Mosquitto.Open(), options: _ => new SiloOptions { Without = without });
    }
}

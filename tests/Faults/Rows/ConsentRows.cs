namespace SmartStore.Faults.Tests.Rows;

/// <summary>Shoppers withdraw at one silo while another one hears their phones, under load: a second later nothing is decided about where they are.</summary>
public sealed class ConsentRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);
    private static readonly CrowdOptions s_leaving = new() { Leavers = 20 };

    [Fact(Explicit = true)]
    [Trait("row", "withdrawn-under-load")]
    public async Task What_was_withdrawn_under_load_holds_at_the_other_silo_after_a_second_and_when_silos_are_killed()
    {
        await using var chain = await Chain.OnRedis(await Redis.Start(), silos: 2);
        await FaultRun.Zeros("withdrawn-under-load", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 10)), s_leaving);
    }

    [Fact(Explicit = true)]
    [Trait("row", "withdrawn-under-load-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_killed_silo_forgets_what_was_withdrawn()
    {
        await using var chain = await Chain.OnRedis(await Redis.Start(), silos: 2, options: static _ => new SiloOptions { Without = "writing-first" });
        await FaultRun.Red("withdrawn-under-load-answers-before-the-write", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 4, whole: 8)), ProblemKind.Lost, s_leaving, about: "consent/");
    }

    // Between two kills each has withdrawn or agreed once at least, and walked into another zone.
    private static async Task Kills(Chain chain, Crowd crowd, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var (placed, silo) = (Placed(crowd), chain.Silos[i % chain.Silos.Count]);
            await silo.Kill();
            await crowd.Acknowledged(more: 50, SoonServed);
            await silo.StartAgain();
            await Eventually.Is(() => Placed(crowd) >= placed + s_leaving.Leavers, () => "shoppers who agreed again and are found");
        }
    }

    private static int Placed(Crowd crowd) => crowd.Ledger.Entries.OfType<Placed>().Count();
}

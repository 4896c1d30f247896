namespace SmartStore.Faults.Tests.Rows;

/// <summary>Orders are fetched at desks and lockers, one of them cut off most of the time, while processes are killed: each order is handed over once, and by one.</summary>
public sealed class HandoverRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);
    private static readonly CrowdOptions s_fetching = new() { Fetches = true };

    [Fact]
    [Trait("row", "handovers-killed")]
    public async Task One_process_that_is_killed_while_orders_are_fetched_hands_each_over_once()
    {
        await using var chain = await Chain.OnSqlite();
        await FaultRun.Zeros("handovers-killed", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 10)), s_fetching);
    }

    [Fact(Explicit = true)]
    [Trait("row", "handovers-killed-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_killed_process_knows_nothing_of_doors_that_it_let_open()
    {
        await using var chain = await Chain.OnSqlite(without: "writing-first");
        await FaultRun.Red("handovers-killed-answers-before-the-write", chain, crowd => Kills(chain, crowd, 2), ProblemKind.Lost, s_fetching, about: "'s report ");
    }

    [Fact(Explicit = true)]
    [Trait("row", "handovers-silo-killed")]
    public async Task Two_silos_that_are_killed_in_turns_while_orders_are_fetched_hand_each_over_once()
    {
        await using var chain = await Chain.OnRedis(await Redis.Start(), silos: 2);
        await FaultRun.Zeros("handovers-silo-killed", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 10)), s_fetching);
    }

    [Fact(Explicit = true)]
    [Trait("row", "handovers-silo-killed-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_killed_silo_forgets_orders_that_it_had_taken_or_that_were_fetched()
    {
        await using var chain = await Chain.OnRedis(await Redis.Start(), silos: 2, options: static _ => new SiloOptions { Without = "writing-first" });
        await FaultRun.Red("handovers-silo-killed-answers-before-the-write", chain, crowd => Kills(chain, crowd, 2), ProblemKind.Lost, s_fetching, about: Regular.OrderSubject("f"));
    }

    // One after the other; each is started again before the next one goes.
    private static async Task Kills(Chain chain, Crowd crowd, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var silo = chain.Silos[i % chain.Silos.Count];
            await silo.Kill();
            if (chain.Silos.Count > 1) await crowd.Acknowledged(more: 50, SoonServed);
            await silo.StartAgain();
            await crowd.Acknowledged(more: 50, SoonServed);
        }
    }
}

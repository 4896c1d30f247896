namespace SmartStore.Faults.Tests.Rows;

/// <summary>A store PC: one process with its data in SQLite.</summary>
public sealed class OneProcessRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("row", "one-process-killed")]
    public async Task One_process_that_is_killed_under_load_has_everything_when_it_is_started_again()
    {
        await using var chain = await Chain.OnSqlite();
        await FaultRun.Zeros("one-process-killed", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 20)));
    }

    [Fact(Explicit = true)]
    [Trait("row", "one-process-killed-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_killed_process_loses_what_was_acknowledged()
    {
        await using var chain = await Chain.OnSqlite(without: "writing-first");
        await FaultRun.Red("one-process-killed-answers-before-the-write", chain, crowd => Kills(chain, crowd, 2), ProblemKind.Lost);
    }

    private static async Task Kills(Chain chain, Crowd crowd, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await chain.Silos[0].Kill();
            await chain.Silos[0].StartAgain();
            await crowd.Acknowledged(more: 50, SoonServed);
        }
    }
}

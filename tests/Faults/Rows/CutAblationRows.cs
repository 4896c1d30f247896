namespace SmartStore.Faults.Tests.Rows;

/// <summary>A cut of <see cref="CutRows"/> where answers leave before the write: what the silo that is alone acknowledges is nowhere.</summary>
public sealed class CutAblationRows
{
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(10);

    [Fact(Explicit = true)]
    [Trait("row", "silo-cut-from-both-answers-before-the-write")]
    public Task Where_answers_leave_before_the_write_a_silo_that_is_alone_acknowledges_what_it_cannot_keep() =>
        Cut("silo-cut-from-both-answers-before-the-write", static network => [network.Redis, network.Address(1), network.Address(2)]);

    private static async Task Cut(string row, Func<Network, string[]> from)
    {
        await using var network = await Network.Lay(3);
        var redis = await Redis.Start("--bind", "127.0.0.1", network.Redis, "--protected-mode", "no");
        await using var chain = await Chain.OnRedis(redis, $"redis://{network.Redis}:{redis.Port}", options: i => new SiloOptions
        {
            Host = network.Address(i),
            Under = network.Under(i),
            Flags = ["--advertise", network.Address(i), "--insecure"],
            Without = "writing-first",
        });
        await FaultRun.Red(row, chain, async _ =>
        {
            await network.Cut(0, from(network));
            await Task.Delay(CutFor);
            await network.Mend(0, from(network));
            if (await chain.Silos[0].EndsWithin(CutFor)) await chain.Silos[0].StartAgain();
        }, ProblemKind.Lost);
    }
}

namespace SmartStore.Faults.Tests.Rows;

/// <summary>A process of the cluster is killed, frozen, replaced, or has a wrong clock.</summary>
public sealed class SiloRows
{
    private static readonly TimeSpan SoonServed = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("row", "silo-killed")]
    public async Task A_silo_that_is_killed_under_load_loses_and_doubles_nothing()
    {
        await using var chain = await Chain.OnRedis(await Redis());
        await FaultRun.Zeros("silo-killed", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 2, whole: 20)));
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-killed-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_killed_silo_loses_what_was_acknowledged()
    {
        await using var chain = await Chain.OnRedis(await Redis(), options: static _ => new SiloOptions { Without = "writing-first" });
        await FaultRun.Red("silo-killed-answers-before-the-write", chain, crowd => Kills(chain, crowd, 2), ProblemKind.Lost);
    }

    // After 3 to 5 s it is declared dead: one that wakes up before that is a member still, and goes on. Not in the brief set, which has four minutes.
    [Fact(Explicit = true)]
    [Trait("row", "silo-frozen-5s")]
    public Task A_silo_that_is_frozen_for_5_seconds_writes_nothing_when_it_wakes_up_or_is_a_member_still() => Freezes("silo-frozen-5s", TimeSpan.FromSeconds(5), mayStay: true);

    [Fact(Explicit = true)]
    [Trait("row", "silo-frozen-15s")]
    public Task A_silo_that_is_frozen_for_15_seconds_writes_nothing_when_it_wakes_up() => Freezes("silo-frozen-15s", TimeSpan.FromSeconds(15));

    [Fact(Explicit = true)]
    [Trait("row", "silo-frozen-60s")]
    public Task A_silo_that_is_frozen_for_60_seconds_writes_nothing_when_it_wakes_up() => Freezes("silo-frozen-60s", TimeSpan.FromSeconds(60));

    // What waits in its sockets when it wakes up is for grains that live elsewhere by then.
    [Fact(Explicit = true)]
    [Trait("row", "silo-frozen-5s-revisions-unchecked")]
    public async Task Where_revisions_are_not_checked_a_silo_that_wakes_up_overwrites_what_was_acknowledged()
    {
        await using var chain = await Chain.OnRedis(await Redis(), options: static _ => new SiloOptions { Without = "checking-revisions" });
        await FaultRun.Red("silo-frozen-5s-revisions-unchecked", chain, async _ =>
        {
            for (var i = 0; i < 6; i++) await Freeze(chain.Silos[i % 3], TimeSpan.FromSeconds(5), mayStay: true);
        }, ProblemKind.Lost);
    }

    [Fact]
    [Trait("row", "rolling-restart")]
    public async Task A_restart_of_all_silos_one_after_the_other_is_noticed_by_nobody()
    {
        await using var chain = await Chain.OnRedis(await Redis());
        await FaultRun.Zeros("rolling-restart", chain, crowd => Restarts(chain, crowd));
    }

    [Fact(Explicit = true)]
    [Trait("row", "rolling-restart-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_a_restart_loses_what_was_acknowledged()
    {
        await using var chain = await Chain.OnRedis(await Redis(), options: static _ => new SiloOptions { Without = "writing-first" });
        await FaultRun.Red("rolling-restart-answers-before-the-write", chain, crowd => Restarts(chain, crowd), ProblemKind.Lost);
    }

    [Fact(Explicit = true)]
    [Trait("row", "stream-silo-killed")]
    public async Task A_silo_that_is_killed_while_500_phones_watch_it_costs_none_of_them_an_update()
    {
        await using var chain = await Chain.OnRedis(await Redis());
        await FaultRun.Zeros("stream-silo-killed", chain, crowd => Kills(chain, crowd, 1), new CrowdOptions { Shoppers = 500, Phones = 500, PhonesAt = 0 });
    }

    [Fact(Explicit = true)]
    [Trait("row", "stream-silo-killed-answers-before-the-write")]
    public async Task Where_updates_leave_before_the_write_phones_hear_of_what_a_killed_silo_never_did()
    {
        await using var chain = await Chain.OnRedis(await Redis(), options: static _ => new SiloOptions { Without = "writing-first" });
        await FaultRun.Red("stream-silo-killed-answers-before-the-write", chain, crowd => Kills(chain, crowd, 1), ProblemKind.Lost, new CrowdOptions { Shoppers = 500, Phones = 500, PhonesAt = 0 });
    }

    // A hop more between clients and grains, and processes that hear of a lost silo by asking.
    [Fact(Explicit = true)]
    [Trait("row", "roles-apart")]
    public async Task Silos_and_edges_that_are_killed_one_after_the_other_lose_and_double_nothing()
    {
        await using var chain = await RolesApart(without: null);
        await FaultRun.Zeros("roles-apart", chain, crowd => Kills(chain, crowd, Matrix.Times(brief: 4, whole: 20)));
    }

    [Fact(Explicit = true)]
    [Trait("row", "roles-apart-answers-before-the-write")]
    public async Task Where_answers_leave_before_the_write_silos_that_are_killed_behind_edges_lose_what_was_acknowledged()
    {
        await using var chain = await RolesApart(without: "writing-first");
        await FaultRun.Red("roles-apart-answers-before-the-write", chain, crowd => Kills(chain, crowd, 4), ProblemKind.Lost);
    }

    // Servers and load share two cores: not everybody is heard every two minutes, and nobody is to leave.
    [Fact(Explicit = true)]
    [Trait("row", "silo-killed-10000-shoppers")]
    public async Task A_silo_that_is_killed_among_10_000_shoppers_loses_and_doubles_nothing()
    {
        await using var chain = await Chain.OnRedis(await Redis(), options: static _ => new SiloOptions { Flags = ["--visit-end", "30m"] });
        await FaultRun.Zeros("silo-killed-10000-shoppers", chain, crowd => Kills(chain, crowd, 2), new CrowdOptions { Shoppers = 10_000, Phones = 500, EventsPerSecond = 1_500 });
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-clock")]
    public async Task A_silo_whose_clock_is_5_minutes_fast_loses_and_doubles_nothing()
    {
        await using var chain = await FastClock("setting-the-clock");
        await FaultRun.Zeros("silo-clock", chain, crowd => Meets(chain, crowd));
    }

    [Fact(Explicit = true)]
    [Trait("row", "silo-clock-not-compared")]
    public async Task Where_clocks_are_not_compared_nothing_is_known_of_shoppers_who_agreed_at_the_fast_one()
    {
        await using var chain = await FastClock("comparing-the-clock");
        await FaultRun.Red("silo-clock-not-compared", chain, crowd => Meets(chain, crowd), ProblemKind.Missing);
    }

    [Fact(Explicit = true)]
    [Trait("row", "state-formats")]
    public async Task Silos_of_two_versions_lose_nothing_of_what_the_older_one_does_not_know()
    {
        await using var chain = await TwoVersions(older: null);
        await FaultRun.Zeros("state-formats", chain, crowd => GoToAndFro(chain, crowd));
    }

    [Fact(Explicit = true)]
    [Trait("row", "state-formats-not-carried")]
    public async Task Where_unknown_fields_are_not_carried_over_the_older_silo_loses_them()
    {
        await using var chain = await TwoVersions(older: "carrying-unknown-fields");
        await FaultRun.Red("state-formats-not-carried", chain, crowd => GoToAndFro(chain, crowd), ProblemKind.Lost);
    }

    // Edges write nothing of shoppers: the safeguard is the silos'.
    private static async Task<Chain> RolesApart(string? without) => await Chain.OnRedis(await Redis(), silos: 4, options: i => new SiloOptions { Flags = ["--role", i < 2 ? "grains" : "ingest,api"], Without = i < 2 ? without : null });

    private static async Task Restarts(Chain chain, Crowd crowd)
    {
        foreach (var silo in chain.Silos)
        {
            await silo.Stop();
            await silo.StartAgain();
            await crowd.Acknowledged(more: 50, SoonServed);
        }
    }

    private static async Task<Chain> TwoVersions(string? older) => await Chain.OnRedis(await Redis(), options: i => new SiloOptions { Without = i == 2 ? "knowing-old-fields-only" : older });

    // Records go from the newer silo to the older ones and back.
    private static async Task GoToAndFro(Chain chain, Crowd crowd)
    {
        for (var i = 0; i < 2; i++)
        {
            await crowd.Acknowledged(more: 200, SoonServed);
            await chain.Silos[2].Kill();
            await crowd.Acknowledged(more: 200, SoonServed);
            await chain.Silos[2].StartAgain();
            await crowd.Acknowledged(more: 200, SoonServed);
            await chain.Silos[i].Stop();
            await chain.Silos[i].StartAgain();
        }
    }

    // The clock in the process, not faketime: with that, the timers of .NET stop working.
    private static async Task<Chain> FastClock(string without) => await Chain.OnRedis(await Redis(), options: i => new SiloOptions { Without = i == 2 ? without : null });

    // What the fast silo said of times meets the other clocks.
    private static async Task Meets(Chain chain, Crowd crowd)
    {
        await crowd.Acknowledged(more: 200, SoonServed);
        await chain.Silos[2].Kill();
        await crowd.Acknowledged(more: 200, SoonServed);
        await chain.Silos[2].StartAgain();
    }

    private static async Task Freezes(string row, TimeSpan time, bool mayStay = false)
    {
        await using var chain = await Chain.OnRedis(await Redis());
        await FaultRun.Zeros(row, chain, _ => Freeze(chain.Silos[0], time, mayStay));
    }

    private static async Task Freeze(Processes.Silo silo, TimeSpan time, bool mayStay)
    {
        await silo.Freeze();
        await Task.Delay(time);
        await silo.Thaw();
        if (mayStay && !await silo.EndsWithin(TimeSpan.FromSeconds(10))) return;
        Assert.NotEqual(0, (await silo.End()).Code);
        Assert.Contains("it is no member of its cluster any more", silo.Err);
        await silo.StartAgain();
    }

    // One after the other; each is started again before the next one goes.
    private static async Task Kills(Chain chain, Crowd crowd, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var silo = chain.Silos[i % chain.Silos.Count];
            await silo.Kill();
            await crowd.Acknowledged(more: 50, SoonServed);
            await silo.StartAgain();
        }
    }

    private static Task<RedisProcess> Redis() => Rows.Redis.Start();
}

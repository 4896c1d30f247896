using System.Globalization;
using SmartStore.Grains.Tests.Simulation;

namespace SmartStore.Grains.Tests;

/// <summary>
/// The real host on one thread from a seed, through crashes, pauses, lost replies and late copies. A failure names its seed; to run only that one,
/// set <c>SMARTSTORE_SIM_SEED</c>; <c>SMARTSTORE_SIM_SEEDS</c> sets how many are run (default 2,000).
/// </summary>
public class SimulationTests(ITestOutputHelper output)
{
    private const int AblationSeeds = 200;

    [Fact]
    public void Nothing_acknowledged_is_lost_and_nothing_happens_twice_whatever_breaks()
    {
        var only = Environment.GetEnvironmentVariable("SMARTSTORE_SIM_SEED");
        var count = Environment.GetEnvironmentVariable("SMARTSTORE_SIM_SEEDS");
        var (first, seeds) = only is null
            ? (1, count is null ? 2_000 : int.Parse(count, CultureInfo.InvariantCulture))
            : (int.Parse(only, CultureInfo.InvariantCulture), 1);
        var outcomes = Enum.GetValues<CommitOutcome>().ToDictionary(outcome => outcome, _ => 0);

        for (var seed = first; seed < first + seeds; seed++)
        {
            var run = Run(seed);
            Assert.True(run.Wrong.Count == 0, $"SMARTSTORE_SIM_SEED={seed}: {string.Join("; ", run.Wrong)}");
            foreach (var (outcome, times) in run.Outcomes) outcomes[outcome] += times;
        }

        output.WriteLine($"{seeds} seeds: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
        // A simulator in which nothing goes wrong proves nothing.
        if (only is null) Assert.All(outcomes, outcome => Assert.True(outcome.Value > seeds / 10, $"{outcome.Key} happened {outcome.Value} times in {seeds} seeds"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        Assert.Equal(Run(7).Outcomes, Run(7).Outcomes);
    }

    [Fact]
    public void Without_duplicate_detection_it_notices_that_facts_are_taken_twice() => AssertNoticed("times", Ablation.DuplicateDetection);

    [Fact]
    public void With_effects_before_their_commit_it_notices_an_effect_that_changed() =>
        AssertNoticed("with another content than was committed", Ablation.EffectsAfterCommit);

    [Fact]
    public void With_effects_before_their_commit_under_random_ids_it_notices_effects_that_were_never_committed() =>
        AssertNoticed("which was never committed", Ablation.EffectsAfterCommit | Ablation.DerivedEffectIds);

    [Fact]
    public void Without_the_check_of_the_head_it_notices_that_history_forked() => AssertNoticed("by a commit that followed", Ablation.None, checksHead: false);

    private static Scenario Run(int seed, Ablation without = Ablation.None, bool checksHead = true)
    {
        // Without the runner's own context, so that what the store does in the network runs in line.
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Scenario(seed, without, checksHead).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private void AssertNoticed(string sentence, Ablation without, bool checksHead = true)
    {
        for (var seed = 1; seed <= AblationSeeds; seed++)
        {
            var found = Run(seed, without, checksHead).Wrong.FirstOrDefault(wrong => wrong.Contains(sentence, StringComparison.Ordinal));
            if (found is null) continue;
            output.WriteLine($"Seed {seed}: {found}");
            return;
        }
        Assert.Fail($"No violation in {AblationSeeds} seeds: the simulator is too weak.");
    }
}

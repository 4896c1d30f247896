using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Tests;

public class QuarantineTests
{
    [Fact]
    public void An_event_that_throws_goes_to_quarantine_and_its_grain_goes_on_without_it()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1");

        Assert.Equal(ApplyOutcome.Quarantined, fixture.Apply("e2", "throw").Outcome);
        fixture.Apply("e3");

        Assert.Equal("e1 e3", fixture.Applied());
        var kept = Assert.Single(fixture.Quarantined());
        Assert.Equal((0, "e2", "FormatException: no rule for this"), (kept.Position, kept.Event.Id, kept.Reason));
    }

    [Fact]
    public void An_event_that_throws_between_others_of_one_batch_takes_none_of_them_with_it()
    {
        using var fixture = new HostFixture();
        foreach (var (id, kind) in new[] { ("e1", "add"), ("e2", "throw"), ("e3", "add"), ("e4", "throw"), ("e5", "add") })
            fixture.Get(() => fixture.Store.Append(0, [fixture.Fact(id, kind)]));
        fixture.Get(() => fixture.Store.Append(0, [fixture.Fact("e6", grain: "probe/b")]));

        fixture.Start();

        Assert.Equal("e1 e3 e5", fixture.Applied());
        Assert.Equal("e6", fixture.Applied("probe/b"));
        Assert.Equal("1:e1/effect 2:e3/effect 3:e5/effect", fixture.Effects());
        Assert.Equal([(2, "e2"), (4, "e4")], fixture.Quarantined().Select(kept => (kept.Position, kept.Event.Id)));
        Assert.Equal(6, fixture.Get(() => fixture.Store.Head(0)).Position);
    }

    [Fact]
    public void An_event_that_throws_only_once_is_applied_on_the_reloaded_grain()
    {
        using var fixture = new HostFixture().Start();

        Assert.Equal(ApplyOutcome.Applied, fixture.Apply("e1", "throw-once").Outcome);

        Assert.Equal("e1", fixture.Applied());
        Assert.Empty(fixture.Quarantined());
    }

    [Fact]
    public void A_grain_that_cannot_be_saved_loses_the_turns_of_that_commit_and_keeps_its_stored_state()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1");

        Assert.Equal(ApplyOutcome.Quarantined, fixture.Apply("e2", "unsavable").Outcome);

        Assert.Equal("e1", fixture.Applied());
        Assert.Equal("1:e1/effect", fixture.Effects());
        Assert.Equal("NotSupportedException: cannot be saved", Assert.Single(fixture.Quarantined()).Reason);
    }

    [Theory]
    [InlineData(GrainLimits.EffectsPerTurnMax - 1, ApplyOutcome.Applied)]
    [InlineData(GrainLimits.EffectsPerTurnMax, ApplyOutcome.Quarantined)]
    public void A_turn_leaves_at_most_64_effects(int beside, ApplyOutcome outcome)
    {
        using var fixture = new HostFixture().Start();

        Assert.Equal(outcome, fixture.Apply("e1", "greedy", $"{beside}").Outcome);
    }

    [Fact]
    public void A_damaged_state_parks_its_grain_keeps_its_events_and_leaves_the_neighbours_alone()
    {
        using var first = new HostFixture().Start();
        first.Apply("e1");
        first.Apply("e2", grain: "probe/b");
        var state = first.Get(() => first.Store.Load(0, ["probe/a"]))[0]!.Value.ToArray();
        state[^6] ^= 1;
        first.Run(first.Host.Stop);
        Overwrite(first, state);
        using var fixture = new HostFixture(store: first.Store, world: first.World).Start();

        Assert.Equal(ApplyOutcome.Quarantined, fixture.Apply("e3").Outcome);
        Assert.Equal(ApplyOutcome.Applied, fixture.Apply("e4", grain: "probe/b").Outcome);

        var kept = Assert.Single(fixture.Quarantined());
        Assert.Equal("e3", kept.Event.Id);
        Assert.Equal("The grain is parked. InvalidDataException: The stored state is damaged: wrong checksum.", kept.Reason);
        Assert.Throws<GrainParkedException>(() => fixture.Applied());
        Assert.Throws<GrainParkedException>(() => fixture.Tell("t1"));
        Assert.Equal("e2 e4", fixture.Applied("probe/b"));
        Assert.Equal(state, fixture.Get(() => fixture.Store.Load(0, ["probe/a"]))[0]!.Value.ToArray());
        NamesNoGrain(fixture);
    }

    [Theory]
    [InlineData("throw", "")]
    [InlineData("unsavable", "")]
    [InlineData("greedy", "100")]
    public void The_log_says_why_a_fact_was_given_up_and_not_whose_it_was(string kind, string payload)
    {
        using var fixture = new HostFixture().Start();

        Assert.Equal(ApplyOutcome.Quarantined, fixture.Apply("e1", kind, payload).Outcome);

        NamesNoGrain(fixture);
    }

    [Fact]
    public void A_state_of_a_newer_schema_parks_its_grain()
    {
        var bytes = GrainEnvelope.Write(new GrainMemory(1), default);
        bytes[0] = 2;

        Assert.NotNull(Activation.From("probe/a", new ProbeKind(), bytes, 1, default).Damage);
    }

    private static void NamesNoGrain(HostFixture fixture)
    {
        Assert.NotEmpty(fixture.Log.Said);
        Assert.All(fixture.Log.Said, said => Assert.DoesNotContain("probe/", said));
    }

    private static void Overwrite(HostFixture fixture, byte[] state)
    {
        var lease = fixture.Get(() => fixture.Store.Acquire(0, "test"))!;
        var head = fixture.Get(() => fixture.Store.Head(0));
        var commit = new PartitionCommit(lease, head, head.Position, null, "damage", [new GrainWrite("probe/a", state, null)], [], []);
        Assert.Equal(CommitOutcome.Committed, fixture.Get(() => fixture.Store.Commit(commit)).Outcome);
        fixture.Run(async () => await fixture.Store.Release(lease));
    }
}

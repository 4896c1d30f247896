namespace SmartStore.Grains.Tests;

public class ApplyTests
{
    [Fact]
    public void An_applied_fact_returns_its_reply_after_state_and_effect_are_committed()
    {
        using var fixture = new HostFixture().Start();

        var result = fixture.Apply("e1");

        Assert.Equal(new ApplyResult(ApplyOutcome.Applied, 1), result);
        Assert.Equal("e1", fixture.Applied());
        Assert.Equal("1:e1/effect", fixture.Effects());
        Assert.Equal("e1/effect", Assert.Single(fixture.Told).Entry.Id);
    }

    [Fact]
    public void An_applied_fact_needs_no_place_in_the_inbox_and_comes_after_everything_that_was_appended_before_it()
    {
        using var fixture = new HostFixture();
        const int more = GrainLimits.BatchOperationsMax + 100;
        fixture.Start();
        // By another process: this one has not looked yet.
        for (var i = 0; i < more; i++) fixture.Get(() => fixture.Store.Append(0, [fixture.Fact($"e{i}")]));

        fixture.Apply("last");

        Assert.Equal(more, fixture.Get(() => fixture.Store.Head(0)).Position);
        Assert.Equal([.. Enumerable.Range(0, more).Select(i => $"e{i}"), "last"], fixture.Applied().Split(' '));
    }

    [Fact]
    public void A_fact_seen_twice_changes_nothing_and_is_answered_as_a_duplicate()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1");

        Assert.Equal(new ApplyResult(ApplyOutcome.Duplicate, null), fixture.Apply("e1"));
        Assert.Equal("e1", fixture.Applied());
        Assert.Equal("1:e1/effect", fixture.Effects());
    }
}

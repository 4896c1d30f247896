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
    public void A_fact_seen_twice_changes_nothing_and_is_answered_as_a_duplicate()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1");

        Assert.Equal(new ApplyResult(ApplyOutcome.Duplicate, null), fixture.Apply("e1"));
        Assert.Equal("e1", fixture.Applied());
        Assert.Equal("1:e1/effect", fixture.Effects());
    }
}

namespace SmartStore.Grains.Tests;

public class TellTests
{
    [Fact]
    public void A_local_fact_is_turned_and_committed_without_moving_the_position()
    {
        using var fixture = new HostFixture().Start();

        fixture.Tell("t1");

        Assert.Equal("t1", fixture.Applied());
        Assert.Equal("1:t1/effect", fixture.Effects());
        Assert.Equal(0, fixture.Get(() => fixture.Store.Head(0)).Position);
    }

    [Fact]
    public void A_local_fact_without_an_id_gets_one_that_never_repeats_for_its_grain()
    {
        using var fixture = new HostFixture().Start();

        fixture.Tell("");
        fixture.Tell("");

        Assert.Equal("probe/a#100000001.1 probe/a#100000001.2", fixture.Applied());
    }

    [Fact]
    public void A_local_fact_with_an_id_is_dropped_when_it_is_told_again()
    {
        using var fixture = new HostFixture().Start();

        fixture.Tell("t1");
        fixture.Tell("t1");

        Assert.Equal("t1", fixture.Applied());
    }

    [Fact]
    public void A_turn_that_says_unchanged_is_not_committed()
    {
        using var fixture = new HostFixture().Start();
        fixture.Tell("t1");
        var head = fixture.Get(() => fixture.Store.Head(0));

        fixture.Tell("", "look");

        Assert.Equal(head, fixture.Get(() => fixture.Store.Head(0)));
        Assert.Equal(1, fixture.Read(probe => probe.Looks));
    }

    [Fact]
    public void A_local_fact_that_throws_tells_its_caller_and_leaves_the_grain_as_it_was()
    {
        using var fixture = new HostFixture().Start();
        fixture.Tell("t1");

        Assert.Throws<FormatException>(() => fixture.Tell("t2", "throw"));

        Assert.Equal("t1", fixture.Applied());
        Assert.Empty(fixture.Quarantined());
    }

    [Fact]
    public void An_erased_grain_starts_another_life_with_other_ids()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1");
        fixture.Apply("e2", "erase");
        Assert.Null(fixture.Get(() => fixture.Store.Load(0, ["probe/a"]))[0]);

        fixture.Tell("");

        Assert.Equal("probe/a#100000002.1", fixture.Applied());
    }

    [Fact]
    public void A_grain_of_no_known_kind_is_refused()
    {
        using var fixture = new HostFixture().Start();

        Assert.Throws<ArgumentException>(() => fixture.Tell("t1", grain: "stranger/a"));
        Assert.Throws<ArgumentException>(() => fixture.Append("e1", grain: "stranger/a"));
    }
}

namespace SmartStore.Grains.Tests;

public class LeaseTests
{
    [Fact]
    public void What_was_appended_and_not_applied_before_a_crash_is_applied_at_the_next_start()
    {
        using var first = new HostFixture();
        first.Get(() => first.Store.Append(0, [first.Fact("e1"), first.Fact("e2")]));

        first.Start();

        Assert.Equal("e1 e2", first.Applied());
    }

    [Fact]
    public void When_a_node_dies_another_takes_its_partitions_after_the_lease_ran_out()
    {
        using var first = new HostFixture(partitions: 4).Start();
        using var second = new HostFixture(store: first.Store, world: first.World).Start();
        first.Apply("e1");
        Assert.Equal((4, 0), (first.Host.PartitionsHeld, second.Host.PartitionsHeld));
        Assert.Throws<GrainUnavailableException>(() => second.Apply("e2"));

        first.Kill();
        second.World.RunFor(TimeSpan.FromSeconds(8));

        Assert.Equal(4, second.Host.PartitionsHeld);
        Assert.Equal("e1", second.Applied());
    }

    [Fact]
    public void A_node_that_slept_too_long_serves_nothing_of_what_it_held()
    {
        using var first = new HostFixture().Start();
        using var second = new HostFixture(store: first.Store, world: first.World).Start();
        first.Apply("e1");

        first.Pause();
        second.World.RunFor(TimeSpan.FromSeconds(10));
        second.Apply("e2");
        var told = first.Told.Count;
        var late = first.Begin(async () => await first.Host.Apply(first.Fact("e3")));
        first.Resume();

        Assert.Throws<GrainUnavailableException>(() => first.World.Run(late, TimeSpan.FromMinutes(1)));
        Assert.Equal(told, first.Told.Count);
        // Its caller knows that it may not be on disk, and sends it again.
        second.Apply("e3");
        Assert.Equal("e1 e2 e3", second.Applied());
    }

    [Fact]
    public void A_node_that_stops_finishes_what_waits_and_gives_its_partitions_back_at_once()
    {
        using var first = new HostFixture().Start();
        using var second = new HostFixture(store: first.Store, world: first.World).Start();
        var applying = first.Begin(async () => await first.Host.Apply(first.Fact("e1")));
        var telling = first.Begin(async () => await first.Host.Tell(first.Fact("t1")));
        first.World.RunFor(TimeSpan.Zero);

        first.Run(first.Host.Stop);
        first.World.Run(Task.WhenAll(applying, telling), TimeSpan.Zero);
        second.World.RunFor(TimeSpan.FromSeconds(1.5));

        Assert.Equal(1, second.Host.PartitionsHeld);
        Assert.Equal("e1 t1", second.Applied());
        Assert.Throws<GrainUnavailableException>(() => first.Append("e2"));
        Assert.Throws<GrainUnavailableException>(() => first.Tell("t2"));
    }

    [Fact]
    public void An_event_appended_at_a_node_that_does_not_hold_its_partition_is_applied_by_the_one_that_does()
    {
        using var first = new HostFixture().Start();
        using var second = new HostFixture(store: first.Store, world: first.World).Start();

        second.Append("e1");
        first.World.RunFor(first.Options.InboxPollEvery + TimeSpan.FromMilliseconds(1));

        Assert.Equal("e1", first.Applied());
    }

    [Fact]
    public void Settings_that_would_serve_longer_than_a_lease_is_renewed_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new HostFixture(options: new GrainHostOptions { RenewEvery = TimeSpan.FromSeconds(5) }).Start());
    }
}

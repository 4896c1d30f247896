using SmartStore.Grains.Activations;

namespace SmartStore.Grains.Tests;

public class TimerTests
{
    [Fact]
    public void A_grain_is_woken_when_its_time_has_come_and_not_before()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1", "timer", "10000");

        fixture.World.RunFor(TimeSpan.FromMilliseconds(9_999));
        Assert.Empty(fixture.Read(probe => probe.Fired.ToList()));
        fixture.World.RunFor(TimeSpan.FromMilliseconds(2));

        Assert.Equal(["e1"], fixture.Read(probe => probe.Fired.ToList()));
        Assert.Equal("1:e1/effect 2:probe/a#100000001.2/e1/fired", fixture.Effects());
    }

    [Fact]
    public void A_timer_outlives_the_process_that_set_it()
    {
        using var first = new HostFixture().Start();
        first.Apply("e1", "timer", "20000");
        first.Kill();
        first.World.RunFor(TimeSpan.FromMinutes(1));

        using var fixture = new HostFixture(store: first.Store, world: first.World).Start();
        fixture.World.RunFor(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["e1"], fixture.Read(probe => probe.Fired.ToList()));
    }

    [Fact]
    public void A_timer_that_is_due_again_at_once_is_fired_once()
    {
        using var fixture = new HostFixture().Start();
        fixture.Apply("e1", "timer", "0");
        fixture.World.RunFor(TimeSpan.FromSeconds(5));

        Assert.Equal(["e1"], fixture.Read(probe => probe.Fired.ToList()));
    }

    [Fact]
    public void Of_many_timers_the_soonest_comes_first_and_moved_ones_only_at_their_last_time()
    {
        var timers = new TimerTable();
        var at = DateTimeOffset.UnixEpoch;
        for (var moves = 0; moves < 1_000; moves++) timers.Set("a", at.AddSeconds(moves));
        timers.Set("b", at.AddSeconds(5));
        timers.Set("c", at.AddSeconds(6));
        timers.Set("c", null);

        Assert.Equal(at.AddSeconds(5), timers.Next);
        Assert.True(timers.TryTake(at.AddSeconds(998), out var first));
        Assert.Equal("b", first);
        Assert.False(timers.TryTake(at.AddSeconds(998), out _));
        Assert.True(timers.TryTake(at.AddSeconds(999), out var second));
        Assert.Equal("a", second);
        Assert.Null(timers.Next);
    }
}

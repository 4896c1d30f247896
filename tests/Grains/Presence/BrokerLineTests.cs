using System.Net;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Grains.Presence;

namespace SmartStore.Grains.Tests.Presence;

/// <summary>When a process does not hear its broker, and when its shops go to others for it.</summary>
public sealed class BrokerLineTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly SiloAddress Near = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Far = SiloAddress.New(IPAddress.Loopback, 2, 1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_line_is_lost_after_10_seconds_and_there_again_after_10_more()
    {
        var line = Up();
        line.Tell(false);
        _time.Advance(BrokerLine.SteadyAfter - Tick);
        Assert.False(line.Look().IsLost);
        _time.Advance(Tick);
        Assert.True(line.Look().IsLost);

        line.Tell(true);
        _time.Advance(BrokerLine.SteadyAfter - Tick);
        Assert.True(line.Look().IsLost);
        _time.Advance(Tick);
        Assert.Equal((false, TimeSpan.Zero), line.Look());
    }

    [Fact]
    public void A_broker_that_was_never_reached_is_a_lost_line()
    {
        var line = new BrokerLine(_time);
        _time.Advance(BrokerLine.SteadyAfter);
        Assert.True(line.Look().IsLost);
    }

    [Fact]
    public void A_line_that_goes_up_and_down_every_second_stays_as_it_was()
    {
        var line = Up();
        for (var second = 0; second < 60; second++, _time.Advance(TimeSpan.FromSeconds(1))) line.Tell(second % 2 == 0);
        var (isLost, since) = line.Look();
        Assert.False(isLost);
        Assert.True(since >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Shops_go_from_a_silo_without_a_line_to_one_that_has_heard_for_30_seconds()
    {
        Assert.Equal([Near], BrokerLinesGrain.Deaf([(Near, true, BrokerLinesGrain.LostFor), (Far, false, BrokerLinesGrain.HeardFor)], []));
        Assert.Empty(BrokerLinesGrain.Deaf([(Near, true, BrokerLinesGrain.LostFor), (Far, false, BrokerLinesGrain.HeardFor - Tick)], []));
    }

    [Fact]
    public void Of_a_broker_that_falls_silent_who_notices_it_last_takes_nothing_from_who_noticed_it_first()
    {
        Assert.Empty(BrokerLinesGrain.Deaf([(Near, true, BrokerLinesGrain.LostFor - Tick), (Far, false, TimeSpan.FromHours(1))], []));
        Assert.Empty(BrokerLinesGrain.Deaf([(Near, true, BrokerLinesGrain.LostFor), (Far, true, TimeSpan.Zero)], []));
    }

    [Fact]
    public void What_went_to_a_silo_that_heard_stays_there_when_that_one_loses_its_line_too_and_until_the_first_has_its_own_again()
    {
        Assert.Equal([Near], BrokerLinesGrain.Deaf([(Near, true, TimeSpan.FromHours(1)), (Far, true, TimeSpan.Zero)], [Near]));
        Assert.Equal([Near], BrokerLinesGrain.Deaf([(Near, true, TimeSpan.FromHours(1)), (Far, false, TimeSpan.Zero)], [Near]));
        Assert.Empty(BrokerLinesGrain.Deaf([(Near, false, TimeSpan.Zero), (Far, true, TimeSpan.FromHours(1))], [Near]));
    }

    [Fact]
    public void A_broker_that_is_away_for_all_moves_no_shop() =>
        Assert.Empty(BrokerLinesGrain.Deaf([(Near, true, TimeSpan.FromHours(1)), (Far, true, TimeSpan.FromHours(1))], []));

    private BrokerLine Up()
    {
        var line = new BrokerLine(_time);
        line.Tell(true);
        return line;
    }
}

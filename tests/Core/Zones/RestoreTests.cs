using SmartStore.Core.Zones;

namespace SmartStore.Core.Tests.Zones;

public sealed class RestoreTests
{
    private readonly Hall _hall = new("entrance", "produce", "desk");

    [Fact]
    public void After_a_restart_the_zone_that_was_stored_is_no_transition()
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Restore(1, Hall.StartMs);
        Assert.Equal(1, tracker.Zone);
        Assert.Empty(_hall.Stand(tracker, 1, Hall.StartMs + 2_000, 10_000));
    }

    [Fact]
    public void After_a_restart_another_zone_is_entered_from_the_stored_one()
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Restore(0, Hall.StartMs);
        var change = Assert.Single(_hall.Stand(tracker, 1, Hall.StartMs + 2_000, 10_000));
        Assert.Equal((1, 0), (change.Zone, change.Previous));
    }

    [Fact]
    public void A_stored_zone_that_nothing_supports_becomes_unknown()
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Restore(1, Hall.StartMs);
        Assert.Null(tracker.Tick(Hall.StartMs + 30_000));
        Assert.Equal(TransitionCause.Silence, tracker.Tick(Hall.StartMs + 30_001)?.Cause);
    }

    [Theory]
    [InlineData(ZoneMap.Unknown, Hall.StartMs)]
    [InlineData(3, Hall.StartMs)]
    [InlineData(1, 0)]
    public void A_stored_zone_that_is_gone_or_a_nonsense_time_starts_from_nothing(int zone, long at)
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Restore(zone, at);
        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
    }
}

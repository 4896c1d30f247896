using SmartStore.Core.Zones;

namespace SmartStore.Core.Tests.Zones;

public sealed class TapTests
{
    private readonly Hall _hall = new("entrance", "produce", "desk");

    [Fact]
    public void A_tap_wins_at_once_against_radio_that_says_otherwise()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, 0, Hall.StartMs, 30_000);
        var change = tracker.Confirm(2, Hall.StartMs + 30_000);
        Assert.Equal(new ZoneTransition(2, 0, Hall.StartMs + 30_000, 1, TransitionCause.Tap), change);
        Assert.Empty(_hall.Stand(tracker, 0, Hall.StartMs + 30_000, 9_500));
        Assert.Equal((2, 1f), (tracker.Zone, tracker.Confidence));
    }

    [Fact]
    public void After_the_hold_radio_may_say_that_the_shopper_walked_on()
    {
        var tracker = new ZoneTracker(_hall.Model);
        tracker.Confirm(2, Hall.StartMs);
        var change = Assert.Single(_hall.Stand(tracker, 1, Hall.StartMs, 20_000));
        Assert.Equal((1, 2), (change.Zone, change.Previous));
        Assert.InRange(change.AtUnixMs - Hall.StartMs, 10_000, 14_000);
    }

    [Fact]
    public void A_tap_in_the_zone_that_is_known_already_changes_nothing_but_certainty()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, 1, Hall.StartMs, 5_000);
        Assert.Null(tracker.Confirm(1, Hall.StartMs + 5_000));
        Assert.Equal(1f, tracker.Confidence);
    }

    [Fact]
    public void A_tap_in_a_zone_without_any_anchor_is_believed()
    {
        var map = new ZoneMap([new MappedZone("hall", []), new MappedZone("cellar", [])], [new MappedAnchor("a", "hall")]);
        var tracker = new ZoneTracker(ZoneModel.Compile(map));
        Assert.Equal(1, tracker.Confirm(1, Hall.StartMs)?.Zone);
        Assert.Equal(1, tracker.Zone);
    }

    [Fact]
    public void A_tap_that_comes_in_minutes_late_says_nothing_of_now()
    {
        var tracker = new ZoneTracker(_hall.Model);
        _hall.Stand(tracker, 0, Hall.StartMs, 60_000);
        Assert.Null(tracker.Confirm(2, Hall.StartMs));
        Assert.Equal(0, tracker.Zone);
    }

    [Fact]
    public void A_tap_in_no_zone_is_ignored()
    {
        var tracker = new ZoneTracker(_hall.Model);
        Assert.Null(tracker.Confirm(3, Hall.StartMs));
        Assert.Null(tracker.Confirm(ZoneMap.Unknown, Hall.StartMs));
        Assert.Equal(0, tracker.LastEvidenceAtMs);
    }
}

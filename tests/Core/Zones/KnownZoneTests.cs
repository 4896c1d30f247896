namespace SmartStore.Core.Tests.Zones;

/// <summary>What a tracker takes from elsewhere than radio, a tap or the stored zone, and how it keeps a zone that is seldom heard.</summary>
public sealed class KnownZoneTests
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

    [Theory]
    [InlineData(400)]
    [InlineData(2_000)]
    [InlineData(2_900)]
    public void Who_stands_and_is_heard_seldom_by_one_anchor_after_the_other_stays_in_their_zone(int everyMs)
    {
        var tracker = new ZoneTracker(_hall.Model);
        var changes = 0;
        var nextMs = Hall.StartMs;
        for (var now = Hall.StartMs; now < Hall.StartMs + 300_000; now += 250)
        {
            if (now >= nextMs)
            {
                if (tracker.Hear(1, -60 + (now / 7 % 9) - 4, nextMs, Sensing.Phone) is not null) changes++;
                nextMs += everyMs;
            }

            if (now >= tracker.DueAtMs && tracker.Tick(now) is not null) changes++;
        }

        Assert.Equal(1, changes);
        Assert.Equal(1, tracker.Zone);
    }
}

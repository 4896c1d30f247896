namespace SmartStore.Core.Tests.Zones;

public sealed class DeafZoneTests
{
    private const int Entrance = 0;
    private const int Produce = 1;
    private const int Desk = 2;
    private readonly Hall _hall = new("entrance", "produce", "desk");

    [Fact]
    public void Walking_into_a_zone_whose_receiver_is_deaf_is_unknown_and_never_the_next_zone()
    {
        var health = new ReceiverHealth(_hall.Map, ZoneTrackerRules.Default, Hall.StartMs);
        health.Said(Produce, online: false, Hall.StartMs);
        var tracker = new ZoneTracker(_hall.Model, health);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 60_000, isHeard: a => a != Produce);
        Assert.Equal(Entrance, tracker.Zone);

        var changes = _hall.Stand(tracker, Produce, Hall.StartMs + 60_000, 30_000, isHeard: a => a != Produce);
        var change = Assert.Single(changes);
        Assert.Equal((ZoneMap.Unknown, Entrance, TransitionCause.Deaf, 0f), (change.Zone, change.Previous, change.Cause, change.Confidence));
        Assert.Equal(Desk, Assert.Single(_hall.Stand(tracker, Desk, Hall.StartMs + 90_000, 5_000, isHeard: a => a != Produce)).Zone);
    }

    [Fact]
    public void A_zone_whose_receiver_dies_under_the_shopper_becomes_unknown()
    {
        var health = new ReceiverHealth(_hall.Map, ZoneTrackerRules.Default, Hall.StartMs);
        var tracker = new ZoneTracker(_hall.Model, health);
        for (var a = 0; a < 3; a++) health.Heard(a, Hall.StartMs, Hall.StartMs);
        _hall.Stand(tracker, Produce, Hall.StartMs, 60_000);
        health.Said(Produce, online: false, Hall.StartMs + 60_000);
        var change = Assert.Single(_hall.Stand(tracker, Produce, Hall.StartMs + 60_000, 10_000, isHeard: a => a != Produce));
        Assert.Equal((ZoneMap.Unknown, TransitionCause.Deaf), (change.Zone, change.Cause));
    }

    [Fact]
    public void When_the_receiver_is_back_so_is_the_zone()
    {
        var health = new ReceiverHealth(_hall.Map, ZoneTrackerRules.Default, Hall.StartMs);
        health.Said(Produce, online: false, Hall.StartMs);
        var tracker = new ZoneTracker(_hall.Model, health);
        _hall.Stand(tracker, Entrance, Hall.StartMs, 30_000, isHeard: a => a != Produce);
        _hall.Stand(tracker, Produce, Hall.StartMs + 30_000, 30_000, isHeard: a => a != Produce);
        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
        health.Said(Produce, online: true, Hall.StartMs + 60_000);
        Assert.Equal(Produce, Assert.Single(_hall.Stand(tracker, Produce, Hall.StartMs + 60_000, 5_000)).Zone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_phone_hears_the_beacons_of_zones_whose_scanners_are_silent(bool isOffline)
    {
        var map = WithScanners();
        var health = new ReceiverHealth(map, ZoneTrackerRules.Default, Hall.StartMs);
        if (isOffline) for (var scanner = 3; scanner < 6; scanner++) health.Said(scanner, online: false, Hall.StartMs);
        health.Tick(Hall.StartMs + ZoneTrackerRules.Default.ReceiverSilenceMs, []);
        Assert.True(health.IsDeaf(Entrance) && health.IsDeaf(Produce) && health.IsDeaf(Desk));

        var tracker = new ZoneTracker(ZoneModel.Compile(map), health);
        var fromMs = Hall.StartMs + ZoneTrackerRules.Default.ReceiverSilenceMs;
        foreach (var zone in new[] { Entrance, Produce, Desk })
        {
            var change = Assert.Single(Walk(tracker, zone, fromMs, Sensing.Phone));
            Assert.Equal((zone, TransitionCause.Evidence), (change.Zone, change.Cause));
            fromMs += 20_000;
        }
    }

    [Fact]
    public void A_tag_whose_last_working_scanner_hears_it_faintly_is_in_the_silent_zone_for_all_one_knows_whatever_beacons_stand_there()
    {
        var map = WithScanners();
        var health = new ReceiverHealth(map, ZoneTrackerRules.Default, Hall.StartMs);
        health.Said(3 + Produce, online: false, Hall.StartMs);
        var tracker = new ZoneTracker(ZoneModel.Compile(map), health);
        for (var at = Hall.StartMs; at < Hall.StartMs + 60_000; at += 200) tracker.Hear(3 + Entrance, -55, at, Sensing.Store);
        Assert.Equal(Entrance, tracker.Zone);
        for (var at = Hall.StartMs + 60_000; at < Hall.StartMs + 90_000; at += 200)
        {
            tracker.Hear(3 + Entrance, -85, at, Sensing.Store);
            tracker.Hear(3 + Desk, -85, at, Sensing.Store);
        }

        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
    }

    [Fact]
    public void A_zone_without_any_anchor_is_never_answered_from_radio()
    {
        var map = new ZoneMap(
            [new MappedZone("hall", ["cellar"]), new MappedZone("cellar", ["hall"])],
            [new MappedAnchor("a", "hall")]);
        var tracker = new ZoneTracker(ZoneModel.Compile(map));
        for (var at = Hall.StartMs; at < Hall.StartMs + 60_000; at += 250)
        {
            tracker.Hear(0, at < Hall.StartMs + 30_000 ? -60 : -95, at, Sensing.Store);
            Assert.NotEqual(1, tracker.Zone);
        }

        Assert.Equal(ZoneMap.Unknown, tracker.Zone);
    }

    // A beacon in each zone, and beside it a scanner that is none.
    private ZoneMap WithScanners() => new(
        _hall.Map.Zones,
        [.. _hall.Map.Anchors, .. _hall.Map.Anchors.Select(beacon => new MappedAnchor("scanner-" + beacon.Id, beacon.Zone, OnlyScans: true))]);

    private List<ZoneTransition> Walk(ZoneTracker tracker, int zone, long fromMs, Sensing sensing) => _hall.Stand(tracker, zone, fromMs, 20_000, sensing: sensing);
}

using SmartStore.Core.Zones.Learning;
using static SmartStore.Core.Tests.Zones.LyingHall;

namespace SmartStore.Core.Tests.Zones;

public sealed class CalibrationTests
{
    [Fact]
    public void A_calibration_learned_from_walks_finds_zones_that_the_default_rule_gets_wrong()
    {
        Assert.True(ShareRight(null) < 0.7);
        Assert.True(ShareRight(Learn()) > 0.9);
    }

    [Fact]
    public void The_same_walks_give_the_same_calibration() =>
        Assert.Equal(CalibrationJson.Write(Learn()), CalibrationJson.Write(Learn()));

    [Fact]
    public void What_a_calibration_names_and_the_layout_lacks_is_left_out()
    {
        var calibration = new Calibration(
            Calibration.CurrentFormat, 1, Sensing.Store, [new AnchorOffset("gone", 9)],
            [new CalibratedPlace("gone", 1, [new PlaceLevel("gone", -60, 4)]), new CalibratedPlace("shop", 1, [new PlaceLevel("gone", -60, 4)])],
            [new PlaceWalk(0, 1, 1), new PlaceWalk(1, 0, 1)], 0.8);
        var tracker = new ZoneTracker(ZoneModel.Compile(Map, null, calibration));
        new Hall("shop", "store-room").Stand(tracker, 1, Hall.StartMs, 5_000);
        Assert.Equal(1, tracker.Zone);
    }

    [Fact]
    public void More_places_than_a_tracker_has_room_for_are_refused()
    {
        var places = Enumerable.Range(0, ZoneModel.StatesMax - 1).Select(_ => new CalibratedPlace("shop", 1, [new PlaceLevel("at-shop", -60, 4)])).ToArray();
        Assert.Throws<ArgumentException>(() =>
            ZoneModel.Compile(Map, null, new Calibration(Calibration.CurrentFormat, 1, Sensing.Store, [], places, [], 0.8)));
    }

    [Fact]
    public void Where_the_default_rule_is_right_a_calibration_does_no_harm()
    {
        var calibrator = new Calibrator(Map, ZoneTrackerRules.Default, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk, Hall.LevelDbm));
        Assert.True(ShareRight(calibrator.Learn(1), Hall.LevelDbm) >= ShareRight(null, Hall.LevelDbm));
    }

    [Fact]
    public void A_shopper_whose_radio_looks_like_none_of_the_walks_is_judged_by_the_default_rule()
    {
        // Thirty decibels weaker than anybody who calibrated, and the radio of an honest hall.
        var calibration = Learn();
        Assert.True(ShareRight(calibration, (zone, anchor) => Hall.LevelDbm(zone, anchor) - 30) > 0.9);
    }

    [Fact]
    public void No_labelled_time_gives_a_calibration_that_changes_nothing()
    {
        var calibration = new Calibrator(Map, ZoneTrackerRules.Default, Sensing.Store).Learn(1);
        Assert.Empty(calibration.Places);
        Assert.Empty(calibration.Offsets);
    }

    private static Calibration Learn()
    {
        var calibrator = new Calibrator(Map, ZoneTrackerRules.Default, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk));
        return calibrator.Learn(version: 1);
    }
}

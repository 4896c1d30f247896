using System.Text.Json;
using SmartStore.Core.Zones.Learning;

namespace SmartStore.Core.Tests.Zones;

public sealed class CalibrationTests
{
    private static readonly ZoneMap Map = Hall.Row("shop", "store-room");

    /// <summary>A hall whose radio lies: the shop's anchor shouts, so that the store-room is heard better from the shop.</summary>
    private static float LyingDbm(int zone, int anchor) => (zone, anchor) switch
    {
        (0, 0) => -50,
        (0, 1) => -80,
        (1, 0) => -54,
        _ => -70,
    };

    [Fact]
    public void A_calibration_learned_from_walks_finds_zones_that_the_default_rule_gets_wrong()
    {
        Assert.True(ShareRight(null) < 0.7);
        Assert.True(ShareRight(Learn()) > 0.9);
    }

    [Fact]
    public void The_same_walks_give_the_same_calibration() =>
        Assert.Equal(JsonSerializer.Serialize(Learn()), JsonSerializer.Serialize(Learn()));

    [Fact]
    public void A_calibration_survives_being_written_and_read()
    {
        var written = JsonSerializer.Serialize(Learn());
        var read = JsonSerializer.Deserialize<Calibration>(written)!;
        Assert.Equal(written, JsonSerializer.Serialize(read));
        Assert.Equal(ShareRight(Learn()), ShareRight(read));
    }

    [Fact]
    public void Stored_bytes_of_format_1_are_read()
    {
        const string stored = """
            {"Format":1,"Version":3,"Sensing":1,"Offsets":[{"Anchor":"at-shop","OffsetDb":2.5}],
             "Places":[{"Zone":"shop","Share":1,"Levels":[{"Anchor":"at-shop","LevelDbm":-50,"SigmaDb":4}]}],
             "Walks":[{"From":0,"To":0,"PerSecond":0.1}],"UnfamiliarNats":0.8}
            """;
        var read = JsonSerializer.Deserialize<Calibration>(stored)!;
        Assert.Equal((1, 3, Sensing.Store, 0.8), (read.Format, read.Version, read.Sensing, read.UnfamiliarNats));
        Assert.Equal(new AnchorOffset("at-shop", 2.5), Assert.Single(read.Offsets));
        Assert.Equal(new PlaceLevel("at-shop", -50, 4), Assert.Single(Assert.Single(read.Places).Levels));
        Assert.NotNull(ZoneModel.Compile(Map, null, read));
    }

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
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk, LyingDbm));
        return calibrator.Learn(version: 1);
    }

    private static double ShareRight(Calibration? calibration, Func<int, int, float>? levelDbm = null)
    {
        var tracker = new ZoneTracker(ZoneModel.Compile(Map, null, calibration));
        int right = 0, all = 0;
        foreach (var sighting in Walk(99, levelDbm ?? LyingDbm))
        {
            tracker.Hear(sighting.Anchor, sighting.RssiDbm, sighting.AtUnixMs, Sensing.Store);
            all++;
            if (tracker.Zone == sighting.Zone) right++;
        }

        return (double)right / all;
    }

    private static IEnumerable<LabelledSighting> Walk(int seed, Func<int, int, float> levelDbm)
    {
        var random = new Random(seed);
        for (var at = 0; at < 120_000; at += 200)
            for (var anchor = 0; anchor < 2; anchor++)
                yield return new LabelledSighting(
                    anchor, levelDbm(at / 20_000 % 2, anchor) + (float)(random.NextDouble() * 6 - 3), Hall.StartMs + at, at / 20_000 % 2);
    }
}

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
        var tracker = new ZoneTracker(ZoneModel.Compile(Map, Hall.Rules, calibration));
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
        var calibrator = new Calibrator(Map, Hall.Rules, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk, Hall.LevelDbm));
        Assert.True(ShareRight(calibrator.Learn(1), Hall.LevelDbm) >= ShareRight(null, Hall.LevelDbm));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-6)]
    public void A_tag_that_is_louder_or_weaker_than_those_that_calibrated_is_placed_as_they_are(int louderDb) =>
        Assert.True(ShareRight(Learn(), (zone, anchor) => LevelDbm(zone, anchor) + louderDb) > 0.9);

    [Fact]
    public void A_shopper_whose_radio_looks_like_none_of_the_walks_is_judged_by_the_default_rule()
    {
        // Thirty decibels weaker than anybody who calibrated, and the radio of an honest hall.
        var calibration = Learn();
        Assert.True(ShareRight(calibration, (zone, anchor) => Hall.LevelDbm(zone, anchor) - 30) > 0.9);
    }

    [Fact]
    public void A_calibration_says_what_it_is_worth_on_time_it_was_not_learned_from()
    {
        var calibrator = new Calibrator(Map, Hall.Rules, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk));
        calibrator.Learn(1, out var proof);

        Assert.True(proof.Wins);
        Assert.InRange(proof.HeldOutS, 950, 970);
        Assert.InRange(proof.Blocks, 44, 52);
        Assert.Equal(ShareRight(Learn()) - ShareRight(null), proof.Gain, 0.1);
        Assert.InRange(proof.GainLeast, 0.1, proof.Gain);
    }

    [Fact]
    public void What_is_true_of_one_walk_and_not_of_the_next_is_refused()
    {
        // The anchors are honest, but somebody turns the power of one of them after every walk.
        var calibrator = new Calibrator(Map, Hall.Rules, Sensing.Store);
        for (var walk = 0; walk < 4; walk++)
        {
            var louderDb = 5 * walk - 7;
            calibrator.Add(Walk(walk, (zone, anchor) => Hall.LevelDbm(zone, anchor) + (anchor == 0 ? louderDb : 0)));
        }

        var calibration = calibrator.Learn(1, out var proof);

        Assert.False(proof.Wins);
        Assert.Empty(calibration.Places);
        Assert.Empty(calibration.Offsets);
    }

    [Fact]
    public void A_gain_that_comes_from_a_single_stretch_of_time_is_no_proof()
    {
        var same = Enumerable.Repeat(new HeldOutBlock(20, 15), 11).ToArray();
        Assert.False(CalibrationProof.Of([new(20, 0), .. same], [new(20, 20), .. same]).Wins);
        Assert.True(CalibrationProof.Of(same, [.. same.Select((_, i) => new HeldOutBlock(20, 16 + i % 2))]).Wins);
        Assert.False(CalibrationProof.Of(same, same).Wins);
        Assert.False(CalibrationProof.Of([new(20, 0)], [new(20, 20)]).Wins);
        Assert.False(CalibrationProof.Of([], []).Wins);
    }

    [Fact]
    public void The_less_labelled_time_there_is_the_nearer_to_none_are_the_offsets_and_the_less_sure()
    {
        var learned = new[] { 8, 40, 240 }.Select(seconds => Offsets(seconds)).ToArray();
        Assert.True(learned[0].Db < learned[1].Db && learned[1].Db < learned[2].Db, string.Join(", ", learned));
        Assert.True(learned[0].SigmaDb > learned[1].SigmaDb && learned[0].SigmaDb > learned[2].SigmaDb, string.Join(", ", learned));
        Assert.InRange(learned[0].SigmaDb, 1, 2);
        Assert.InRange(learned[2].Db, 3, 20);

        static LearnedOffset Offsets(int seconds)
        {
            var walk = Walk(1).Where(sighting => sighting.AtUnixMs < Hall.StartMs + 16_000 + seconds * 1_000 && sighting.AtUnixMs >= Hall.StartMs + 16_000).ToArray();
            return OffsetLearner.Learn(Map, Hall.Rules, [LabelledTime.Cut(Map, Hall.Rules, walk)])[0];
        }
    }

    [Fact]
    public void No_labelled_time_gives_a_calibration_that_changes_nothing()
    {
        var calibration = new Calibrator(Map, Hall.Rules, Sensing.Store).Learn(1);
        Assert.Empty(calibration.Places);
        Assert.Empty(calibration.Offsets);
    }

    private static Calibration Learn()
    {
        var calibrator = new Calibrator(Map, Hall.Rules, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(Walk(walk));
        return calibrator.Learn(version: 1);
    }
}

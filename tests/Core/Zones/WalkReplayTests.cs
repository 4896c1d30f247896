using SmartStore.Core.Zones.Learning;

namespace SmartStore.Core.Tests.Zones;

/// <summary>A recorded walk, played to a tracker: how often it was right, how late, and what it said instead.</summary>
public sealed class WalkReplayTests
{
    private static readonly Hall s_hall = new("left", "middle", "right");

    [Fact]
    public void Who_walks_through_an_honest_hall_is_right_all_the_time_but_for_the_moment_after_each_door()
    {
        var figures = Play(Walk((0, 30), (1, 30), (2, 30)));
        Assert.InRange(figures.Accuracy, 0.93, 0.995);
        Assert.Equal(0, figures.FalseChangesAMinute);
        Assert.InRange(figures.DelayS!.Value, 0.25, 3);
        Assert.Equal(["left", "middle", "right"], figures.Zones.Select(zone => zone.Zone));
        Assert.All(figures.Zones, zone => Assert.Equal(30, zone.Seconds, 0.5));
    }

    [Fact]
    public void Shares_of_a_zone_are_one_in_all_and_say_what_was_the_answer_instead()
    {
        // The labels say "right" while the radio says "left".
        var walk = Walk((0, 40)).Select(heard => heard with { Zone = heard.AtUnixMs < Hall.StartMs + 20_000 ? 0 : 2 }).ToList();
        var wrong = Play(walk).Zones.Single(zone => zone.Zone == "right");
        Assert.Equal((0, "left", 1), (wrong.Right, wrong.TakenFor.Single().Zone, wrong.TakenFor.Single().Share));
        Assert.All(Play(walk).Zones, zone => Assert.Equal(1, zone.Right + zone.TakenFor.Sum(taken => taken.Share), 6));
        Assert.Null(Play(walk).DelayS);
    }

    [Fact]
    public void An_answer_that_comes_and_goes_while_nobody_moves_is_counted_as_false_changes()
    {
        var walk = Walk((0, 20), (2, 20), (0, 20)).Select(heard => heard with { Zone = 0 }).ToList();
        Assert.Equal(2.0, Play(walk).FalseChangesAMinute, 0.1);
    }

    [Fact]
    public void Time_whose_zone_is_not_known_counts_for_nothing()
    {
        var walk = Walk((0, 30), (1, 30)).Select(heard => heard.AtUnixMs < Hall.StartMs + 30_000 ? heard : heard with { Zone = ZoneMap.Unknown }).ToList();
        var figures = Play(walk);
        Assert.Equal("left", figures.Zones.Single().Zone);
        Assert.Equal(30, figures.Zones.Single().Seconds, 0.5);
        Assert.Equal((0, 0, null), (Play([.. walk.Select(heard => heard with { Zone = ZoneMap.Unknown })]) is var none ? (none.Accuracy, none.FalseChangesAMinute, none.DelayS) : default));
    }

    [Fact]
    public void Hours_in_which_nobody_is_heard_are_left_out()
    {
        var first = Walk((0, 30)).ToList();
        var figures = Play([.. first, .. first.Select(heard => heard with { AtUnixMs = heard.AtUnixMs + 20 * 3_600_000L })]);
        Assert.InRange(figures.Zones.Single().Seconds, 60, 60 + 62);
    }

    [Fact]
    public void An_empty_walk_is_no_walk() => Assert.Equal((0, 0, null), (Play([]) is var none ? (none.Accuracy, none.FalseChangesAMinute, none.DelayS) : default));

    [Fact]
    public void A_calibration_is_tried_on_what_it_was_not_learned_from_and_its_trial_says_the_same_as_its_proof()
    {
        var calibrator = new Calibrator(LyingHall.Map, ZoneTrackerRules.Default, Sensing.Store);
        for (var walk = 0; walk < 4; walk++) calibrator.Add(LyingHall.Walk(walk));
        calibrator.Learn(1, out var proof, out var heldOut);
        var trial = CalibrationTrial.Of(LyingHall.Map, ZoneTrackerRules.Default, Sensing.Store, proof, heldOut);
        Assert.Equal(4, heldOut.Count);
        Assert.Equal(proof.ByDefault, trial.Before.Accuracy, 0.1);
        Assert.True(trial.After.Accuracy > trial.Before.Accuracy + 0.2, $"{trial.Before.Accuracy} {trial.After.Accuracy}");
        Assert.InRange(trial.GainLeast, 0.1, trial.Gain);
        Assert.Equal(trial, CalibrationJson.ReadTrial(CalibrationJson.Write(trial)), Same);
    }

    [Theory]
    [InlineData("left", "left")]
    [InlineData("attic", "attic' is not in the layout")]
    public void A_walk_is_labelled_by_what_was_true_at_the_time(string zone, string said)
    {
        IReadOnlyList<LabelledSighting> Labelled() => LabelledWalks.ByTruth(
            s_hall.Map, Sensing.Store, [Heard(2), Heard(0), Heard(1)], [new ZoneRow("truth.csv:2", TimeSpan.FromSeconds(1), "", zone), new ZoneRow("truth.csv:3", TimeSpan.FromSeconds(2), "", "")]).Single();
        if (zone == said) Assert.Equal([ZoneMap.Unknown, 0, ZoneMap.Unknown], Labelled().Select(sighting => sighting.Zone));
        else Assert.Contains(said, Assert.Throws<InvalidDataException>(Labelled).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_walk_is_labelled_by_the_taps_of_the_one_who_walked_and_a_tap_of_nobody_is_named()
    {
        var taps = new List<TapLabel>();
        HeardRow[] heard = [Heard(1), Heard(1) with { Transmitter = "bob" }];
        var walks = LabelledWalks.ByTaps(s_hall.Map, Sensing.Store, heard, [new ZoneRow("taps.csv:2", TimeSpan.FromSeconds(2), "bob", "right")], taps);
        Assert.Equal([ZoneMap.Unknown, 2], walks.Select(walk => walk.Single().Zone));
        Assert.Equal(2, taps.Single().Zone);
        Assert.Contains("taps.csv:3: 'eve' is nobody", Assert.Throws<InvalidDataException>(() => LabelledWalks.ByTaps(s_hall.Map, Sensing.Store, heard, [new ZoneRow("taps.csv:3", TimeSpan.Zero, "eve", "right")], [])).Message, StringComparison.Ordinal);
        Assert.Contains("anchor 'cellar' is not in the layout", Assert.Throws<InvalidDataException>(() => LabelledWalks.ByTruth(s_hall.Map, Sensing.Store, [Heard(1) with { Receiver = "cellar" }], [])).Message, StringComparison.Ordinal);
    }

    private static bool Same(CalibrationTrial? one, CalibrationTrial? other) => CalibrationJson.Write(one!) == CalibrationJson.Write(other!);

    private static HeardRow Heard(int second) => new(TimeSpan.FromSeconds(second), "ann", "at-left", -60);

    private static ReplayFigures Play(IReadOnlyList<LabelledSighting> walk)
    {
        var replay = new WalkReplay(s_hall.Map, Sensing.Store);
        replay.Run(s_hall.Model, walk);
        return replay.Figures();
    }

    private static List<LabelledSighting> Walk(params (int Zone, int Seconds)[] stays)
    {
        var (walk, at) = (new List<LabelledSighting>(), Hall.StartMs);
        foreach (var (zone, seconds) in stays)
            for (var until = at + seconds * 1000; at < until; at += 200)
                for (var anchor = 0; anchor < 3; anchor++)
                    walk.Add(new LabelledSighting(anchor, Hall.LevelDbm(zone, anchor), at, zone));
        return walk;
    }
}

using SmartStore.Accuracy.Learned;
using SmartStore.Accuracy.Scoring;
using SmartStore.Accuracy.Traces;
using SmartStore.Core.Zones;

namespace SmartStore.Accuracy.Tests;

public sealed class AccuracyTests
{
    [Fact]
    public void A_person_walking_through_a_door_is_followed_in_and_out()
    {
        var figures = ScoreCommand.Figures(Repository.Vector("traces"), new Models(Repository.Vector("traces"), null));
        Assert.True(figures["sal"].Accuracy >= 0.95, figures["sal"].ToString());
        Assert.Equal((2, 0), (figures["sal"].Detected, figures["sal"].FalsePerMin));
        Assert.True(figures["tetam"].Accuracy >= 0.93, figures["tetam"].ToString());
        Assert.Equal(1, figures["tetam"].Detected);
    }

    [Fact]
    public void In_a_mall_whose_layout_names_its_floors_a_phone_is_on_the_right_one_more_often()
    {
        var mall = Hall.ReadAll(Repository.Vector("traces")).Single(hall => hall.Name == "mall");
        var unnamed = new ZoneMap([.. mall.Map.Zones.Select(zone => zone with { Floor = "" })], mall.Map.Anchors);
        var (right, rightUnnamed) = (OnRightFloor(mall, mall.Map), OnRightFloor(mall, unnamed));
        Assert.True(right >= 0.65 && right >= rightUnnamed + 0.01, $"{right}, and {rightUnnamed} without");
    }

    private static double OnRightFloor(Hall hall, ZoneMap map)
    {
        var model = ZoneModel.Compile(map);
        return hall.Recordings.Average(recording =>
        {
            var answers = Replay.Run(model, recording);
            return recording.Truth.Average(tick => answers.LastOrDefault(answer => answer.Seconds <= tick.Seconds, new Answer(0, ZoneMap.Unknown)).Zone is >= 0 and var zone
                && hall.Map.FloorOfZone[zone] == hall.Map.FloorOfZone[tick.Zone] ? 1.0 : 0);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_recorded_traces_are_tracked_as_well_as_the_baseline_says(bool calibrated)
    {
        Assert.SkipWhen(Repository.Shared("data/traces") is null, "needs ../shared/data/traces");
        var models = new Models(Repository.Shared("data/traces")!, calibrated ? Repository.Shared("data/traces") : null);
        var figures = ScoreCommand.Figures(Repository.Shared("data/traces")!, models);
        Assert.Empty(Baseline.Read(Repository.Path("tests/Accuracy/baseline.json")).Regressions(models.Mode, figures));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_a_flat_that_no_constant_was_chosen_on_a_robot_is_tracked_as_well_as_the_baseline_says(bool calibrated)
    {
        var flat = Repository.Vector("traces/flat");
        var models = new Models(flat, calibrated ? flat : null);
        Assert.Empty(Flat.Regressions(models.Mode, ScoreCommand.Figures(flat, models)));
    }

    [Fact]
    public void In_the_flat_a_calibration_of_some_drives_places_the_robot_of_the_others_better_than_the_default_rule()
    {
        foreach (var (row, figures) in LearnedFigures.Measure(Repository.Vector("traces/flat")))
        {
            Assert.Empty(Flat.Regressions(row, figures));
            Assert.True(figures["flat"].Accuracy > Flat.Modes["default"]["flat"].Accuracy, $"{row}: {figures["flat"].Accuracy}");
        }
    }

    private static Baseline Flat => Baseline.Read(Repository.Path("tests/Accuracy/baseline-flat.json"));

    [Fact]
    public void The_metric_counts_what_its_words_say()
    {
        // Ten ticks a second for 20 s; the walker changes zone at 10 s. The answer comes 0.8 s late and flickers once at 15 s.
        var truth = Enumerable.Range(0, 201).Select(i => new TruthTick(i / 10.0, i < 100 ? 0 : 1)).ToArray();
        Answer[] answers = [new(0, 0), new(10.8, 1), new(15, 0), new(15.5, 1)];
        var score = Score.Of(truth, answers);
        Assert.Equal((201 - 8 - 5, 201, 1, 2), (score.Right, score.Ticks, score.TrueChanges, score.FalseChanges));
        Assert.Equal(0.8, Assert.Single(score.DelaysS), 6);
    }

    [Fact]
    public void An_answer_that_does_not_stay_right_for_a_second_has_not_seen_the_change()
    {
        var truth = Enumerable.Range(0, 201).Select(i => new TruthTick(i / 10.0, i < 100 ? 0 : 1)).ToArray();
        var score = Score.Of(truth, [new(0, 0), new(11, 1), new(11.5, 0)]);
        Assert.Empty(score.DelaysS);
        Assert.Equal(2, score.FalseChanges);
    }

    [Theory]
    [InlineData(0.8449, 0.19, 51, 1.6, 9.9, "")]
    [InlineData(0.8390, 0.19, 51, 1.6, 9.9, "accuracy")]
    [InlineData(0.8449, 0.31, 51, 1.6, 9.9, "false changes")]
    [InlineData(0.8449, 0.19, 50, 1.6, 9.9, "changes seen")]
    [InlineData(0.8449, 0.19, 51, 1.8, 9.9, "median")]
    [InlineData(0.8449, 0.19, 51, 1.6, 10.2, "p90")]
    public void A_figure_worse_than_the_tolerance_is_named(double accuracy, double falsePerMin, int detected, double median, double p90, string named)
    {
        var was = new Figures(11, 25.8, 0.8443, 51, 51, 0.2, 1.5, 9.6);
        var baseline = new Baseline(new Tolerance(0.005, 0.1, 0.25, 0.5), new Dictionary<string, IReadOnlyDictionary<string, Figures>>
        {
            ["default"] = new Dictionary<string, Figures> { ["all"] = was },
        });
        var now = was with { Accuracy = accuracy, FalsePerMin = falsePerMin, Detected = detected, DelayMedianS = median, DelayP90S = p90 };
        var worse = baseline.Regressions("default", new Dictionary<string, Figures> { ["all"] = now }).ToArray();
        if (named.Length == 0) Assert.Empty(worse);
        else Assert.Contains(named, Assert.Single(worse), StringComparison.Ordinal);
    }
}

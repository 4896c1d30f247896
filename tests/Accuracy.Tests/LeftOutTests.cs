using SmartStore.Accuracy.LeftOut;
using SmartStore.Accuracy.Scoring;
using SmartStore.Core.Zones;

namespace SmartStore.Accuracy.Tests;

public sealed class LeftOutTests
{
    [Fact]
    public void What_is_left_out_has_no_say_in_which_constants_are_chosen()
    {
        // Set 1 is perfect on the first recording alone, set 2 in hall "two" alone, set 0 is middling everywhere.
        var figures = new LeftOutFigures(["one", "two"],
        [
            [[Right(70), Right(70)], [Right(70)]],
            [[Right(100), Right(64)], [Right(60)]],
            [[Right(10), Right(10)], [Right(100)]],
        ]);

        Assert.Equal(0.7, figures.Default["all"].Accuracy);
        Assert.Equal((0.82, 0.6), (figures.FittedToAll["one"].Accuracy, figures.FittedToAll["two"].Accuracy));
        // Without its first recording hall "one" takes set 0, without its second one set 1; hall "two" takes set 1.
        Assert.Equal((0.67, 0.6), (figures.RecordingLeftOut["one"].Accuracy, figures.RecordingLeftOut["two"].Accuracy));
        Assert.Equal((0.1, 0.6), (figures.HallLeftOut!["one"].Accuracy, figures.HallLeftOut["two"].Accuracy));
    }

    [Fact]
    public void With_one_hall_none_can_be_left_out() =>
        Assert.Null(new LeftOutFigures(["one"], [[[Right(70)]]]).HallLeftOut);

    [Fact]
    public void The_recordings_left_out_are_tracked_as_well_as_the_baseline_says()
    {
        Assert.SkipWhen(Repository.Shared("data/traces") is null, "needs ../shared/data/traces");
        var baseline = Baseline.Read(Repository.Path("tests/Accuracy/baseline.json"));
        foreach (var (mode, figures) in LeftOutCommand.Modes(LeftOutCommand.Measure(Repository.Shared("data/traces")!, Repository.Vector("traces/flat"), Arguments.SetsDefault)))
            Assert.Empty(baseline.Regressions(mode, figures));
    }

    [Fact]
    public void The_first_set_of_constants_is_the_default_one_and_the_others_are_drawn_alike_every_time()
    {
        var sets = Constants.Draw(5);
        Assert.Equal(ZoneTrackerRules.Default, sets[0]);
        Assert.Equal(5, sets.Distinct().Count());
        Assert.Equal(sets, Constants.Draw(5));
    }

    [Fact]
    public void Figures_say_between_what_bounds_they_lie_when_recordings_are_drawn_anew()
    {
        Assert.Null(Figures.Of([[Right(70)]]).NineOfTen);
        Assert.Equal(new Spread(0.7, 0.7, 0, 0), Figures.Of([[Right(70), Right(70)]]).NineOfTen);
        var apart = Figures.Of([[Right(50), Right(70), Right(90)]]).NineOfTen!;
        Assert.Equal((0.567, 0.833), (apart.AccuracyLow, apart.AccuracyHigh));
        Assert.Equal(apart, Figures.Of([[Right(50), Right(70), Right(90)]]).NineOfTen);
    }

    private static Score Right(int percent) => new(percent, 100, 1, 0, [1], 1);
}

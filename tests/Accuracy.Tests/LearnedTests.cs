using SmartStore.Accuracy.Learned;
using SmartStore.Accuracy.Scoring;
using SmartStore.Accuracy.Traces;

namespace SmartStore.Accuracy.Tests;

public sealed class LearnedTests
{
    [Fact]
    public void What_is_learned_from_is_chosen_in_every_way_there_is()
    {
        Assert.Equal(["01", "02", "03", "12", "13", "23"], LearnedFigures.Choose(2, 4).Select(chosen => string.Concat(chosen)));
        Assert.Equal(20, LearnedFigures.Choose(3, 6).Count());
        Assert.Empty(LearnedFigures.Choose(3, 2));
    }

    [Theory]
    [InlineData("car_sensor_1_measurement_2", "car_sensor_1")]
    [InlineData("walk_sensor_1_measurement_1", "walk_sensor_1")]
    [InlineData("straight_01", "")]
    [InlineData("_measurement_1", "")]
    public void Who_carried_the_tag_is_what_a_recordings_name_says_before_its_number(string recording, string carrier) =>
        Assert.Equal(carrier, LearnedFigures.Carrier(new Recording(recording, [], [])));

    [Fact]
    public void A_calibration_of_some_recordings_places_the_walkers_of_the_others_as_well_as_the_baseline_says_and_in_no_hall_worse_than_the_default_rule()
    {
        Assert.SkipWhen(Repository.Shared("data/traces") is null, "needs ../shared/data/traces");
        var baseline = Baseline.Read(Repository.Path("tests/Accuracy/baseline.json"));
        foreach (var (row, figures) in LearnedFigures.Measure(Repository.Shared("data/traces")!))
        {
            Assert.Empty(baseline.Regressions(row, figures));
            foreach (var (set, figure) in figures)
                Assert.True(figure.Accuracy >= baseline.Modes["default"][set].Accuracy - baseline.Tolerance.Accuracy, $"{row}, {set}: {figure.Accuracy}");
        }
    }
}

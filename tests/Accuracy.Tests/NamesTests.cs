using SmartStore.Accuracy.Names;

namespace SmartStore.Accuracy.Tests;

public sealed class NamesTests
{
    private static readonly Lazy<NameBaseline> s_now = new(() => NamesCommand.Measure(NameSet.ReadAll(), [], TextWriter.Null));

    [Fact]
    public void Names_are_matched_as_well_as_the_baseline_says() =>
        Assert.Empty(NameBaseline.Read(Repository.Path("tests/Accuracy/names-baseline.json")).Regressions(s_now.Value));

    [Theory]
    [InlineData(NamesCommand.First)]
    [InlineData(NamesCommand.HeldOut)]
    [InlineData(NamesCommand.Third)]
    public void Few_are_missed_fewer_are_wrong_and_no_care_is_missed(string set)
    {
        foreach (var (language, figures) in s_now.Value.Sets[set])
        {
            Assert.True(figures.CareLines > 0 && figures.CareMissed == 0, $"{language}: {figures}");
            Assert.True(figures.Wrong <= figures.Lines * 0.005, $"{language}: {figures}");
            Assert.True(figures.Found >= figures.Lines * 0.97, $"{language}: {figures}");
        }
    }

    [Fact]
    public void A_worse_figure_is_named()
    {
        var was = new NameFigures(100, 98, 0, 10, 0, 3, 20, 1);
        Assert.Empty(Regressions(was, was with { Found = 99, Silenced = 0 }));
        Assert.Equal(["first, en: found 97 < 98", "first, en: wrong 1 > 0"], Regressions(was, was with { Found = 97, Wrong = 1 }));
        Assert.Equal(["first, en: care missed 1 > 0", "first, en: silenced 4 > 3", "first, en: not sold and found 2 > 1"], Regressions(was, was with { CareMissed = 1, Silenced = 4, NotSoldFound = 2 }));
        Assert.Equal(["first, en: 101 lines, and 100 in the baseline: write it anew."], Regressions(was, was with { Lines = 101 }));
    }

    private static IEnumerable<string> Regressions(NameFigures was, NameFigures now) => Of(was).Regressions(Of(now));

    private static NameBaseline Of(NameFigures figures) =>
        new(new Dictionary<string, IReadOnlyDictionary<string, NameFigures>> { ["first"] = new Dictionary<string, NameFigures> { ["en"] = figures } });
}

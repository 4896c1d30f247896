namespace SmartStore.Core.Tests.Zones;

public sealed class CalibrationJsonTests
{
    private const string Whole = """
        {"format":1,"version":2,"sensing":"store","offsets":[{"anchor":"a1","offsetDb":2.5}],
         "places":[{"zone":"z","share":1,"levels":[{"anchor":"a1","levelDbm":-61,"sigmaDb":3}]}],
         "walks":[{"from":0,"to":0,"perSecond":0.1}],"unfamiliarNats":0.8}
        """;

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.Null(CalibrationJson.Read(Whole, out var read));
        Assert.Null(CalibrationJson.Read(CalibrationJson.Write(read!), out var again));
        Assert.Equal(CalibrationJson.Write(read!), CalibrationJson.Write(again!));
        Assert.Equal((2, Sensing.Store, 2.5, -61.0), (again!.Version, again.Sensing, again.Offsets[0].OffsetDb, again.Places[0].Levels[0].LevelDbm));
    }

    [Fact]
    public void What_it_was_worth_is_written_with_it_and_one_that_cannot_be_is_refused()
    {
        const string trial = """{"heldOutS":90,"gain":0.1,"gainLeast":0.05,"offsetSigmaDb":0,"before":{"accuracy":0.8,"falseChangesAMinute":1,"delayS":null,"zones":[]},"after":{"accuracy":0.9,"falseChangesAMinute":0,"delayS":1.5,"zones":[]}}""";
        string With(string text) => Whole.Replace("\"unfamiliarNats\":0.8", $"\"unfamiliarNats\":0.8,\"trial\":{text}", StringComparison.Ordinal);
        Assert.Null(CalibrationJson.Read(With(trial), out var read));
        Assert.Equal((0.05, 0.8, 1.5), (read!.Trial!.GainLeast, read.Trial.Before.Accuracy, read.Trial.After.DelayS));
        Assert.DoesNotContain("trial", CalibrationJson.Write(read with { Trial = null }), StringComparison.Ordinal);
        Assert.StartsWith("trial: has a figure", CalibrationJson.Read(With(trial.Replace("0.8", "1.01", StringComparison.Ordinal)), out _), StringComparison.Ordinal);
        Assert.StartsWith("trial: names more", CalibrationJson.Read(With(trial.Replace("[]", $"[{string.Join(',', Enumerable.Repeat("""{"zone":"z","seconds":1,"right":1,"takenFor":[]}""", 97))}]", StringComparison.Ordinal)), out _), StringComparison.Ordinal);
        Assert.Null(CalibrationJson.Read(With(trial.Replace("[]", $"[{string.Join(',', Enumerable.Repeat("""{"zone":"z","seconds":1,"right":1,"takenFor":[]}""", 96))}]", StringComparison.Ordinal)), out _));
        Assert.Null(CalibrationJson.ReadTrial("{}"));
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":2", "format: is 2")]
    [InlineData("\"offsetDb\":2.5", "\"offsetDb\":99", "offsets[0]")]
    [InlineData("\"share\":1", "\"share\":1.5", "places[0].share")]
    [InlineData("\"levelDbm\":-61", "\"levelDbm\":-200", "places[0].levels[0]")]
    [InlineData("\"to\":0", "\"to\":1", "walks[0]")]
    [InlineData("\"from\":0", "\"from\":-1", "walks[0]")]
    [InlineData("\"unfamiliarNats\":0.8", "\"unfamiliarNats\":-1", "unfamiliarNats")]
    [InlineData("\"sensing\":\"store\"", "\"sensing\":\"ears\"", "is no calibration")]
    [InlineData("\"sensing\":\"store\",", "", "is no calibration")]
    [InlineData("\"version\":2", "\"verison\":2", "is no calibration")]
    [InlineData("\"offsets\":[{\"anchor\":\"a1\",\"offsetDb\":2.5}]", "\"offsets\":[null]", "offsets[0]")]
    [InlineData("\"offsetDb\":2.5", "\"offsetDb\":\"NaN\"", "is no calibration")]
    public void Nonsense_is_refused_with_the_path_of_the_field(string part, string instead, string sentence)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);
        Assert.StartsWith(sentence, CalibrationJson.Read(Whole.Replace(part, instead, StringComparison.Ordinal), out var read), StringComparison.Ordinal);
        Assert.Null(read);
    }

    [Fact]
    public void One_place_more_than_the_most_is_refused()
    {
        Assert.Null(CalibrationJson.Read(Whole, out var one));
        Assert.Null(CalibrationJson.Read(With(one!, Calibration.PlacesMax), out _));
        Assert.Equal("places: has 65; at most 64", CalibrationJson.Read(With(one!, Calibration.PlacesMax + 1), out _));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Text_is_read_up_to_the_limit(int beyond, bool isRead) =>
        Assert.Equal(isRead, CalibrationJson.Read(Whole.PadRight(CalibrationJson.CharsMax + beyond), out _) is null);

    private static string With(Calibration one, int places) => CalibrationJson.Write(one with { Places = [.. Enumerable.Repeat(one.Places[0], places)] });
}

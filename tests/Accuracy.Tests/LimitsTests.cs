using SmartStore.Accuracy.Limits;
using SmartStore.Accuracy.Traces;
using SmartStore.Core.Zones;

namespace SmartStore.Accuracy.Tests;

public sealed class LimitsTests
{
    private static readonly ZoneMap s_map = new([new("a", []), new("b", [])], [new("a1", "a"), new("b1", "b")]);

    // The walker is in a for 20 s and in b for 20 s; the radio turns so many seconds late, and a is heard louder than it is.
    private static Recording Walk(double lateS, int louderDb = 0) => new(
        "walk",
        [.. Enumerable.Range(0, 400).SelectMany(i => new[] { 0, 1 }.Select(a => new RecordedSighting(i / 10.0, a, (a == 0) == (i / 10.0 < 20 + lateS) ? -55 + (a == 0 ? louderDb : 0) : -65 + (a == 0 ? louderDb : 0))))],
        [.. Enumerable.Range(0, 400).Select(i => new TruthTick(i / 10.0, i < 200 ? 0 : 1))]);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void The_radio_turned_when_the_new_zone_became_the_louder_one_for_good(double lateS)
    {
        var heard = ZoneLoudness.Of(s_map, Walk(lateS));
        Assert.Equal(lateS, heard.Turned(0, 1, 20, 2)!.Value, 0.5);
        Assert.Null(heard.Turned(1, 0, 32, 2));
        Assert.Equal([0, 1], heard.Loudest(2, [0, 0]).Select(answer => answer.Zone));
        Assert.Equal(20 + lateS, heard.Loudest(2, [0, 0])[1].Seconds, 0.5);
    }

    [Fact]
    public void A_mean_over_what_is_still_to_come_turns_before_the_radio_does()
    {
        var heard = ZoneLoudness.Of(s_map, Walk(0));
        Assert.Equal(-55, heard.At(0, 17, 2), 0.01);
        Assert.InRange(heard.At(0, 19, 2), -60, -55.1);
        Assert.Equal(-65, heard.At(0, 23, 2), 0.01);
    }

    [Fact]
    public void The_best_that_could_be_added_to_a_zone_makes_up_for_how_loud_it_is_heard()
    {
        var recording = Walk(0, louderDb: 11);
        var hall = new Hall("hall", s_map, [recording]);
        var heard = new[] { ZoneLoudness.Of(s_map, recording) };
        Assert.Equal([0], heard[0].Loudest(1, [0, 0]).Select(answer => answer.Zone));
        var bias = ZoneLoudness.BestBias(hall, heard, 1);
        Assert.Equal([0, 1], heard[0].Loudest(1, bias).Select(answer => answer.Zone));
    }

    [Fact]
    public void Moves_and_wrong_answers_are_listed_with_what_the_radio_said()
    {
        var recording = Walk(4);
        var hall = new Hall("hall", s_map, [recording]);
        var heard = new[] { ZoneLoudness.Of(s_map, recording) };
        IReadOnlyList<Answer>[] answers = [[new(0, 0), new(10, 1), new(12, 0), new(26, 1)]];
        Assert.StartsWith("hall, walk, a to b: 1 times; the radio turned 4.0 to 4.0, median 4.0, s after the truth, the answer 6.0 to 6.0, median 6.0, s", Assert.Single(LimitsCommand.Moves(hall, heard, answers)), StringComparison.Ordinal);
        Assert.Equal("hall, walk, 10.0 s: b for 2.0 s in a; louder by -10.0, -10.0, -10.0, -10.0, -10.0 dB from 1 s before to 3 s after", Assert.Single(LimitsCommand.Wrong(hall, heard, answers)));
    }

    [Fact]
    public void The_limits_of_the_recordings_are_printed_beside_the_tracker()
    {
        using var output = new StringWriter();
        Assert.Equal(0, LimitsCommand.Run(Arguments.Read(["limits", "--traces", Repository.Vector("traces/flat")], out _)!, output));
        Assert.Matches(@"^flat, the tracker: \.\d{3}, \d\.\d\d false changes a minute, \d\d of 46 seen", output.ToString());
        Assert.Contains("flat, the loudest zone from 4 s before to 4 s after:", output.ToString(), StringComparison.Ordinal);
    }
}

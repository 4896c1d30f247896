namespace SmartStore.Core.Tests.Pickup;

public sealed class AnsweredTapsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_answer_comes_back_as_it_was_given()
    {
        TapAnswer[] given =
        [
            Answer(1, TapOutcome.NoOrder, null, "Nothing to collect."),
            Answer(2, TapOutcome.NoOrder, null, "Nothing to collect."),
            Answer(3, TapOutcome.Ok, "o1", "Ordre o1 prêt à la caisse."),
            Answer(4, TapOutcome.NoOrder, null, "Nothing to collect."),
            Answer(5, TapOutcome.Refused, null, ""),
        ];
        var kept = given.Aggregate(AnsweredTaps.None, (taps, answer) => taps.With(answer));

        Assert.Equal(given.Length, kept.Count);
        Assert.All(given, answer => Assert.Equal(answer, kept.Of(answer.Key)));
        Assert.Null(kept.Of(Key(6)));
        Assert.Null(AnsweredTaps.None.Of(Key(1)));
    }

    [Fact]
    public void A_full_set_lets_the_oldest_go()
    {
        var taps = AnsweredTaps.None;
        for (var i = 0; i < AnsweredTaps.Max; i++) taps = taps.With(Answer(i, TapOutcome.NoOrder, null, "Nothing to collect."));
        Assert.Equal(AnsweredTaps.Max, taps.Count);

        taps = taps.With(Answer(AnsweredTaps.Max, TapOutcome.Expired, null, "This pass has expired."));
        Assert.Equal(AnsweredTaps.Max, taps.Count);
        Assert.Null(taps.Of(Key(0)));
        Assert.Equal("Nothing to collect.", taps.Of(Key(1))!.Text);
        Assert.Equal("This pass has expired.", taps.Of(Key(AnsweredTaps.Max))!.Text);
    }

    [Fact]
    public void Answers_from_before_a_time_are_forgotten_and_those_of_that_time_stay()
    {
        var taps = AnsweredTaps.None;
        for (var i = 0; i < 4; i++) taps = taps.With(Answer(i, TapOutcome.NoOrder, null, "Nothing to collect."));

        Assert.False(taps.AnyBefore(Noon));
        Assert.True(taps.AnyBefore(Noon.AddSeconds(2)));
        var kept = taps.Since(Noon.AddSeconds(2));
        Assert.Equal((2, false), (kept.Count, kept.AnyBefore(Noon.AddSeconds(2))));
        Assert.Null(kept.Of(Key(1)));
        Assert.Equal("Nothing to collect.", kept.Of(Key(2))!.Text);
        Assert.Equal(0, taps.Since(Noon.AddDays(1)).Count);
    }

    private static TapKey Key(int tap) => new($"corner/t1/{tap}/00");

    private static TapAnswer Answer(int tap, TapOutcome outcome, string? order, string text) =>
        new(Key(tap), Noon.AddSeconds(tap), outcome, order is null ? null : new OrderId(order), text);
}

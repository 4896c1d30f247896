using SmartStore.Core.Members;
using SmartStore.Core.Screens;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Screens;

/// <summary>One terminal's screen: whose it is, for how long, and what may be done at it.</summary>
public sealed class TerminalDisplayTests
{
    private static readonly StoreLayout _layout = CornerShop.Layout(CornerShop.Id);
    private TerminalDisplay _display = TerminalDisplay.Blank;
    private DateTimeOffset _now = Day.Midnight;
    private int _acts;

    [Fact]
    public void A_screen_closes_60_seconds_after_the_tap_or_the_last_act()
    {
        Tap("t1", "ann");
        _now = Day.Midnight.AddSeconds(59.999);
        Assert.NotNull(_display.Open(_now));
        Assert.Null(Act(ActKind.Tick, "milk"));
        _now = _now.AddSeconds(59.999);
        Assert.NotNull(_display.Open(_now));
        _now = _now.AddSeconds(0.001);
        Assert.Null(_display.Open(_now));
        Assert.Equal(TapOutcome.Expired, Act(ActKind.Tick, "milk")!.Outcome);
    }

    [Fact]
    public void Another_tap_takes_the_screen_and_the_same_tap_said_again_opens_nothing()
    {
        Tap("t1", "ann");
        var annas = _display.Session!.Id;
        Tap("t2", "carla");
        Assert.Equal("carla", _display.Session!.Shopper.Value);
        Tap("t1", "ann");
        Assert.Equal("carla", _display.Session.Shopper.Value);
        Assert.Equal(TapOutcome.Expired, Act(ActKind.Tick, "milk", session: annas)!.Outcome);
        _display = _display.Closed();
        Tap("t2", "carla");
        Assert.Null(_display.Session);
    }

    [Fact]
    public void An_act_that_is_said_again_gets_the_same_answer_and_one_with_other_words_is_another()
    {
        Tap("t1", "ann");
        var act = New(ActKind.Tick, "milk");
        Assert.Null(Take(act));
        var answer = new TapAnswer(act.Key, _now, TapOutcome.Ok, Order: null, "Milk is done.");
        _display = _display.Answered(answer).Closed();
        Assert.Equal(answer, Take(act));
        Assert.Equal(TapOutcome.Expired, Take(act with { Key = ActWords.Origin(CornerShop.Id, "k1", "a1", "s", "untick", "milk", "").Key })!.Outcome);
    }

    [Fact]
    public void What_is_not_on_the_screen_cannot_be_ticked_there()
    {
        Tap("t1", "ann");
        Assert.Equal(TapOutcome.Refused, Act(ActKind.Tick, "ibuprofen")!.Outcome);
        Assert.Null(Act(ActKind.Untick, "milk"));
    }

    [Fact]
    public void An_act_of_more_than_a_minute_ago_is_too_late_whoever_did_it_may_be_gone()
    {
        Tap("t1", "ann");
        Assert.Null(Take(New(ActKind.Tick, "milk") with { HappenedAt = _now.AddSeconds(-60) }));
        Assert.Equal(TapOutcome.Expired, Take(New(ActKind.Tick, "milk") with { HappenedAt = _now.AddSeconds(-60.001) })!.Outcome);
    }

    [Fact]
    public void Twenty_acts_in_ten_seconds_are_taken_and_the_next_is_to_be_tried_again()
    {
        Tap("t1", "ann");
        for (var i = 0; i < 20; i++) Assert.Null(Act(ActKind.Tick, "milk"));
        var flood = New(ActKind.Tick, "milk");
        Assert.Equal(TapOutcome.TryAgain, Take(flood)!.Outcome);
        _now = _now.AddSeconds(9.999);
        Assert.Equal(TapOutcome.TryAgain, Take(flood)!.Outcome);
        _now = _now.AddSeconds(0.001);
        Assert.Null(Take(flood with { HappenedAt = _now }));
    }

    [Fact]
    public void Help_needs_no_screen_and_leaves_the_one_that_is_open_as_it_is()
    {
        var first = New(ActKind.Help);
        Assert.Null(Take(first));
        _display = _display.Answered(new TapAnswer(first.Key, _now, TapOutcome.Ok, Order: null, "Somebody comes."));
        Tap("t1", "ann");
        var annas = _display.Session;
        Assert.Null(Take(New(ActKind.Help) with { Session = "", HappenedAt = _now.AddSeconds(-60) }));
        Assert.Equal(annas, _display.Session);
        Assert.Equal((TapOutcome.Expired, "That was too long ago. Please press it again."), Take(New(ActKind.Help) with { Session = "", HappenedAt = _now.AddSeconds(-60.001) }) is var late ? (late!.Outcome, late.Text) : default);
        Assert.Equal(TapOutcome.Expired, Act(ActKind.Help, session: "another")!.Outcome);
    }

    [Fact]
    public void Help_at_an_open_screen_keeps_it_open()
    {
        Tap("t1", "ann");
        _now = _now.AddSeconds(59);
        Assert.Null(Act(ActKind.Help));
        _now = _now.AddSeconds(59);
        Assert.NotNull(_display.Open(_now));
    }

    [Fact]
    public void While_a_help_is_being_asked_for_another_is_refused_in_the_language_of_the_terminal_until_it_is_answered_or_15_seconds_are_over()
    {
        var first = New(ActKind.Help);
        Assert.Null(Take(first));
        Assert.Null(Take(first));
        Assert.Equal((TapOutcome.Refused, "이미 직원을 불렀습니다. 곧 옵니다."), Act(ActKind.Help, value: "ko") is var second ? (second!.Outcome, second.Text) : default);
        _now = _now.AddSeconds(14.999);
        Assert.Equal(TapOutcome.Refused, Act(ActKind.Help)!.Outcome);
        _now = _now.AddSeconds(0.001);
        var third = New(ActKind.Help);
        Assert.Null(Take(third));
        _display = _display.Answered(new TapAnswer(third.Key, _now, TapOutcome.Ok, Order: null, "Somebody comes."));
        Assert.Null(Act(ActKind.Help));
    }

    [Fact]
    public void Language_and_letters_that_are_chosen_there_stay_until_the_screen_closes()
    {
        Tap("t1", "ann");
        Act(ActKind.Language, value: "ko");
        Act(ActKind.TextSize, value: "largest");
        Assert.Equal(new ScreenChanges("ko", TextSize.Largest), _display.Session!.Changes);
        Tap("t2", "ann");
        Assert.Equal(ScreenChanges.None, _display.Session.Changes);
    }

    [Theory]
    [InlineData("", "tick", "milk", "", "")]
    [InlineData("abc123", "untick", "milk", "", "")]
    [InlineData("abc123", "language", "", "ko-KR", "")]
    [InlineData("abc123", "text_size", "", "large", "")]
    [InlineData("abc123", "end", "", "", "")]
    [InlineData("", "help", "", "", "")]
    [InlineData("abc123", "help", "", "ko", "")]
    [InlineData("", "help", "", "tlh", "value")]
    [InlineData("abc123", "language", "", "ko-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "")]
    [InlineData("abc123", "language", "", "ko-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "value")]
    [InlineData("abc 123", "end", "", "", "session")]
    [InlineData("abc123", "dance", "", "", "act")]
    [InlineData("abc123", "", "", "", "act")]
    [InlineData("abc123", "tick", "", "", "item")]
    [InlineData("abc123", "tick", "two words", "", "item")]
    [InlineData("abc123", "language", "", "tlh", "value")]
    [InlineData("abc123", "text_size", "", "huge", "value")]
    public void What_cannot_be_an_act_is_named_by_its_field(string session, string act, string item, string value, string field) =>
        Assert.Equal(field, string.Join(", ", ActWords.Check(session, act, item, value).Select(problem => problem.Path)));

    private void Tap(string id, string shopper)
    {
        RecalledItem milk = new(new ListItem("milk", "Milk", ProductId.None, 1, IsDone: false), ZoneId.Unknown, "");
        _display = _display.Opened(new TapKey($"corner/k1/{id}/x"), $"session{id}", new ShopperId(shopper), new ScreenContent(ScreenChoices.None, "Ann", [milk], []), "Hello.", _now);
    }

    private TerminalAct New(ActKind kind, string item = "", string value = "") =>
        new(ActWords.Origin(CornerShop.Id, "k1", $"a{++_acts}", "s", $"{kind}", item, value).Key, _now, _display.Session?.Id ?? "", kind, item, value);

    private TapAnswer? Act(ActKind kind, string item = "", string value = "", string? session = null) => Take(New(kind, item, value) is var act && session is not null ? act with { Session = session } : act);

    private TapAnswer? Take(TerminalAct act)
    {
        (_display, var answer) = _display.Take(act, _layout, _now);
        return answer;
    }
}

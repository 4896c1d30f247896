using SmartStore.Core.Members;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>FEATURES F1, F2 and C6: what is put is kept and entered, a pause and a guardian decide what is in effect.</summary>
public sealed class PauseAndGuardianTests
{
    private const Purposes Presence = Purposes.Presence;
    private const Purposes Both = Purposes.Presence | Purposes.Suggestions;

    [Fact]
    public void A_pause_takes_back_what_is_live_and_ends_the_visit_like_a_withdrawal() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella                  | -
        0:02 | zone entrance                           | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:03 | zone produce                            | zone produce
        0:04 | zone dairy                              | zone dairy, reminder tomato
        0:05 | paused 30:00 presence suggestions staff | revoked CONSENT_WITHDRAWN, revoked CONSENT_WITHDRAWN, visit_ended
        0:06 | zone pasta                              | -
        """);

    [Fact]
    public void A_pause_that_ends_during_a_stay_lets_presence_begin_anew_with_the_next_evidence_and_looks_not_back() => Day.WithAllConsents().Goes("""
        0:01 | list tomato                             | -
        0:02 | zone produce                            | visit_started, zone produce, list tomato@produce
        0:05 | paused 1:00 presence suggestions        | visit_ended
        0:59 | zone dairy                              | -
        1:00 | timer                                   | -
        0:58 | zone dairy                              | -
        1:01 | heard                                   | -
        1:02 | zone pasta                              | visit_started, zone pasta, list tomato@produce
        """);

    [Fact]
    public void A_pause_ends_with_the_first_fact_after_it_when_no_timer_came_before()
    {
        var day = new Day();
        day.Plays("0:01", "paused 1:00 presence");
        Assert.Equal((Presence, Purposes.None, At("1:00")), (day.Ann.Consent.Given, day.Ann.Consent.Effective, ShopperClock.WakeAt(day.Ann, Day.AtOnce, Day.Midnight)));

        Assert.Equal("visit_started, zone dairy", Told.Of(day.Plays("1:05", "zone dairy")));
        Assert.Equal((At("0:01"), At("1:00"), Presence), (day.Ann.Consent.At, day.Ann.Consent.PresenceSince, day.Ann.Consent.Effective));
    }

    [Fact]
    public void A_pause_keeps_what_was_given_and_is_over_when_the_same_is_put_without_one()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence suggestions");
        day.Plays("0:01", "paused 9:00 presence suggestions");
        Assert.Equal((Both, Purposes.None), (day.Ann.Consent.Given, day.Ann.Consent.Effective));
        day.Plays("0:02", "consent presence suggestions");
        Assert.Equal((Both, At("0:02")), (day.Ann.Consent.Effective, day.Ann.Consent.PresenceSince));
    }

    [Fact]
    public void A_pause_that_is_over_already_pauses_nothing()
    {
        var day = new Day();
        day.Plays("5:00", "paused 4:59 presence");
        Assert.Equal((Presence, null), (day.Ann.Consent.Effective, day.Ann.Consent.PausedUntil));
    }

    [Fact]
    public void Every_change_is_entered_with_its_text_its_channel_and_who_said_so()
    {
        var day = new Day();
        day.Apply(new ConsentPut("a", At("0:01"), Both) { TextVersion = "v1", Channel = "app", PausedUntil = At("9:00") });
        day.Apply(new ConsentPut("b", At("0:02"), Both) { TextVersion = "v1", Channel = "kiosk", PausedUntil = At("9:00").AddTicks(7) });
        day.Apply(new ConsentPut("c", At("0:03"), Purposes.None) { By = "desk-3" });

        var entries = day.All.OfType<ConsentEntered>().Select(entered => entered.Entry).ToList();
        Assert.Equal(
            [new ConsentEntry(Ms("0:01"), At("0:01"), Both, "v1", "app", "shopper", At("9:00")), new ConsentEntry(Ms("0:03"), At("0:03"), Purposes.None, "", "", "desk-3", PausedUntil: null)],
            entries);
        Assert.Equal(("v1", Ms("0:03")), (day.Ann.Consent.TextVersion, day.Ann.Consent.LastEntry));
    }

    [Fact]
    public void Entries_of_one_moment_and_of_a_clock_that_was_turned_back_count_on()
    {
        var day = new Day();
        foreach (var (time, purposes) in new[] { ("0:05", Presence), ("0:05", Both), ("0:01", Presence) }) day.Apply(new ConsentPut($"{time}{purposes}", At(time), purposes));
        Assert.Equal([Ms("0:05"), Ms("0:05") + 1, Ms("0:05") + 2], day.All.OfType<ConsentEntered>().Select(entered => entered.Entry.Number));
    }

    // The shop asks for v2. What gives more has to name a text, any text; what takes back or pauses need not.
    [Theory]
    [InlineData(Purposes.None, "", false, ConsentOutcome.Taken)]
    [InlineData(Presence, "", false, ConsentOutcome.Taken)]
    [InlineData(Presence, "", true, ConsentOutcome.Taken)]
    [InlineData(Both, "", false, ConsentOutcome.NeedsText)]
    [InlineData(Both, "", true, ConsentOutcome.NeedsText)]
    [InlineData(Purposes.Suggestions, "", false, ConsentOutcome.NeedsText)]
    [InlineData(Both, "v2", false, ConsentOutcome.Taken)]
    [InlineData(Both, "of an app that nobody knows", false, ConsentOutcome.Taken)]
    public void Where_a_text_is_asked_for_what_gives_more_has_to_name_one(Purposes put, string text, bool pauses, ConsentOutcome outcome)
    {
        var day = new Day(Day.AtOnce with { ConsentText = "v2" });
        day.Apply(new ConsentPut("before", At("0:01"), Presence) { TextVersion = "v1" });
        var before = day.Ann;

        var decided = day.Apply(new ConsentPut("put", At("0:02"), put) { TextVersion = text, PausedUntil = pauses ? At("9:00") : null });

        Assert.Equal(outcome, decided.OfType<ConsentRefused>().SingleOrDefault()?.Outcome ?? ConsentOutcome.Taken);
        if (outcome == ConsentOutcome.Taken) Assert.Equal((put, text.Length > 0 ? text : "v1"), (day.Ann.Consent.Given, day.Ann.Consent.TextVersion));
        else Assert.Equal(before, day.Ann);
    }

    // Of both that the child said, the guardian gave one; the other one waits.
    [Theory]
    [InlineData(Both, "", true, ConsentOutcome.Taken)]
    [InlineData(Both, "", false, ConsentOutcome.Taken)]
    [InlineData(Purposes.Suggestions, "", false, ConsentOutcome.Taken)]
    [InlineData(Both | Purposes.History, "", true, ConsentOutcome.NeedsText)]
    [InlineData(Both, "eve", false, ConsentOutcome.NeedsText)]
    [InlineData(Both, "eve", true, ConsentOutcome.NeedsText)]
    [InlineData(Presence, "eve", true, ConsentOutcome.Taken)]
    public void What_a_child_said_before_and_waits_needs_no_text_when_the_child_pauses_or_says_it_again(Purposes put, string guardian, bool pauses, ConsentOutcome outcome)
    {
        var day = WaitingChild();

        var decided = day.Apply(new ConsentPut("put", At("0:04"), put) { Guardian = guardian, PausedUntil = pauses ? At("9:00") : null });

        Assert.Equal(outcome, decided.OfType<ConsentRefused>().SingleOrDefault()?.Outcome ?? ConsentOutcome.Taken);
        if (outcome != ConsentOutcome.Taken) return;
        Assert.Equal((put & Presence, put, pauses ? At("9:00") : null), (day.Ann.Consent.Given, day.Ann.Consent.Said, day.Ann.Consent.PausedUntil));
    }

    [Fact]
    public void A_set_that_was_read_before_gives_nothing_back_that_was_taken_back_meanwhile()
    {
        var day = WaitingChild();
        day.Plays("0:04", "consent");
        day.Apply(new ConsentPut("put", At("0:05"), Both) { PausedUntil = At("9:00"), ForgetsVisit = true, GivesNothing = true });
        Assert.Equal((Purposes.None, Purposes.None, At("9:00")), (day.Ann.Consent.Given, day.Ann.Consent.Said, day.Ann.Consent.PausedUntil));
    }

    [Fact]
    public void What_a_child_puts_waits_and_what_its_guardian_puts_counts() => new Day().Goes("""
        0:00 | child eve                               | -
        0:01 | list tomato mozzarella                  | -
        0:02 | consent presence suggestions            | -
        0:03 | zone produce                            | -
        0:04 | guardian presence                       | -
        0:05 | zone produce                            | visit_started, zone produce, list tomato@produce mozzarella@dairy
        0:06 | consent presence suggestions            | -
        0:08 | guardian presence suggestions           | recipe caprese[basil]
        0:09 | guardian                                | revoked CONSENT_WITHDRAWN, visit_ended
        """);

    [Fact]
    public void A_childs_set_is_shown_as_put_while_it_waits()
    {
        var day = new Day();
        day.Plays("0:00", "child eve");
        day.Plays("0:01", "consent presence suggestions");
        Assert.Equal((Both, Purposes.None, true), (day.Ann.Consent.Said, day.Ann.Consent.Effective, day.Ann.Consent.WaitsForGuardian));
        day.Plays("0:02", "guardian presence");
        Assert.Equal((Presence, Presence, false), (day.Ann.Consent.Said, day.Ann.Consent.Effective, day.Ann.Consent.WaitsForGuardian));
        day.Plays("0:03", "consent presence suggestions");
        Assert.Equal((Both, Presence, true), (day.Ann.Consent.Said, day.Ann.Consent.Effective, day.Ann.Consent.WaitsForGuardian));
        Assert.Equal(["shopper", "guardian", "shopper"], day.All.OfType<ConsentEntered>().Select(entered => entered.Entry.By));
    }

    [Fact]
    public void A_child_takes_back_by_itself()
    {
        var day = new Day();
        day.Plays("0:00", "child eve");
        day.Plays("0:01", "guardian presence suggestions");
        day.Plays("0:02", "zone dairy");
        Assert.Equal("visit_ended", Told.Of(day.Plays("0:03", "consent")));
        Assert.Equal((Purposes.None, false), (day.Ann.Consent.Given, day.Ann.Consent.WaitsForGuardian));
    }

    [Theory]
    [InlineData("grown", "eve", ConsentOutcome.NoChild)]
    [InlineData("child eve", "mallory", ConsentOutcome.NotTheGuardian)]
    [InlineData("child eve", "ann", ConsentOutcome.NotTheGuardian)]
    public void Who_is_no_guardian_of_the_shopper_confirms_nothing(string profile, string guardian, ConsentOutcome outcome)
    {
        var day = new Day();
        day.Plays("0:00", profile);
        day.Plays("0:01", "consent presence");
        var before = day.Ann;
        var decided = day.Apply(new ConsentPut("c", At("0:02"), Presence) { Guardian = guardian });
        Assert.Equal(outcome, Assert.IsType<ConsentRefused>(Assert.Single(decided)).Outcome);
        Assert.Equal(before, day.Ann);
    }

    [Fact]
    public void What_somebody_gave_waits_for_a_guardian_once_the_operator_says_that_they_are_a_child()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "zone dairy");
        Assert.Equal("visit_ended", Told.Of(day.Plays("0:02", "child eve")));
        Assert.Equal((Purposes.None, Both | Purposes.StaffRecognition, true), (day.Ann.Consent.Given, day.Ann.Consent.Said, day.Ann.Consent.WaitsForGuardian));
        Assert.Equal("operator", day.All.OfType<ConsentEntered>().Last().Entry.By);

        day.Plays("0:03", "grown");
        Assert.Equal((Purposes.None, false), (day.Ann.Consent.Said, day.Ann.Consent.WaitsForGuardian));
    }

    [Fact]
    public void A_visit_can_be_forgotten_while_the_consents_stay()
    {
        var day = Day.WithAllConsents().Goes("""
            0:01 | list tomato                             | -
            0:02 | zone produce                            | visit_started, zone produce, list tomato@produce
            0:03 | zone dairy                              | zone dairy, reminder tomato
            0:04 | forget presence suggestions staff       | revoked CONTEXT_CHANGED, visit_ended
            0:03 | zone pasta                              | -
            """);
        Assert.Equal([Outcome.VisitForgotten], day.Ann.Trace.Select(entry => entry.Outcome));
        Assert.Equal(DateTimeOffset.UnixEpoch, day.Ann.MovedAt);
        Assert.All(day.Ann.Sent, sent => Assert.Null(sent.Content));
        day.Goes("""
            0:05 | zone pasta                              | visit_started, zone pasta, list tomato@produce
            """);
        Assert.Single(day.All.OfType<ConsentEntered>());
    }

    [Theory]
    [InlineData(64, 64, 30, 0)]
    [InlineData(65, 65, 30, 2)]
    [InlineData(0, 0, 31, 1)]
    [InlineData(0, 0, -500, 0)]
    public void Words_and_pauses_have_their_bounds(int textLength, int channelLength, int pauseDays, int problems)
    {
        List<Problem> found = [.. ConsentCheck.Check(new string('v', textLength), new string('c', channelLength), "")];
        if (ConsentCheck.OfPause(Day.Midnight.AddDays(pauseDays), Day.Midnight, "pause_until") is { } problem) found.Add(problem);
        Assert.Equal(problems, found.Count);
        Assert.NotNull(ConsentCheck.OfPause(Day.Midnight.AddDays(30).AddTicks(1), Day.Midnight, "pause_until"));
        Assert.NotEmpty(ConsentCheck.Check("a\nb", "", ""));
    }

    // The shop asks for a text.
    private static Day WaitingChild()
    {
        var day = new Day(Day.AtOnce with { ConsentText = "v2" });
        day.Plays("0:00", "child eve");
        day.Apply(new ConsentPut("asked", At("0:01"), Both) { TextVersion = "v2" });
        day.Apply(new ConsentPut("given", At("0:02"), Presence) { TextVersion = "v2", Guardian = "eve" });
        day.Apply(new ConsentPut("asked again", At("0:03"), Both) { TextVersion = "v2" });
        return day;
    }

    private static DateTimeOffset At(string time) => Day.Midnight + TimeSpan.Parse("0:" + time);

    private static long Ms(string time) => At(time).ToUnixTimeMilliseconds();
}

namespace SmartStore.Core.Tests.Shoppers;

public sealed class ResponseTests
{
    [Fact]
    public void An_accepted_recipe_puts_what_is_missing_on_the_list_and_leaves_the_other_screens()
    {
        var day = Day.WithAllConsents().Goes("""
            0:01 | list tomato mozzarella       | -
            0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
            """);
        var told = day.Plays("0:03", "recipe accepted");

        Assert.Equal(["Basil"], day.Ann.List.Skip(2).Select(item => item.Name));
        Assert.Equal("basil", day.Ann.List[2].Product.Value);
        Assert.Single(told.OfType<SuggestionRevoked>(), revoked => revoked.Reason == RevokeReason.Answered);
        Assert.Single(told.OfType<ListRecalled>(), recalled => recalled.Items.Count == 3);
    }

    [Theory]
    [InlineData("0:04")]
    [InlineData("16:00")]
    public void Accepting_twice_adds_once_also_when_what_it_brought_is_forgotten(string again)
    {
        var day = WithCaprese();
        day.Plays("0:03", "recipe accepted");
        var decisions = day.Plays(again, "recipe accepted");

        Assert.Equal(("-", ResponseOutcome.Taken), (Told.Of(decisions), Reply(decisions)));
        Assert.Equal(3, day.Ann.List.Count);
    }

    [Theory]
    [InlineData("basil")]
    [InlineData("Basils")]
    public void What_the_shopper_added_by_name_meanwhile_is_not_added_again(string name)
    {
        var day = WithCaprese();
        day.Apply(new ListPut("by hand", Day.Midnight.AddSeconds(3), [.. day.Ann.List, new ListItem("mine", name, ProductId.None, 2, IsDone: false)]));
        day.Plays("0:04", "recipe accepted");

        Assert.Equal(["tomato", "mozzarella", "mine"], day.Ann.List.Select(item => item.Id));
    }

    // Sent at 0:02 for ten minutes, and five more for a phone that was offline.
    [Theory]
    [InlineData("15:02", ResponseOutcome.Taken, 3)]
    [InlineData("15:03", ResponseOutcome.NoSuchSuggestion, 2)]
    public void A_recipe_is_accepted_as_long_as_it_is_known_what_it_brings(string time, ResponseOutcome outcome, int items)
    {
        var day = WithCaprese();

        Assert.Equal(outcome, Reply(day.Plays(time, "recipe accepted")));
        Assert.Equal(items, day.Ann.List.Count);
        Assert.Equal(outcome == ResponseOutcome.Taken, day.Ann.Quiet.Count > 0);
    }

    [Theory]
    [InlineData("shown", SentStatus.Live)]
    [InlineData("dismissed", SentStatus.Answered)]
    [InlineData("snoozed", SentStatus.Snoozed)]
    [InlineData("never", SentStatus.Answered)]
    public void Answers_that_bring_nothing_onto_the_list_count_late_too(string response, SentStatus status)
    {
        var day = WithCaprese();

        Assert.Equal(ResponseOutcome.Taken, Reply(day.Plays("16:00", $"recipe {response}")));
        Assert.Equal(status, Assert.Single(day.Ann.Sent).Status);
    }

    [Fact]
    public void A_reminder_is_accepted_late_too_because_it_brings_nothing()
    {
        var day = WithReminder(Patient);

        Assert.Equal(ResponseOutcome.Taken, Reply(day.Plays("16:00", "reminder accepted")));
        Assert.Single(day.Ann.Quiet);
    }

    [Theory]
    [InlineData("shown")]
    [InlineData("dismissed")]
    [InlineData("accepted")]
    public void What_was_shown_or_answered_stays_quiet_for_six_hours_and_then_may_come_again(string response)
    {
        var day = WithReminder();
        day.Plays("0:20", $"reminder {response}");

        day.Plays("9:00", "timer");
        day.Plays("5:50:00", "zone produce");
        Assert.Equal("zone dairy", Told.Of(day.Plays("6:00:19", "zone dairy")));
        day.Plays("6:30:00", "timer");
        day.Plays("6:31:00", "zone produce");
        Assert.Equal("zone dairy, reminder basil", Told.Of(day.Plays("6:32:00", "zone dairy")));
    }

    [Fact]
    public void What_was_never_seen_may_come_again_in_the_next_visit() => Day.WithAllConsents().Goes("""
        0:01    | list basil                   | -
        0:02    | zone produce                 | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                   | zone dairy, reminder basil
        9:00    | timer                        | visit_ended
        1:00:00 | zone produce                 | visit_started, zone produce, list basil@produce
        1:00:10 | zone dairy                   | zone dairy, reminder basil
        """);

    [Fact]
    public void What_is_still_on_the_screen_is_not_sent_again_in_a_new_visit() => Day.WithAllConsents().Goes("""
        0:01    | list basil                   | -
        0:02    | zone produce                 | visit_started, zone produce, list basil@produce
        0:10    | zone dairy                   | zone dairy, reminder basil
        3:00    | timer                        | visit_ended
        4:00    | zone produce                 | visit_started, zone produce, list basil@produce
        5:00    | zone dairy                   | zone dairy
        """);

    [Fact]
    public void Never_means_never_even_on_a_new_list_with_other_ids()
    {
        var day = WithReminder();
        Assert.Equal("revoked ANSWERED", Told.Of(day.Plays("0:20", "reminder never")));
        day.Plays("9:00", "timer");

        day.Apply(new ListPut("later", Day.Midnight.AddDays(300), [new ListItem("x9", "Fresh green stuff", new ProductId("basil"), 1, IsDone: false)]));
        day.Plays("300.01:00:00", "zone produce");
        Assert.Equal("zone dairy", Told.Of(day.Plays("300.01:01:00", "zone dairy")));
    }

    [Fact]
    public void Snoozed_comes_back_after_ten_minutes_in_the_same_stay_under_a_new_id() => Day.WithAllConsents(Patient).Goes("""
        0:01  | list basil                   | -
        0:02  | zone produce                 | visit_started, zone produce, list basil@produce
        0:10  | zone dairy                   | zone dairy, reminder basil
        0:20  | reminder snoozed             | revoked ANSWERED
        10:19 | timer                        | -
        10:20 | timer                        | reminder basil
        10:30 | timer                        | -
        """);

    [Fact]
    public void The_timer_is_set_for_the_snoozed_one()
    {
        var day = WithReminder(Patient);
        day.Plays("0:20", "reminder snoozed");

        Assert.Equal(Day.Midnight.AddSeconds(20) + Patient.SnoozeFor, ShopperClock.WakeAt(day.Ann, Patient, Day.Midnight));
    }

    [Fact]
    public void Snoozed_does_not_come_back_to_somebody_who_left() => Day.WithAllConsents().Goes("""
        0:01  | list basil                   | -
        0:02  | zone produce                 | visit_started, zone produce, list basil@produce
        0:10  | zone dairy                   | zone dairy, reminder basil
        0:20  | reminder shown               | -
        0:21  | reminder snoozed             | revoked ANSWERED
        5:00  | timer                        | visit_ended
        10:21 | timer                        | -
        11:00 | zone produce                 | visit_started, zone produce, list basil@produce
        12:00 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void A_snoozed_one_keeps_its_place_in_the_budget() => Day.WithAllConsents(Patient).Goes("""
        0:01  | list tomato mozzarella spaghetti | -
        0:02  | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy spaghetti@pasta, recipe caprese[basil]
        0:05  | recipe snoozed               | revoked ANSWERED
        0:10  | zone dairy                   | zone dairy, reminder tomato
        0:20  | zone pasta                   | zone pasta
        10:05 | timer                        | recipe caprese[basil]
        """);

    [Fact]
    public void A_snoozed_recipe_stays_away_when_care_has_come() => Day.WithAllConsents(Patient).Goes("""
        0:01  | list tomato mozzarella       | -
        0:02  | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:05  | recipe snoozed               | revoked ANSWERED
        0:06  | list tomato mozzarella ibuprofen | list tomato@produce mozzarella@dairy ibuprofen@pharmacy
        10:05 | timer                        | -
        """);

    [Fact]
    public void A_snoozed_reminder_of_what_is_done_meanwhile_stays_away() => Day.WithAllConsents(Patient).Goes("""
        0:01  | list basil                   | -
        0:02  | zone produce                 | visit_started, zone produce, list basil@produce
        0:10  | zone dairy                   | zone dairy, reminder basil
        0:20  | reminder snoozed             | revoked ANSWERED
        0:30  | list -basil                  | -
        10:20 | timer                        | -
        """);

    [Fact]
    public void The_first_answer_counts_but_never_is_always_heard()
    {
        var day = WithReminder();
        day.Plays("0:11", "reminder dismissed");
        Assert.Equal("-", Told.Of(day.Plays("0:12", "reminder snoozed")));
        day.Plays("0:13", "reminder never");

        Assert.True(Assert.Single(day.Ann.Quiet).IsForEver);
    }

    [Fact]
    public void Shown_is_no_answer_and_takes_nothing_off_other_screens() => Day.WithAllConsents().Goes("""
        0:01  | list basil                   | -
        0:02  | zone produce                 | visit_started, zone produce, list basil@produce
        0:10  | zone dairy                   | zone dairy, reminder basil
        0:20  | reminder shown               | -
        0:21  | reminder dismissed           | revoked ANSWERED
        """);

    [Fact]
    public void An_answer_to_what_was_never_suggested_is_told_so()
    {
        var decisions = Day.WithAllConsents().Apply(new ResponseGiven("r", Day.Midnight, new SuggestionId("s-unknown"), Response.Dismissed));

        Assert.Equal(ResponseOutcome.NoSuchSuggestion, Reply(decisions));
    }

    [Fact]
    public void Never_is_kept_when_quiet_subjects_reach_their_limit()
    {
        var day = Day.WithAllConsents();
        var state = day.Ann;
        var never = new Subject(SuggestionKind.Recipe, "never");
        state = ShopperEvolution.Evolve(state, new SubjectQuieted(Day.Midnight, never, DateTimeOffset.MaxValue));
        for (var i = 0; i < QuietSubject.PerShopperMax; i++)
            state = ShopperEvolution.Evolve(state, new SubjectQuieted(Day.Midnight, new Subject(SuggestionKind.Reminder, $"p{i}"), Day.Midnight.AddMinutes(i + 1)));

        Assert.Equal(QuietSubject.PerShopperMax, state.Quiet.Count);
        Assert.Contains(state.Quiet, quiet => quiet.Subject == never);
        Assert.DoesNotContain(state.Quiet, quiet => quiet.Subject.Value == "p0");
    }

    [Fact]
    public void A_shopper_full_of_nevers_forgets_the_oldest_of_them_for_the_newest()
    {
        var state = Day.WithAllConsents().Ann;
        for (var i = 0; i < QuietSubject.PerShopperMax; i++) state = Never(state, i);
        Assert.Equal((QuietSubject.PerShopperMax, "r0"), (state.Quiet.Count, state.Quiet[0].Subject.Value));

        for (var i = 0; i < 2; i++) state = Never(state, QuietSubject.PerShopperMax + i);

        Assert.Equal(Enumerable.Range(2, QuietSubject.PerShopperMax).Select(i => $"r{i}"), state.Quiet.Select(quiet => quiet.Subject.Value));

        static Shopper Never(Shopper shopper, int recipe) =>
            ShopperEvolution.Evolve(shopper, new SubjectQuieted(Day.Midnight, new Subject(SuggestionKind.Recipe, $"r{recipe}"), DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_quiet_subject_that_becomes_a_never_costs_no_other_its_place()
    {
        var state = Day.WithAllConsents().Ann;
        for (var i = 0; i < QuietSubject.PerShopperMax; i++)
            state = ShopperEvolution.Evolve(state, new SubjectQuieted(Day.Midnight, new Subject(SuggestionKind.Reminder, $"p{i}"), Day.Midnight.AddMinutes(i + 1)));

        state = ShopperEvolution.Evolve(state, new SubjectQuieted(Day.Midnight, new Subject(SuggestionKind.Reminder, "p5"), DateTimeOffset.MaxValue));

        Assert.Equal(QuietSubject.PerShopperMax, state.Quiet.Count);
        Assert.Equal(["p5"], state.Quiet.Where(quiet => quiet.IsForEver).Select(quiet => quiet.Subject.Value));
    }

    private static ResponseOutcome Reply(IReadOnlyList<ShopperDecision> decisions) => Assert.Single(decisions.OfType<ResponseReplied>()).Outcome;

    private static Day WithCaprese()
    {
        var day = Day.WithAllConsents(Patient);
        day.Plays("0:01", "list tomato mozzarella");
        day.Plays("0:02", "zone entrance");
        return day;
    }

    private static Day WithReminder(ShopperRules? rules = null)
    {
        var day = Day.WithAllConsents(rules);
        day.Plays("0:01", "list basil");
        day.Plays("0:02", "zone produce");
        Assert.Equal("zone dairy, reminder basil", Told.Of(day.Plays("0:10", "zone dairy")));
        return day;
    }

    // Stays for hours without evidence, so that tables need no row to keep the visit alive.
    private static ShopperRules Patient { get; } = Day.AtOnce with { VisitEndsAfter = TimeSpan.FromHours(4) };
}

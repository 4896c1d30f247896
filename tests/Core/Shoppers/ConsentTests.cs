namespace SmartStore.Core.Tests.Shoppers;

public sealed class ConsentTests
{
    [Fact]
    public void Without_consent_to_presence_a_zone_is_neither_told_nor_kept()
    {
        var day = new Day();
        day.Plays("0:00", "list basil tomato mozzarella");
        var before = day.Ann;

        Assert.IsType<ObservationRefused>(Assert.Single(day.Plays("0:01", "zone produce")));
        Assert.Equal(before, day.Ann);
    }

    // Consent is given at 10:00. The fact comes at 10:10.
    [Theory]
    [InlineData("06:00", "06:00", false)]
    [InlineData("09:59", "09:59", false)]
    [InlineData("10:02", "09:59", false)]
    [InlineData("09:59", "10:02", false)]
    [InlineData("10:00", "10:00", true)]
    [InlineData("10:05", "10:04", true)]
    public void What_was_seen_before_the_consent_starts_nothing_and_leaves_no_trace(string seen, string evidence, bool counts)
    {
        var day = new Day();
        day.Plays("0:00", "profile vip");
        day.Plays("10:00", "consent presence suggestions staff");
        var before = day.Ann;

        day.Apply(new ZoneObserved("z", At(seen), CornerShop.Id, new ZoneId("produce"), 0.9, At(evidence), At("10:10")));

        Assert.Equal(counts, day.Ann.Visit is not null);
        Assert.Equal(counts, day.All.Exists(decision => decision is StaffTold));
        if (!counts) Assert.Equal(before, day.Ann);
    }

    [Fact]
    public void What_was_seen_before_a_withdrawal_does_not_count_for_the_consent_after_it() => new Day().Goes("""
        0:00 | consent presence             | -
        0:10 | zone produce                 | visit_started, zone produce
        0:20 | consent                      | visit_ended
        0:30 | consent presence             | -
        0:29 | zone dairy                   | -
        0:29 | heard                        | -
        0:30 | zone dairy                   | visit_started, zone dairy
        """);

    [Fact]
    public void Another_purpose_does_not_make_the_consent_to_presence_younger()
    {
        var day = new Day();
        day.Plays("0:05", "consent presence");
        day.Plays("0:30", "consent presence suggestions");
        Assert.Equal((At("0:30"), At("0:05")), (day.Ann.Consent.At, day.Ann.Consent.PresenceSince));

        Assert.Equal("visit_started, zone produce", Told.Of(day.Plays("0:20", "zone produce")));
        day.Plays("0:40", "consent");
        day.Plays("0:50", "consent presence");
        Assert.Equal(At("0:50"), day.Ann.Consent.PresenceSince);
    }

    [Fact]
    public void A_new_shopper_has_agreed_to_nothing() => new Day().Goes("""
        0:00 | zone produce                 | -
        0:01 | order o1 ready               | -
        0:02 | zone desk                    | -
        """);

    [Fact]
    public void Withdrawing_presence_takes_back_what_is_live_and_ends_the_visit() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:03 | zone produce                 | zone produce
        0:04 | zone dairy                   | zone dairy, reminder tomato
        0:05 | consent                      | revoked CONSENT_WITHDRAWN, revoked CONSENT_WITHDRAWN, visit_ended
        0:06 | zone pasta                   | -
        """);

    [Fact]
    public void After_withdrawal_nothing_is_left_that_tells_a_place()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomato mozzarella");
        day.Plays("0:02", "zone produce");
        day.Plays("0:03", "zone dairy");
        day.Plays("0:04", "consent");

        Assert.Null(day.Ann.Visit);
        Assert.Equal(DateTimeOffset.UnixEpoch, day.Ann.MovedAt);
        Assert.All(day.Ann.Sent, sent => Assert.Null(sent.Content));
        Assert.Equal([Outcome.ConsentWithdrawn], day.Ann.Trace.Select(entry => entry.Outcome));
    }

    [Fact]
    public void Withdrawing_suggestions_takes_back_the_recipe_and_leaves_the_reminder() => Day.WithAllConsents().Goes("""
        0:01 | list tomato mozzarella       | -
        0:02 | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        0:03 | zone dairy                   | zone dairy, reminder tomato
        0:04 | consent presence             | revoked CONSENT_WITHDRAWN
        """);

    [Fact]
    public void Without_consent_to_suggestions_there_are_reminders_but_no_recipes() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list tomato mozzarella       | -
        0:02 | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy
        0:03 | zone dairy                   | zone dairy, reminder tomato
        """);

    [Fact]
    public void Suggestions_without_presence_are_kept_but_do_nothing_until_presence_is_given() => new Day().Goes("""
        0:00 | consent suggestions staff    | -
        0:01 | list tomato mozzarella       | -
        0:02 | zone produce                 | -
        0:03 | consent presence suggestions | -
        0:04 | zone produce                 | visit_started, zone produce, list tomato@produce mozzarella@dairy, recipe caprese[basil]
        """);

    [Fact]
    public void Consent_to_suggestions_given_in_the_store_brings_the_recipe_at_once() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list tomato mozzarella       | -
        0:02 | zone entrance                | visit_started, zone entrance, list tomato@produce mozzarella@dairy
        0:03 | consent presence suggestions | recipe caprese[basil]
        """);

    [Fact]
    public void The_same_consents_again_change_nothing_not_even_since_when()
    {
        var day = new Day();
        day.Plays("0:05", "consent presence");
        Assert.Empty(day.Plays("0:09", "consent presence"));
        Assert.Equal(Day.Midnight.AddSeconds(5), day.Ann.Consent.At);
    }

    private static DateTimeOffset At(string time) => Day.Midnight + TimeSpan.Parse("0:" + time);

    [Fact]
    public void Purposes_are_read_and_written_as_the_contract_numbers_them()
    {
        Assert.Empty(ConsentCheck.Check([7, 3, 1, 1], "", out var set));
        Assert.Equal(Purposes.Presence | Purposes.StaffRecognition | Purposes.Improvement, set);
        Assert.Equal([1, 3, 7], ConsentCheck.Numbers(set));
        Assert.Equal(["consents[0].purposes[1]: no purpose 0", "consents[0].purposes[2]: no purpose 9"],
            ConsentCheck.Check([1, 0, 9], "consents[0].", out _).Select(problem => problem.ToString()));
    }
}

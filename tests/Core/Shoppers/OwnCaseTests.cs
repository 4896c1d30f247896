using SmartStore.Core.Cases;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>A shopper's own cases: how many there may be, what the phone is told, and that who is cared for is not sold to.</summary>
public sealed class OwnCaseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Books _books = new();
    private Shopper _ann = Shopper.Unknown(new ShopperId("ann")) with { Profile = new Profile("Ann", Tier.Regular) };
    private long _versions;

    [Fact]
    public void A_second_help_waits_for_the_first_to_be_over_and_the_same_wish_is_granted_again()
    {
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c1", CaseKind.Help));
        Copy("c1", CaseKind.Help, CaseState.Open);
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c1", CaseKind.Help));
        Assert.Equal(CaseGrantOutcome.HelpIsOpen, Ask("c2", CaseKind.Help));
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c3", CaseKind.Complaint));
        Copy("c1", CaseKind.Help, CaseState.Settled);
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c2", CaseKind.Help));
    }

    [Fact]
    public void Help_is_asked_for_three_times_an_hour()
    {
        for (var i = 0; i < OwnCase.HelpsPerHourMax; i++)
        {
            Assert.Equal(CaseGrantOutcome.Granted, Ask($"c{i}", CaseKind.Help));
            Copy($"c{i}", CaseKind.Help, CaseState.Withdrawn);
        }
        Assert.Equal(CaseGrantOutcome.TooManyHelps, Ask("c9", CaseKind.Help, minutes: 59));
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c9", CaseKind.Help, minutes: 59, byStaff: true));
        Copy("c9", CaseKind.Help, CaseState.Settled, minutes: 59);
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c10", CaseKind.Help, minutes: 61));
    }

    [Fact]
    public void Ten_cases_are_open_and_an_eleventh_is_refused()
    {
        for (var i = 0; i < OwnCase.OpenMax; i++)
        {
            Assert.Equal(CaseGrantOutcome.Granted, Ask($"c{i}", CaseKind.Complaint));
            Copy($"c{i}", CaseKind.Complaint, CaseState.Open);
        }
        Assert.Equal(CaseGrantOutcome.TooManyOpen, Ask("c10", CaseKind.Complaint));
    }

    [Fact]
    public void As_many_cases_as_may_be_are_kept_and_one_that_is_forgotten_makes_room()
    {
        for (var i = 0; i < OwnCase.KeptMax; i++) Copy($"c{i}", CaseKind.Complaint, CaseState.Settled);
        Assert.Equal(CaseGrantOutcome.TooManyKept, Ask("new", CaseKind.Complaint));
        Decide(new CaseCopied("f", Noon, new CaseId("c0"), ++_versions, Case: null));
        Assert.Equal(CaseGrantOutcome.Granted, Ask("new", CaseKind.Complaint));
    }

    [Fact]
    public void A_wish_that_never_came_to_its_case_counts_for_a_minute()
    {
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c1", CaseKind.Help));
        Assert.Equal(CaseGrantOutcome.HelpIsOpen, Ask("c2", CaseKind.Help));
        Assert.Equal(CaseGrantOutcome.Granted, Ask("c2", CaseKind.Help, minutes: 1));
        Assert.Equal(["c2"], _ann.Cases.Select(own => own.Id.Value));
    }

    [Fact]
    public void The_phone_is_told_each_state_once_and_keeps_what_is_open()
    {
        Assert.Single(Copy("c1", CaseKind.Help, CaseState.Open));
        Assert.NotNull(Assert.Single(_ann.Cases).Content);
        Assert.Single(Copy("c1", CaseKind.Help, CaseState.Settled));
        Assert.Null(Assert.Single(_ann.Cases).Content);
        Assert.Empty(Decide(new CaseCopied("f", Noon, new CaseId("c1"), _versions, Case: null)).OfType<CaseTold>()); // no newer one
        Assert.Single(_ann.Cases);
    }

    [Theory]
    [InlineData(CaseKind.Help, CaseState.Open, false)]
    [InlineData(CaseKind.Complaint, CaseState.Taken, false)]
    [InlineData(CaseKind.Help, CaseState.Settled, true)]
    [InlineData(CaseKind.Concierge, CaseState.Open, true)]
    public void Who_waits_for_help_or_has_complained_is_not_sold_to(CaseKind kind, CaseState state, bool isSuggested)
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomatoes mozzarella");
        day.Apply(new CaseCopied("case", Day.Midnight.AddMinutes(2), new CaseId("c1"), 1, Case("c1", kind, state)));
        Assert.Equal(isSuggested, day.Plays("0:03", "zone produce").OfType<Suggested>().Any());
    }

    [Fact]
    public void A_recipe_that_is_live_is_taken_back_when_its_shopper_asks_for_help()
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomatoes mozzarella");
        Assert.Single(day.Plays("0:02", "zone produce").OfType<Suggested>());
        Assert.Single(day.Apply(new CaseCopied("case", Day.Midnight.AddMinutes(3), new CaseId("c1"), 1, Case("c1", CaseKind.Help, CaseState.Open))).OfType<SuggestionRevoked>());
    }

    [Theory]
    [InlineData(OrderState.Preparing, true, true)]
    [InlineData(OrderState.Ready, true, true)]
    [InlineData(OrderState.Claimed, true, false)]
    [InlineData(OrderState.Claimed, false, true)]
    public void Whose_order_is_being_handed_over_here_is_not_sold_to(OrderState state, bool isHere, bool isSuggested)
    {
        var day = Day.WithAllConsents();
        day.Plays("0:01", "list tomatoes mozzarella");
        day.Apply(new OrderCopied("copy", Day.Midnight.AddSeconds(2), new Order(new OrderId("o1"), isHere ? CornerShop.Id : Books.Elsewhere, state, ZoneId.Unknown, []) { CopyVersion = 1 }, IsYours: true));
        Assert.Equal(isSuggested, day.Plays("0:03", "zone produce").OfType<Suggested>().Any());
        Assert.Equal(isSuggested, day.Ann.Trace.All(entry => entry.Outcome != Outcome.BeingServed));
    }

    [Fact]
    public void A_recipe_that_is_live_is_taken_back_when_an_order_is_being_handed_over() => new Day().Goes("""
        0:00 | consent presence suggestions | -
        0:01 | list tomatoes mozzarella     | -
        0:02 | order o1 ready               | pickup o1 READY
        0:03 | zone produce                 | visit_started, zone produce, list tomatoes@produce mozzarella@dairy, pickup o1 READY, recipe caprese[basil], staff: Ann is here
        0:04 | order o1 claimed             | pickup o1 CLAIMED, revoked CONTEXT_CHANGED
        """);

    [Fact]
    public void Once_the_order_is_handed_over_a_recipe_may_come() => new Day().Goes("""
        0:00 | consent presence suggestions | -
        0:01 | list tomatoes mozzarella     | -
        0:02 | order o1 claimed             | pickup o1 CLAIMED
        0:03 | zone entrance                | visit_started, zone entrance, list tomatoes@produce mozzarella@dairy, staff: Ann is here
        0:04 | order o1 handed_over         | pickup o1 HANDED_OVER, staff: gone
        0:05 | zone produce                 | zone produce, recipe caprese[basil]
        """);

    [Fact]
    public void A_reminder_stays_while_an_order_is_being_handed_over() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | list tomatoes mozzarella     | -
        0:02 | order o1 claimed             | pickup o1 CLAIMED
        0:03 | zone produce                 | visit_started, zone produce, list tomatoes@produce mozzarella@dairy, staff: Ann is here
        0:04 | zone dairy                   | zone dairy, reminder tomatoes
        0:05 | order o1 ready               | pickup o1 READY
        0:06 | order o1 claimed             | pickup o1 CLAIMED
        """);

    [Fact]
    public void A_case_learns_of_its_shopper_only_what_they_agreed_to()
    {
        var visit = new Visit { Id = new("v"), Store = CornerShop.Id, StartedAt = Noon, StaySince = Noon, EvidenceAt = Noon, KnownZone = new ZoneId("dairy") };
        var help = new OwnCase(new CaseId("c1"), CaseKind.Help, CornerShop.Id, CaseState.Open, Noon, 1);
        var ann = _ann with { Visit = visit, Consent = new Consent(Purposes.Presence, Noon, Noon) };
        Assert.Equal((true, true, new ZoneId("dairy")), OwnCaseRules.Standing(ann, help));
        Assert.Equal((true, true, ZoneId.Unknown), OwnCaseRules.Standing(ann, help with { Kind = CaseKind.Return }));
        Assert.Equal((true, false, ZoneId.Unknown), OwnCaseRules.Standing(ann, help with { Store = Books.Elsewhere }));
        Assert.Equal((false, false, ZoneId.Unknown), OwnCaseRules.Standing(ann with { Consent = Consent.None }, help));
    }

    private static ServiceCase Case(string id, CaseKind kind, CaseState state) => new(new CaseId(id), kind, CornerShop.Id) { State = state, Shopper = new ShopperId("ann"), OpenedAt = Noon };

    private CaseGrantOutcome Ask(string id, CaseKind kind, int minutes = 0, bool byStaff = false) =>
        Decide(new CaseAsked($"ask/{id}", Noon.AddMinutes(minutes), new CaseId(id), kind, CornerShop.Id, byStaff)).OfType<CaseGranted>().Single().Grant.Outcome;

    private List<CaseTold> Copy(string id, CaseKind kind, CaseState state, int minutes = 0) =>
        [.. Decide(new CaseCopied($"copy/{_versions}", Noon.AddMinutes(minutes), new CaseId(id), ++_versions, Case(id, kind, state) with { OpenedAt = Noon.AddMinutes(minutes) })).OfType<CaseTold>()];

    private IReadOnlyList<ShopperDecision> Decide(ShopperFact fact)
    {
        var decided = ShopperDecider.Decide(_ann, fact, _books, ShopperRules.Default);
        _ann = ShopperEvolution.Evolve(_ann, decided);
        return decided;
    }
}

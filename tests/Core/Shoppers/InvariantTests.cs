using FsCheck;
using FsCheck.Fluent;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>What holds for any day of any shopper, whatever happens in whatever order. A failure prints the day.</summary>
public sealed class InvariantTests
{
    private static readonly string[] Facts =
    [
        "consent presence suggestions staff", "consent presence suggestions", "consent presence", "consent",
        "paused 8:00 presence suggestions staff", "paused 50:00 presence", "forget presence suggestions", "child eve", "grown", "prefers 1 -x", "prefers 0 -x", "prefers 3 dish", "guardian presence suggestions", "guardian",
        "list tomato mozzarella basil", "list tomato mozzarella", "list spaghetti garlic", "list basil mint cream soap", "list tomato ibuprofen", "list -tomato -basil mozzarella", "list",
        "add basil", "add spaghetti garlic", "tick tomato", "untick tomato", "remove basil mozzarella", "crossed basil",
        "zone entrance", "zone produce", "zone dairy", "zone pasta", "zone pharmacy", "zone desk", "zone ?", "zone produce", "zone dairy", "zone pasta", "elsewhere",
        "order o1 ready", "order o1 preparing", "order o2 ready ibuprofen", "order o1 handed_over",
        "recipe shown", "recipe accepted", "recipe dismissed", "recipe snoozed", "recipe never", "reminder shown", "reminder snoozed", "reminder never",
        "tap 1 valid", "tap 2 valid", "tap 3 expired", "heard", "heard", "timer", "timer", "stock basil 0", "stock basil 5", "profile vip", "profile regular",
    ];

    // Which fact, and how many seconds after the one before: mostly soon, now and then hours later.
    private static readonly Gen<(int Fact, int Seconds)[]> Days = Gen.Zip(
        Gen.Choose(0, Facts.Length - 1),
        Gen.Frequency((8, Gen.Choose(0, 90)), (2, Gen.Choose(100, 900)), (1, Gen.Choose(3_600, 30_000)))).ArrayOf(120);

    [Fact]
    public void Any_day_stays_within_the_budget_of_visits_and_stays() => Holds(day =>
    {
        int visit = 0, stay = 0;
        string zone = "";
        foreach (var decision in day.All)
        {
            if (decision is VisitStarted) (visit, stay, zone) = (0, 0, "");
            if (decision is ZoneEntered { Zone.IsUnknown: false } entered && entered.Zone.Value != zone) (stay, zone) = (0, entered.Zone.Value);
            if (decision is not Suggested suggested) continue;
            Assert.True(++visit <= ShopperRules.Default.SuggestionsPerVisit, "too many in a visit");
            if (!suggested.IsRepeat) Assert.True(++stay <= 1, $"too many in one stay in {zone}");
        }
    });

    [Fact]
    public void Any_day_tells_no_place_and_suggests_nothing_without_consent() => Holds(day =>
    {
        var given = Purposes.None;
        foreach (var decision in day.All)
        {
            if (decision is ConsentReplaced replaced) given = replaced.Consent.Effective;
            if (!given.HasFlag(Purposes.Presence)) Assert.IsNotType<VisitStarted>(decision);
            if (!given.HasFlag(Purposes.Presence)) Assert.False(decision is ZoneEntered or ListRecalled or PickupTold or Suggested or ZoneProven, decision.ToString());
            if (!given.HasFlag(Purposes.Suggestions)) Assert.False(decision is Suggested { Suggestion.Kind: not SuggestionKind.Reminder }, decision.ToString());
            if (!given.HasFlag(Purposes.StaffRecognition)) Assert.False(decision is StaffTold { Standing.Vip: not null }, decision.ToString());
        }
    });

    [Fact]
    public void Any_day_leaves_nothing_live_that_its_consents_do_not_cover() => Holds(day =>
    {
        var now = day.All.Count == 0 ? Day.Midnight : day.All[^1].At;
        if (!day.Ann.Consent.Presence) Assert.DoesNotContain(day.Ann.Sent, sent => sent.IsLive(now) || sent.Content is not null);
        if (!day.Ann.Consent.Suggestions) Assert.DoesNotContain(day.Ann.Sent, sent => sent.IsLive(now) && sent.Kind == SuggestionKind.Recipe);
        if (!day.Ann.Consent.Presence) Assert.Null(day.Ann.Visit);
    });

    [Fact]
    public void Any_day_gives_every_update_an_id_of_its_own() => Holds(day =>
    {
        var ids = day.All.OfType<PhoneUpdate>().Select(update => update.UpdateId).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void Any_day_never_brings_back_what_was_declined_for_ever() => Holds(day =>
    {
        var never = new HashSet<Subject>();
        foreach (var decision in day.All)
        {
            if (decision is SubjectQuieted { Until: var until, Subject: var subject } && until == DateTimeOffset.MaxValue) never.Add(subject);
            if (decision is Suggested suggested) Assert.DoesNotContain(suggested.Subjects, never.Contains);
        }
    });

    [Fact]
    public void Any_day_pairs_the_start_and_the_end_of_visits() => Holds(day =>
    {
        VisitId? open = null;
        foreach (var decision in day.All)
        {
            if (decision is VisitStarted started)
            {
                Assert.Null(open);
                open = started.Visit;
            }
            if (decision is ZoneEntered or Suggested) Assert.NotNull(open);
            if (decision is VisitEnded ended)
            {
                Assert.Equal(open, ended.Visit);
                open = null;
            }
        }
        Assert.Equal(open, day.Ann.Visit?.Id);
    });

    [Fact]
    public void Any_day_keeps_every_list_within_its_limit_and_wakes_no_sooner_than_something_is_due() => Holds(day =>
    {
        Assert.True(day.Ann.Trace.Count <= TraceEntry.PerShopperMax);
        Assert.True(day.Ann.Sent.Count <= SentSuggestion.PerShopperMax);
        Assert.True(day.Ann.Answers.Count <= AnsweredTaps.Max);
        Assert.True(day.Ann.List.Count <= ListItem.ListMax);
        Assert.True(day.Ann.ListMemory.Edits.Count <= ListMemory.EditsMax);
        Assert.True(day.Ann.ListMemory.Removed.Count <= ListMemory.RemovedMax);
        Assert.Equal(day.Ann.Visit is null, ShopperClock.WakeAt(day.Ann, ShopperRules.Default, Day.Midnight) is null);
    });

    [Fact]
    public void The_same_day_twice_gives_the_same_decisions_with_the_same_ids() => Check.One(Quick, Prop.ForAll(Arb.From(Days), facts =>
    {
        Assert.Equal(Text(Play(facts)), Text(Play(facts)));
    }));

    private static Config Quick => Config.QuickThrowOnFailure.WithMaxTest(150);

    private static void Holds(Action<Day> invariant) => Check.One(Quick, Prop.ForAll(Arb.From(Days), facts => invariant(Play(facts))));

    private static Day Play((int Fact, int Seconds)[] facts)
    {
        var day = new Day(ShopperRules.Default);
        var at = TimeSpan.Zero;
        foreach (var (fact, seconds) in facts)
        {
            at += TimeSpan.FromSeconds(seconds);
            var words = Facts[fact];
            // Nothing to answer yet.
            if (words.StartsWith("recipe ", StringComparison.Ordinal) && day.Ann.Sent.All(sent => sent.Kind != SuggestionKind.Recipe)) continue;
            if (words.StartsWith("reminder ", StringComparison.Ordinal) && day.Ann.Sent.All(sent => sent.Kind != SuggestionKind.Reminder)) continue;
            day.Plays(at.ToString("c"), words);
        }
        return day;
    }

    private static string Text(Day day) => string.Join('\n', day.All.Select(decision => decision switch
    {
        PhoneUpdate update => $"{update.UpdateId} {Told.Of(update)}",
        _ => decision.GetType().Name,
    }));
}

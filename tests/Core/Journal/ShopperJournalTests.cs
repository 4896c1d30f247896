using SmartStore.Core.Journal;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Journal;

/// <summary>What of a shopper's day is kept for evaluation, and what never is.</summary>
public sealed class ShopperJournalTests
{
    private readonly Books _books = new();

    [Fact]
    public void A_suggestion_is_one_decision_with_the_numbers_it_was_decided_on()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list tomato mozzarella -soap"), ("0:05", "zone entrance"));

        var decision = Assert.Single(entries.OfType<DecisionEntry>());
        Assert.Equal(
            (CornerShop.Id, Cause.Zone, Outcome.Suggested, SuggestionKind.Recipe, "recipe_from_list", false),
            (decision.Store, decision.Cause, decision.Outcome, decision.Kind, decision.Rule, decision.IsRepeat));
        Assert.Equal(["caprese"], decision.Subjects);
        var features = Assert.Single(entries.OfType<FeaturesEntry>());
        Assert.Equal(decision.Suggestion, features.Suggestion);
        Assert.Equal((2, 1, 0, 2, 1, 129L), (features.OpenItems, features.DoneItems, features.SentBefore, features.Have, features.Missing, features.MissingMinor));
    }

    [Fact]
    public void A_reminder_says_after_how_long_and_how_many_it_came()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list basil tomato"), ("0:05", "zone produce"), ("0:35", "zone dairy"));

        var reminder = entries.OfType<DecisionEntry>().Last();
        Assert.Equal((Outcome.Reminded, "passed_items"), (reminder.Outcome, reminder.Rule));
        Assert.Equal(["basil", "tomato"], reminder.Subjects);
        var features = entries.OfType<FeaturesEntry>().Last();
        Assert.Equal((1, TimeSpan.FromSeconds(30)), (features.SentBefore, features.InVisit));
    }

    [Fact]
    public void Silence_is_a_decision_too_and_says_of_no_place()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list tomato soap batteries"), ("0:05", "zone entrance"));
        var silence = Assert.Single(entries.OfType<DecisionEntry>());
        Assert.Equal((Outcome.NoGoodRecipe, "", "", 0), (silence.Outcome, silence.Suggestion.Value, silence.Rule, silence.Subjects.Count));
    }

    [Theory]
    [InlineData("list ibuprofen tomato mozzarella", "zone entrance")]
    [InlineData("list 2x_ibuprofen_400 tomato mozzarella", "zone entrance")]
    public void A_visit_for_care_leaves_no_decision(string list, string zone) =>
        Assert.Empty(Of(Day.WithAllConsents(), ("0:01", list), ("0:05", zone)));

    [Fact]
    public void A_reminder_of_care_is_kept_without_what_it_was_of()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list ibuprofen"), ("0:05", "zone pharmacy"), ("0:35", "zone dairy"));
        Assert.Empty(Assert.Single(entries.OfType<DecisionEntry>()).Subjects);
        Assert.DoesNotContain("ibuprofen", string.Join('\n', entries), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("recipe accepted", Response.Accepted)]
    [InlineData("recipe dismissed", Response.Dismissed)]
    [InlineData("recipe snoozed", Response.Snoozed)]
    [InlineData("recipe never", Response.Never)]
    [InlineData("recipe shown", Response.Shown)]
    public void A_response_is_kept_with_the_suggestion_it_is_to(string fact, Response response)
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list tomato mozzarella"), ("0:05", "zone entrance"), ("0:06", fact));
        var kept = Assert.Single(entries.OfType<ResponseEntry>());
        Assert.Equal((entries.OfType<DecisionEntry>().First().Suggestion, SuggestionKind.Recipe, response), (kept.Suggestion, kept.Kind, kept.Response));
    }

    [Fact]
    public void A_response_that_changes_nothing_is_not_kept_again()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list tomato mozzarella"), ("0:05", "zone entrance"), ("0:06", "recipe dismissed"), ("0:07", "recipe dismissed"), ("0:08", "recipe accepted"));
        Assert.Equal([Response.Dismissed], entries.OfType<ResponseEntry>().Select(entry => entry.Response));
    }

    [Theory]
    [InlineData("consent presence suggestions", true)]
    [InlineData("consent", false)]
    public void A_tap_and_a_handover_are_somebodys_only_if_the_shopper_agreed_to_be_found(string consent, bool isPersonal)
    {
        var entries = Of(new Day(Day.AtOnce), ("0:01", consent), ("0:02", "tap t1 expired"), ("0:03", "order o1 ready milk"), ("0:04", "order o1 handed_over milk"), ("0:05", "order o1 handed_over milk"));
        var (answer, handover) = (Assert.Single(entries.OfType<AnswerEntry>()), Assert.Single(entries.OfType<HandoverEntry>()));
        Assert.Equal((CornerShop.Id, TapOutcome.Expired, isPersonal), (answer.Store, answer.Outcome, answer.IsPersonal));
        Assert.Equal((CornerShop.Id, 1, isPersonal), (handover.Store, handover.Items, handover.IsPersonal));
    }

    [Fact]
    public void A_tap_that_an_order_answers_is_kept_by_the_order()
    {
        Assert.Empty(Of(Day.WithAllConsents(), ("0:01", "order o1 ready"), ("0:02", "tap t1 valid")).OfType<AnswerEntry>());
        Assert.Single(Of(Day.WithAllConsents(), ("0:01", "tap t1 valid"), ("0:02", "tap t1 valid")).OfType<AnswerEntry>());
    }

    [Fact]
    public void Without_consent_to_suggestions_no_silence_is_kept()
    {
        var day = new Day(Day.AtOnce);
        Assert.Empty(Of(day, ("0:01", "consent presence"), ("0:02", "list tomato soap batteries"), ("0:05", "zone entrance")));
    }

    [Fact]
    public void Withdrawing_consent_writes_nothing()
    {
        var entries = Of(Day.WithAllConsents(), ("0:01", "list tomato mozzarella"), ("0:05", "zone entrance"));
        Assert.NotEmpty(entries);
        var day = Day.WithAllConsents();
        Of(day, ("0:01", "list tomato mozzarella"), ("0:05", "zone entrance"));
        Assert.Empty(Of(day, ("0:06", "consent")));
    }

    [Fact]
    public void What_is_taken_back_because_it_is_sold_out_is_a_decision_about_the_same_suggestion()
    {
        var day = Day.WithAllConsents();
        var sent = Of(day, ("0:01", "list tomato mozzarella"), ("0:05", "zone entrance")).OfType<DecisionEntry>().Single();
        day.Plays("0:06", "stock basil 0");
        _books.Corner = CornerShop.Stocked(("basil", 0));
        var revoked = Assert.Single(Of(day, ("0:07", "list tomato mozzarella soap")).OfType<DecisionEntry>(), entry => entry.Outcome == Outcome.Revoked);
        Assert.Equal((sent.Suggestion, SuggestionKind.Recipe), (revoked.Suggestion, revoked.Kind));
    }

    private List<JournalEntry> Of(Day day, params (string Time, string Fact)[] facts)
    {
        var entries = new List<JournalEntry>();
        foreach (var (time, fact) in facts)
        {
            var before = day.Ann;
            var decided = day.Plays(time, fact);
            entries.AddRange(ShopperJournal.Of(before, day.Ann, day.LastFact!, decided, _books));
        }
        return entries;
    }
}

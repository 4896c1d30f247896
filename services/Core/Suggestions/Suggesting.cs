using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Suggestions;

/// <summary>Which suggestion, if any, is worth one of the few that a visit may bring.</summary>
internal static class Suggesting
{
    /// <summary>
    /// Something changed in an open visit. A reminder goes first, because it is worth most where it is decided; a recipe can wait, also
    /// until it is known whether a zone was left. At most one is sent.
    /// </summary>
    /// <param name="leftZone">The zone that was left; null: none was.</param>
    public static void Consider(ShopperTurn turn, StoreBook book, ZoneId? leftZone)
    {
        if (leftZone is { } left && ReminderRule.Find(turn, book, left) is { } reminder)
        {
            if (HasRoom(turn)) Send(turn, reminder, isRepeat: false);
            return;
        }
        if (turn.Shopper.Visit?.Left is not null) return;
        if (RecipeRule.MayLook(turn, book) && HasRoom(turn) && RecipeRule.Find(turn, book) is { } recipe) Send(turn, recipe, isRepeat: false);
    }

    /// <summary>Snoozed suggestions whose time has come go out again, if they still make sense: under a new id, within the visit's budget.</summary>
    public static void BringBackSnoozed(ShopperTurn turn, StoreBook book)
    {
        var due = turn.Shopper.Sent.Where(sent => sent.Status == SentStatus.Snoozed && sent.Visit == turn.Shopper.Visit?.Id && sent.ComesBackAt <= turn.At);
        foreach (var snoozed in due.ToList())
        {
            turn.Add(new SuggestionClosed(turn.At, snoozed.Id, SentStatus.Settled, ComesBackAt: null));
            if (turn.Shopper.Visit is not { } visit) return;
            if (visit.Suggestions >= turn.Rules.SuggestionsPerVisit) turn.Note(Outcome.BudgetSpent);
            else if (Again(turn, book, snoozed) is { } draft) Send(turn, draft, isRepeat: true);
        }
    }

    private static Draft? Again(ShopperTurn turn, StoreBook book, SentSuggestion snoozed) =>
        snoozed.Kind == SuggestionKind.Recipe ? RecipeRule.Again(turn, book, snoozed.Subjects[0]) : ReminderRule.Again(turn, book, snoozed.Subjects);

    private static bool HasRoom(ShopperTurn turn)
    {
        if (turn.Shopper.Visit is not { } visit) return false;
        var left = turn.Rules.SuggestionsPerVisit - visit.Suggestions;
        var comingBack = turn.Shopper.Sent.Count(sent => sent.Status == SentStatus.Snoozed && sent.Visit == visit.Id);
        Outcome? why = left <= 0 ? Outcome.BudgetSpent : visit.SuggestedInStay ? Outcome.StayHadOne : left <= comingBack ? Outcome.KeptForSnoozed : null;
        if (why is { } outcome) turn.Note(outcome);
        return why is null;
    }

    private static void Send(ShopperTurn turn, Draft draft, bool isRepeat)
    {
        if (turn.Shopper.Visit is not { } visit) return;
        var id = new SuggestionId(DerivedId.Of('s', turn.Fact.Id, draft.Why.Rule, draft.Subjects[0].Value));
        var suggestion = new Suggestion(id, draft.Kind, draft.Title, draft.Text, draft.Recipe, draft.Why, turn.At + turn.Rules.SuggestionLives);
        turn.Add(new Suggested(turn.At, suggestion, draft.Subjects, visit.Id, isRepeat));
        turn.Note(draft.Kind == SuggestionKind.Reminder ? Outcome.Reminded : Outcome.Suggested, draft.Subjects[0].Value);
    }
}

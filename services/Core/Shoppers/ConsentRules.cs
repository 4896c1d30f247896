using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>Consents: given, or withdrawn with effect at once.</summary>
internal static class ConsentRules
{
    public static void Put(ShopperTurn turn, ConsentPut fact)
    {
        var before = turn.Shopper.Consent;
        if (before.Given == fact.Purposes && before.At != Consent.None.At) return;
        turn.Add(new ConsentReplaced(turn.At, new Consent(fact.Purposes, turn.At, before.Presence ? before.PresenceSince : turn.At)));
        var now = turn.Shopper.Consent;

        if (before.Presence && !now.Presence)
        {
            LiveSuggestions.TakeBack(turn, _ => true, RevokeReason.ConsentWithdrawn);
            VisitRules.End(turn);
            turn.Add(new PlacesForgotten(turn.At));
            turn.Note(Outcome.ConsentWithdrawn);
            return;
        }
        if (before.Suggestions && !now.Suggestions)
            LiveSuggestions.TakeBack(turn, kind => kind != SuggestionKind.Reminder, RevokeReason.ConsentWithdrawn);
        if (!before.Suggestions && now.Suggestions && turn.BookHere is { } book) Suggesting.Consider(turn, book, leftZone: null);
    }
}

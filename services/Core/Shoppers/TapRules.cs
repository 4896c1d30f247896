using SmartStore.Core.Pickup;

namespace SmartStore.Core.Shoppers;

/// <summary>Taps: certain about who and where, answered once and for all.</summary>
internal static class TapRules
{
    public static void Answer(Deliberation turn, Tapped fact)
    {
        if (turn.Shopper.Answers.Of(fact.Origin.Key) is { } given)
        {
            turn.Add(new TapAnswered(turn.At, fact.Origin, given, IsNew: false));
            return;
        }
        if (fact.Verdict == PassVerdict.Valid)
        {
            VisitRules.Observe(turn, fact.Origin.Store, fact.Zone, confidence: 1, isCertain: true);
            // A tap that came late moves nothing, and proves nothing about now.
            if (turn.Shopper.Visit is { } visit && visit.Store == fact.Origin.Store && visit.Zone == fact.Zone && turn.At >= turn.Shopper.MovedAt)
                turn.Add(new ZoneProven(turn.At, visit.Store, visit.Zone));
        }
        turn.Add(new TapAnswered(turn.At, fact.Origin, Judge(turn, fact), IsNew: true));
        turn.Note(Outcome.TapAnswered, turn.Shopper.Consent.Presence ? fact.Origin.Terminal : "");
    }

    /// <summary>A good pass of somebody who is not a shopper any more. Nothing is kept; the same tap gets the same bytes all the same.</summary>
    public static void AnswerNobody(Deliberation turn, Tapped fact) =>
        turn.Add(new TapAnswered(turn.At, fact.Origin, new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, PickupWords.Refused), IsNew: false));

    private static TapAnswer Judge(Deliberation turn, Tapped fact)
    {
        switch (fact.Verdict)
        {
            case PassVerdict.Forged: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, PickupWords.Refused);
            case PassVerdict.Expired: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Expired, Order: null, PickupWords.Expired);
        }
        var ready = turn.Shopper.Orders.FirstOrDefault(order => order.Store == fact.Origin.Store && order.State == OrderState.Ready);
        return ready is null
            ? new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.NoOrder, Order: null, PickupWords.NoOrder)
            : new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Ok, ready.Id, PickupWords.Ready(ready.Id, OrderUpdate.PlaceName(ready, turn.Book(ready.Store))));
    }
}

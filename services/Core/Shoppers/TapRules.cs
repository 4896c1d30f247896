namespace SmartStore.Core.Shoppers;

/// <summary>Taps: they prove who the shopper is and where. Each is answered once.</summary>
internal static class TapRules
{
    public static void Answer(ShopperTurn turn, Tapped fact)
    {
        if (turn.Shopper.Answers.Of(fact.Origin.Key) is { } given)
        {
            turn.Add(new TapAnswered(turn.At, given, IsNew: false));
            return;
        }
        if (fact.Verdict == PassVerdict.Valid)
        {
            // A late tap moves nothing and does not prove the present zone.
            if (VisitRules.Observe(turn, fact) && turn.Shopper.Visit is { } visit && visit.Zone == fact.Zone)
                turn.Add(new ZoneProven(turn.At, visit.Store, visit.Zone));
        }
        turn.Add(new TapAnswered(turn.At, Judge(turn, fact), IsNew: true));
        turn.Note(Outcome.TapAnswered, turn.Shopper.Consent.Presence ? fact.Origin.Terminal : "");
    }

    /// <summary>A good pass of a person who is no longer a shopper. Nothing is kept; the same tap still gets the same bytes.</summary>
    public static void AnswerStranger(ShopperTurn turn, Tapped fact) =>
        turn.Add(new TapAnswered(turn.At, new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, turn.WordsOf(turn.Book(fact.Origin.Store)).PassRefused), IsNew: false));

    private static TapAnswer Judge(ShopperTurn turn, Tapped fact)
    {
        var words = turn.WordsOf(turn.Book(fact.Origin.Store));
        switch (fact.Verdict)
        {
            case PassVerdict.Forged: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, words.PassRefused);
            case PassVerdict.Expired: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Expired, Order: null, words.PassExpired);
        }
        var ready = turn.Shopper.Orders.FirstOrDefault(order => order.Store == fact.Origin.Store && order.State == OrderState.Ready);
        return ready is null
            ? new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.NoOrder, Order: null, words.NoOrder)
            // The order answers: it may have changed hands since its copy came.
            : new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Ok, ready.Id, Text: "");
    }
}

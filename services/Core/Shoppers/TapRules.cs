namespace SmartStore.Core.Shoppers;

/// <summary>Taps: they prove who the shopper is and where. Each is answered once.</summary>
internal static class TapRules
{
    public static void Answer(ShopperTurn turn, Tapped fact)
    {
        if (turn.Shopper.Answers.Of(fact.Origin.Key) is { } given)
        {
            turn.Add(new TapAnswered(turn.At, given, IsNew: false) { Name = turn.Shopper.Profile!.Name });
            return;
        }
        // A pass of a device that was ended is as good as one that is too old.
        if (fact.Epoch < turn.Shopper.PassEpoch && fact.Verdict is PassVerdict.Valid or PassVerdict.TooEarly) fact = fact with { Verdict = PassVerdict.Expired };
        if (fact.Verdict == PassVerdict.Valid)
        {
            // A late tap moves nothing and does not prove the present zone.
            if (VisitRules.Observe(turn, fact) && turn.Shopper.Visit is { } visit && visit.Zone == fact.Zone)
                turn.Add(new ZoneProven(turn.At, visit.Store, visit.Zone));
        }
        var answer = Judge(turn, fact);
        turn.Add(new TapAnswered(turn.At, answer, IsNew: true) { Name = turn.Shopper.Profile!.Name });
        if (answer.IsOfHousehold) HouseholdPickup.Remember(turn, fact.OfHousehold!.First(order => order.Id == answer.Order));
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
            case PassVerdict.TooEarly: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, words.PassTooEarly);
            case PassVerdict.Expired: return new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Expired, Order: null, words.PassExpired);
        }
        var choices = Screens.ScreenChoices.Of(turn.Shopper) with { ShowsPerson = false };
        return OrderToAsk(turn, fact, out var more) is { } order
            // The order answers: it may have changed hands since its copy came.
            ? new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Ok, order.Id, Text: "") { More = more, IsOfHousehold = order.IsOfHousehold }
            : new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.NoOrder, Order: null, words.NoOrder) { Choices = choices };
    }

    // Ready before being brought before just handed over; the shopper's own before those that name them before the household's; the oldest first. A locker prefers what lies in it.
    private static CollectableOrder? OrderToAsk(ShopperTurn turn, Tapped fact, out int more)
    {
        List<CollectableOrder> here = [.. turn.Shopper.Orders.Select(HouseholdPickup.Offered).Select(own => own with { IsOfHousehold = false }), .. turn.Shopper.Collects.Where(order => !order.IsOfHousehold)];
        here.AddRange((fact.OfHousehold ?? []).Where(order => here.All(known => known.Id != order.Id)));
        here.RemoveAll(order => order.Store != fact.Origin.Store);
        var ready = here.Where(order => order.State == OrderState.Ready).ToList();
        more = Math.Max(0, ready.Count - 1);
        if (ready.Count > 0)
        {
            var isLocker = turn.Book(fact.Origin.Store)?.Terminal(fact.Origin.Terminal) is { Kind: TerminalKind.Locker };
            var inIt = isLocker ? ready.FindIndex(order => order.Terminal == fact.Origin.Terminal) : -1;
            return ready[Math.Max(0, inIt)];
        }
        return here.Find(order => order.State == OrderState.Claimed)
            ?? here.FindLast(order => order.State == OrderState.HandedOver && order.EndedAt > DateTimeOffset.UnixEpoch && fact.At - order.EndedAt < turn.Rules.AnswersKept);
    }
}

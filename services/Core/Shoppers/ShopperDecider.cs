using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>
/// The rules about one shopper: a fact comes, decisions follow. Pure: no clock, no chance, no I/O; the same state, fact, books and rules
/// give the same decisions with the same ids.
/// </summary>
public static class ShopperDecider
{
    /// <summary>What follows from a fact. Fold it with <see cref="ShopperEvolution"/>; a fact that changes nothing gives nothing.</summary>
    public static IReadOnlyList<ShopperDecision> Decide(Shopper shopper, ShopperFact fact, IBooks books, ShopperRules rules)
    {
        var turn = new ShopperTurn(shopper, fact, books, rules);
        if (shopper.Profile is null && fact is not ProfilePut)
        {
            // Nobody is created by accident: only a profile makes a shopper.
            if (fact is Tapped stray) TapRules.AnswerNobody(turn, stray);
            return turn.Decisions;
        }

        ForgetPast(turn);
        switch (fact)
        {
            case ProfilePut put: ProfileRules.Put(turn, put); break;
            case ListPut put: ListRules.Put(turn, put); break;
            case ConsentPut put: ConsentRules.Put(turn, put); break;
            case OrderCopied copied: OrderRules.Take(turn, copied); break;
            case ResponseGiven given: ResponseRules.Take(turn, given); break;
            case ZoneObserved observed: VisitRules.Observe(turn, observed); break;
            case StillHere here: VisitRules.Prolong(turn, here); break;
            case Tapped tapped: TapRules.Answer(turn, tapped); break;
            case Woken woken: VisitRules.Wake(turn, woken); break;
            default: throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact.");
        }
        StaffRules.TellOfChange(turn, shopper);
        return turn.Decisions;
    }

    private static void ForgetPast(ShopperTurn turn)
    {
        var (shopper, at, rules) = (turn.Shopper, turn.At, turn.Rules);
        // What a phone may still show or answer is remembered, however short the quiet time is set.
        var answerable = rules.SuggestionLives + rules.AnswerGrace;
        var past = new PastForgotten(at, at - (rules.QuietFor > answerable ? rules.QuietFor : answerable), at - rules.AnswersKept, at - rules.AnswerGrace);
        if (shopper.Quiet.Any(quiet => quiet.Until <= at)
            || shopper.Answers.AnyBefore(past.AnswersBefore)
            || shopper.Sent.Any(sent => (sent.SentAt < past.SentBefore && sent.Visit != shopper.Visit?.Id) || (sent.Content is not null && sent.ExpiresAt < past.ContentsBefore)))
        {
            turn.Add(past);
        }
    }
}

using SmartStore.Core.Pickup;

namespace SmartStore.Core.Stores;

/// <summary>The rules of a store's board. Pure: the same board and fact give the same decisions.</summary>
public static class StoreDecider
{
    /// <summary>What follows from a fact. Facts that repeat or contradict what is known already change nothing.</summary>
    public static IReadOnlyList<StoreDecision> Decide(StoreBoard board, StoreFact fact, StoreRules rules)
    {
        IReadOnlyList<StoreDecision> forgotten = [.. Forget(board, fact, rules)];
        return [.. forgotten, .. Follow(forgotten.Aggregate(board, Evolve), fact, rules)];
    }

    /// <summary>The board after a decision.</summary>
    public static StoreBoard Evolve(StoreBoard board, StoreDecision decision) => decision switch
    {
        VipArrived d => board with { Vips = Newest(board.Vips.Where(v => v.Shopper != d.Vip.Shopper), d.Vip, StoreBoard.VipsMax) },
        VipMoved d => board with { Vips = [.. board.Vips.Select(v => v.Shopper == d.Shopper ? v with { Zone = d.Zone, At = d.At } : v)] },
        VipLeft d => board with { Vips = [.. board.Vips.Where(v => v.Shopper != d.Shopper)] },
        PickupWaiting d => board with { Waiting = Waiting(board.Waiting, d.Order) },
        WaitingEnded d => board with { Waiting = [.. board.Waiting.Where(o => o.Order != d.Order)] },
        StoreTapAnswered { IsNew: true } d => board with { Answers = board.Answers.With(d.Answer) },
        OldAnswersForgotten d => board with { Answers = board.Answers.Since(d.Before) },
        _ => board,
    };

    private static IEnumerable<StoreDecision> Follow(StoreBoard board, StoreFact fact, StoreRules rules) => fact switch
    {
        ShopperArrived arrived => Arrive(board, arrived, rules),
        ShopperMoved moved => Move(board, moved),
        ShopperLeft left => [.. End(board, left, left.Shopper, rules), .. board.Waiting.Where(o => o.Shopper == left.Shopper).Select(o => new WaitingEnded(left.At, o.Order))],
        RecognitionEnded ended => End(board, ended, ended.Shopper, rules),
        OrderAwaited awaited => Await(board, awaited, rules),
        OrderSettled settled => board.Waiting.Any(o => o.Order == settled.Order) ? [new WaitingEnded(settled.At, settled.Order)] : [],
        TapForged forged => [Refuse(board, forged)],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
    };

    private static IEnumerable<StoreDecision> Forget(StoreBoard board, StoreFact fact, StoreRules rules)
    {
        var before = fact.At - rules.AnswersKept;
        if (board.Answers.AnyBefore(before)) yield return new OldAnswersForgotten(fact.At, before);
    }

    private static IEnumerable<StoreDecision> Arrive(StoreBoard board, ShopperArrived fact, StoreRules rules)
    {
        var known = board.Vips.FirstOrDefault(vip => vip.Shopper == fact.Shopper);
        if (known is not null && known.At > fact.At) yield break;
        if (known is not null)
        {
            yield return new VipMoved(fact.At, fact.Shopper, fact.Zone);
            yield break;
        }
        var vip = new PresentVip(fact.Shopper, fact.Name, fact.Tier, fact.Zone, fact.Reason, Math.Clamp(fact.Confidence, 0, 1), fact.At);
        yield return new VipArrived(Id(fact, "vip_arrived", fact.Shopper.Value), fact.At, fact.At + rules.UpdateLives, vip);
    }

    private static IEnumerable<StoreDecision> Move(StoreBoard board, ShopperMoved fact)
    {
        if (board.Vips.Any(vip => vip.Shopper == fact.Shopper && vip.At <= fact.At)) yield return new VipMoved(fact.At, fact.Shopper, fact.Zone);
    }

    private static IEnumerable<StoreDecision> End(StoreBoard board, StoreFact fact, ShopperId shopper, StoreRules rules)
    {
        if (board.Vips.Any(vip => vip.Shopper == shopper))
            yield return new VipLeft(Id(fact, "vip_left", shopper.Value), fact.At, fact.At + rules.UpdateLives, shopper);
    }

    private static IEnumerable<StoreDecision> Await(StoreBoard board, OrderAwaited fact, StoreRules rules)
    {
        var known = board.Waiting.FirstOrDefault(order => order.Order == fact.Order && order.Shopper == fact.Shopper);
        if (known is not null && known.Zone == fact.Zone) yield break;
        // Moved to another desk, it still waits since its shopper came.
        var waiting = new WaitingOrder(fact.Order, fact.Shopper, fact.Name, fact.Zone, known?.At ?? fact.At);
        yield return new PickupWaiting(Id(fact, "pickup_waiting", fact.Order.Value), fact.At, fact.At + rules.UpdateLives, waiting);
    }

    private static StoreTapAnswered Refuse(StoreBoard board, TapForged fact)
    {
        var given = board.Answers.Of(fact.Origin.Key);
        var answer = given ?? new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Refused, Order: null, PickupWords.Refused);
        return new StoreTapAnswered(fact.At, fact.Origin, answer, IsNew: given is null);
    }

    // In order of arrival: an order that moved to another desk keeps its place.
    private static IReadOnlyList<WaitingOrder> Waiting(IReadOnlyList<WaitingOrder> waiting, WaitingOrder put) =>
        waiting.Any(order => order.Order == put.Order && order.Shopper == put.Shopper)
            ? [.. waiting.Select(order => order.Order == put.Order ? put : order)]
            : Newest(waiting.Where(order => order.Order != put.Order), put, StoreBoard.WaitingMax);

    private static string Id(StoreFact fact, string rule, string subject) => DerivedId.Of('u', fact.Id, rule, subject);

    private static IReadOnlyList<T> Newest<T>(IEnumerable<T> others, T added, int max) => [.. others.Append(added).TakeLast(max)];
}

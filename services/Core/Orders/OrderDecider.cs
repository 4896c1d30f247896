namespace SmartStore.Core.Orders;

/// <summary>
/// The rules about one pickup order. Its id is global: put for another shopper, it moves there unless it is being handed over. Pure: the same
/// order, fact and books give the same decisions.
/// </summary>
public static class OrderDecider
{
    /// <param name="held">The order; null: there is none.</param>
    public static IReadOnlyList<OrderDecision> Decide(HeldOrder? held, OrderFact fact, IBooks books, ShopperRules rules) => fact switch
    {
        OrderPut put => [.. Put(held, put)],
        OrderTapped tapped => [.. Tap(held, tapped, books, rules)],
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact."),
    };

    /// <summary>The order after a decision.</summary>
    public static HeldOrder? Evolve(HeldOrder? held, OrderDecision decision) => decision switch
    {
        OrderBecame d => d.Held,
        OrderTapAnswered { IsNew: true } d => held! with { Answers = held.Answers.With(d.Answer) },
        _ => held,
    };

    private static IEnumerable<OrderDecision> Put(HeldOrder? held, OrderPut fact)
    {
        var order = fact.Order;
        if (held is not null)
        {
            if (order.Version > 0 && order.Version < held.Order.Version)
            {
                yield return new OrderPutReplied(fact.At, OrderPutOutcome.Outdated, held);
                yield break;
            }
            // A writer without versions keeps the held version, so that an older numbered change is still refused.
            if (order.Version == 0) order = order with { Version = held.Order.Version };
            if (held.Holder == fact.Holder && held.Order.IsLike(order))
            {
                yield return new OrderPutReplied(fact.At, OrderPutOutcome.Taken, held);
                yield break;
            }
            if (Refusal(held, fact) is { } refusal)
            {
                yield return new OrderPutReplied(fact.At, refusal, held);
                yield break;
            }
        }

        var hasMoved = held is not null && held.Holder != fact.Holder;
        var next = new HeldOrder(order, fact.Holder) { NotBefore = hasMoved ? fact.At : held?.NotBefore ?? DateTimeOffset.UnixEpoch, Answers = held?.Answers ?? AnsweredTaps.None };
        yield return new OrderBecame(fact.At, next);
        if (hasMoved) yield return new ShopperCopied(fact.At, held!.Holder, order, IsYours: false);
        if (held is not null && held.Order.Store != order.Store) yield return new StoreCopied(fact.At, held.Order.Store, order, fact.Holder, IsHere: false);
        yield return new ShopperCopied(fact.At, fact.Holder, order, IsYours: true);
        yield return new StoreCopied(fact.At, order.Store, order, fact.Holder, IsHere: true);
        yield return new OrderPutReplied(fact.At, OrderPutOutcome.Taken, next);
    }

    private static OrderPutOutcome? Refusal(HeldOrder held, OrderPut fact) => held.Order.State switch
    {
        OrderState.HandedOver or OrderState.Cancelled => OrderPutOutcome.Final,
        OrderState.Claimed when held.Holder != fact.Holder => OrderPutOutcome.BeingHandedOver,
        OrderState.Ready or OrderState.Claimed when held.Order.Store != fact.Order.Store => OrderPutOutcome.FixedToItsStore,
        _ => null,
    };

    // The order decides, because a shopper's copy may be older than the last change of its holder.
    private static IEnumerable<OrderDecision> Tap(HeldOrder? held, OrderTapped fact, IBooks books, ShopperRules rules)
    {
        var before = fact.At - rules.AnswersKept;
        if (held is not null && held.Answers.AnyBefore(before))
        {
            held = held with { Answers = held.Answers.Since(before) };
            yield return new OrderBecame(fact.At, held);
        }
        if (held?.Answers.Of(fact.Origin.Key) is { } given)
        {
            yield return new OrderTapAnswered(fact.At, given, IsNew: false);
            yield break;
        }
        var words = Words.Of(preferred: "", books.Find(fact.Origin.Store)?.Layout);
        if (held is null)
        {
            yield return new OrderTapAnswered(fact.At, new TapAnswer(fact.Origin.Key, fact.TappedAt, TapOutcome.NoOrder, Order: null, words.NoOrder), IsNew: false);
            yield break;
        }
        var isReady = held.Holder == fact.Shopper && held.Order.State == OrderState.Ready && held.Order.Store == fact.Origin.Store;
        var answer = isReady
            ? new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.Ok, held.Order.Id, words.IsReady(held.Order.Id, OrderUpdate.PlaceName(held.Order, books.Find(held.Order.Store))))
            : new TapAnswer(fact.Origin.Key, fact.At, TapOutcome.NoOrder, Order: null, words.NoOrder);
        yield return new OrderTapAnswered(fact.At, answer, IsNew: true);
    }
}

namespace SmartStore.Core.Orders;

/// <summary>
/// The rules about one pickup order. Its id is global: put for another shopper, it moves there unless it is being handed over. Pure: the same
/// order, fact and books give the same decisions.
/// </summary>
public static class OrderDecider
{
    /// <param name="held">The order; null: there is none.</param>
    public static IReadOnlyList<OrderDecision> Decide(HeldOrder? held, OrderFact fact, IBooks books, HandoverRules rules)
    {
        var turn = new OrderTurn(held, fact, books, rules);
        switch (fact)
        {
            case OrderPut put: Put(turn, put); break;
            case OrderTapped tapped: OrderTapRules.Answer(turn, tapped); break;
            case PassAsked asked: OrderTapRules.Give(turn, asked); break;
            case StaffClaimed claimed: OrderStaffRules.Claim(turn, claimed); break;
            case StaffCompleted completed: OrderStaffRules.Complete(turn, completed); break;
            case LockerReported reported: LockerRules.Report(turn, reported); break;
            case ProofsEnded ended: OrderTapRules.End(turn, ended); break;
            case PersonErased erased: OrderErasure.Take(turn, erased); break;
            case OrderWoken: OrderClock.Wake(turn); break;
            default: throw new ArgumentOutOfRangeException(nameof(fact), fact, "No rule for this fact.");
        }
        return turn.Decisions;
    }

    /// <summary>The order after a decision.</summary>
    public static HeldOrder? Evolve(HeldOrder? held, OrderDecision decision) => decision switch
    {
        OrderBecame d => d.Held,
        OrderForgotten => null,
        OrderTroubled d => held! with { Trouble = d.Trouble },
        OrderTapAnswered { IsNew: true } d => held! with { Answers = held.Answers.With(d.Answer) },
        _ => held,
    };

    private static void Put(OrderTurn turn, OrderPut fact)
    {
        var (held, order) = (turn.Held, fact.Order);
        if (held is null)
        {
            turn.Become(new HeldOrder(order with { Progress = Begun(turn, null, order) }, fact.Holder) { StateAt = turn.At });
            turn.Reply(new OrderPutReplied(fact.At, OrderPutOutcome.Taken, turn.Held));
            return;
        }
        if (order.Version > 0 && order.Version < held.Order.Version)
        {
            turn.Reply(new OrderPutReplied(fact.At, OrderPutOutcome.Outdated, held));
            return;
        }
        // A writer without versions keeps the held version, so that an older numbered change is still refused.
        if (order.Version == 0) order = order with { Version = held.Order.Version };
        // The order system knows nothing of claims: what it puts as ready stays taken on. Unless staff wait for it to be settled.
        if (order.State == OrderState.Ready && held.Order.State == OrderState.Claimed && held.Trouble is null && held.Holder == fact.Holder) order = order with { State = OrderState.Claimed };
        // Whose an order of nobody was is not known any more.
        var isTheirs = held.Holder == fact.Holder || (held.Holder.IsNobody && !held.Order.IsLive);
        if (isTheirs && held.Order.IsLike(order))
        {
            if (held.Trouble is not null) turn.Become(held with { Trouble = null });
        }
        else if (Refusal(held, fact) is { } refusal)
        {
            turn.Reply(new OrderPutReplied(fact.At, refusal, held));
            return;
        }
        else turn.Become(Changed(turn, held, order, fact.Holder));
        turn.Reply(new OrderPutReplied(fact.At, OrderPutOutcome.Taken, turn.Held));
    }

    private static HeldOrder Changed(OrderTurn turn, HeldOrder held, Order order, ShopperId holder)
    {
        var hasMoved = held.Holder != holder;
        var next = held with
        {
            Order = order with { Progress = Begun(turn, held, order) },
            Holder = holder,
            NotBefore = hasMoved ? turn.At : held.NotBefore,
            StateAt = held.Order.State == order.State ? held.StateAt : turn.At,
            ErasedAt = hasMoved ? null : held.ErasedAt,
            Trouble = null,
        };
        if (held.Trouble?.Code == OrderTrouble.Unsettled || order.State == OrderState.HandedOver) next = next.WithoutOpenGrant();
        // Who was erased has nothing but the code, and cannot ask for another one.
        var keepsCode = next.ErasedAt is not null && order.IsLive;
        if (hasMoved || order.State is not (OrderState.Ready or OrderState.Claimed)) next = next.WithoutWait() with { Code = keepsCode ? held.Code : "", IsHoldOver = false };
        return next;
    }

    private static OrderProgress Begun(OrderTurn turn, HeldOrder? held, Order order) => order.State switch
    {
        OrderState.Claimed => held!.Order.Progress,
        OrderState.Ready when held?.Order is { State: OrderState.Ready or OrderState.Claimed } known => known.Progress with { Claim = null },
        OrderState.Ready => new OrderProgress { ReadyAt = turn.At, HoldUntil = turn.At + turn.HoldFor(order.Store) },
        OrderState.HandedOver => new OrderProgress { End = new OrderEnd(turn.At, Terminal: "", Staff: "", Proof: "", IsOffline: false, ShopperId.Nobody, CollectorName: "") },
        _ => OrderProgress.None,
    };

    private static OrderPutOutcome? Refusal(HeldOrder held, OrderPut fact) => held.Order.State switch
    {
        OrderState.HandedOver or OrderState.Cancelled => OrderPutOutcome.Final,
        OrderState.Claimed when held.Holder != fact.Holder => OrderPutOutcome.BeingHandedOver,
        // The door may be open at this moment.
        OrderState.Claimed when held.OpenGrant is not null && held.Trouble is null && fact.Order.State == OrderState.Preparing => OrderPutOutcome.BeingHandedOver,
        OrderState.Ready or OrderState.Claimed when held.Order.Store != fact.Order.Store => OrderPutOutcome.FixedToItsStore,
        _ => null,
    };
}

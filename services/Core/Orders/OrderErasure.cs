namespace SmartStore.Core.Orders;

/// <summary>
/// A person is erased. An order of theirs stays alone: it belongs to nobody, its code collects it, and it goes some time after it is over. Of an order of somebody else
/// only what names the person goes.
/// </summary>
internal static class OrderErasure
{
    public static void Take(OrderTurn turn, PersonErased fact)
    {
        if (turn.Held is { } held)
        {
            turn.LeaveOut(fact.Shopper);
            var next = Without(held, fact.Shopper);
            if (held.Holder == fact.Shopper)
                next = next with { Holder = ShopperId.Nobody, ErasedAt = fact.At, NotBefore = fact.At, Code = held.Order.IsLive && fact.Code.Length > 0 ? fact.Code : held.Code };
            if (next != held) turn.Become(next);
            Forget(turn);
        }
        turn.Reply(new PersonErasedReplied(fact.At, turn.Held));
    }

    /// <summary>When an order of nobody goes; null: it does not yet.</summary>
    public static DateTimeOffset? GoesAt(HeldOrder held, HandoverRules rules) => held is { ErasedAt: not null, Order.IsLive: false, Trouble: null } ? held.StateAt + rules.ErasedKeptFor : null;

    /// <summary>Lets an order of nobody go when its time has come.</summary>
    public static void Forget(OrderTurn turn)
    {
        if (turn.Held is { } held && GoesAt(held, turn.Rules) is { } at && at <= turn.At) turn.Forget();
    }

    // The same object when nothing names the person.
    private static HeldOrder Without(HeldOrder held, ShopperId shopper)
    {
        var order = held.Order;
        if (order.Collectors.Contains(shopper)) order = order with { Collectors = [.. order.Collectors.Where(collector => collector != shopper)] };
        if (order.Progress.End is { } end && (end.Collector == shopper || (held.Holder == shopper && end.CollectorName.Length > 0)))
            order = order with { Progress = order.Progress with { End = end with { Collector = ShopperId.Nobody, CollectorName = "" } } };
        var next = ReferenceEquals(order, held.Order) ? held : held with { Order = order };
        // A code or a voucher names nobody: who showed it is called by the holder's name.
        if (next.LastTap is { } tap && IsTheirs(tap.Shopper)) next = next with { LastTap = tap with { Shopper = ShopperId.Nobody, Name = "" } };
        if (next.Grants.Any(grant => IsTheirs(grant.Shopper) && (grant.Name.Length > 0 || !grant.Shopper.IsNobody)))
            next = next with { Grants = [.. next.Grants.Select(grant => IsTheirs(grant.Shopper) ? grant with { Shopper = ShopperId.Nobody, Name = "" } : grant)] };
        return next;

        bool IsTheirs(ShopperId who) => who == shopper || (who.IsNobody && held.Holder == shopper);
    }
}

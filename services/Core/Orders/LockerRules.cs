namespace SmartStore.Core.Orders;

/// <summary>What lockers report. What lies in a slot is given away by that locker alone, so its word is what happened.</summary>
internal static class LockerRules
{
    /// <summary>With one grant more; the oldest settled one makes room.</summary>
    public static IReadOnlyList<OrderGrant> With(IReadOnlyList<OrderGrant> grants, OrderGrant added) => [.. grants.Append(added).TakeLast(HeldOrder.GrantsMax)];

    public static void Report(OrderTurn turn, LockerReported fact)
    {
        var report = Fingerprint.Of(fact.Id);
        if (turn.Held is not { } held || held.Order.Store != fact.Store)
        {
            turn.Reply(new LockerReplied(fact.At, ReportOutcome.Unknown));
            return;
        }
        if (held.Reports.FirstOrDefault(kept => kept.Report == report) is { } answered)
        {
            turn.Reply(new LockerReplied(fact.At, answered.Outcome));
            return;
        }
        var outcome = Find(turn, held, fact) is { } grant ? Take(turn, grant, fact) : ReportOutcome.Unknown;
        if (outcome != ReportOutcome.Unknown) turn.Become(turn.Held! with { Reports = [.. turn.Held.Reports.Append(new KeptReport(report, outcome)).TakeLast(HeldOrder.ReportsMax)] });
        turn.Reply(new LockerReplied(fact.At, outcome));
    }

    // A locker that cannot ask opens by a voucher: its first report of it makes the grant. It is open whatever became of the order meanwhile, because the door may be.
    private static OrderGrant? Find(OrderTurn turn, HeldOrder held, LockerReported fact)
    {
        if (held.Grants.FirstOrDefault(known => known.Id == fact.Grant) is { } grant) return grant.Terminal == fact.Terminal ? grant : null;
        if (!fact.IsVoucher) return null;
        var made = new OrderGrant(fact.Grant, fact.Terminal, held.Order.Slot, ShopperId.Nobody, "", "voucher", fact.HappenedAt, turn.At + turn.Rules.GrantSettlesWithin, IsOpen: held.Order.State != OrderState.HandedOver);
        var isReady = held.Order.State == OrderState.Ready;
        // Somebody fetches what was to be put back.
        turn.Become(held with { Grants = With(held.Grants, made), Trouble = isReady ? null : held.Trouble });
        if (isReady) turn.Become(OrderState.Claimed, held.Order.Progress with { Claim = new OrderClaim(fact.Terminal, "", fact.HappenedAt, made.SettleBy, IsTerminal: true) });
        return made;
    }

    private static ReportOutcome Take(OrderTurn turn, OrderGrant grant, LockerReported fact)
    {
        switch (fact.Event)
        {
            case LockerEvent.Opened when grant.IsOpen:
                // Somebody stands before the open door.
                var settleBy = turn.At + turn.Rules.GrantSettlesWithin;
                turn.Become(turn.Held! with { Grants = [.. turn.Held.Grants.Select(each => each.Id == grant.Id ? each with { SettleBy = settleBy } : each)] });
                return fact.IsVoucher && (HasMoved(turn.Held!, fact) || !IsTakenBy(turn.Held!.Order, grant)) ? ReportOutcome.Conflict : ReportOutcome.Ok;
            case LockerEvent.NotOpened when grant.IsOpen:
                turn.Become(turn.Held! with { Grants = [.. turn.Held.Grants.Select(each => each.Id == grant.Id ? each with { IsOpen = false } : each)], Trouble = null });
                // By another grant a door may be open still.
                if (turn.Held.OpenGrant is null && IsTakenBy(turn.Held.Order, grant)) turn.Become(OrderState.Ready, turn.Held.Order.Progress with { Claim = null });
                return ReportOutcome.Ok;
            case LockerEvent.NotOpened: return ReportOutcome.Ok;
            case LockerEvent.Opened: return turn.Held!.Order.State == OrderState.HandedOver ? ReportOutcome.Ok : ReportOutcome.Conflict;
            default: return Taken(turn, grant, fact);
        }
    }

    private static ReportOutcome Taken(OrderTurn turn, OrderGrant grant, LockerReported fact)
    {
        var held = turn.Held!;
        var (order, end) = (held.Order, held.Order.Progress.End);
        // Taken, then closed; or staff who looked said so first.
        if (order.State == OrderState.HandedOver && (!fact.IsVoucher || end is { Staff: "" } && end.Terminal == grant.Terminal)) return ReportOutcome.Ok;
        // A locker whose question was answered too late for it has opened by the voucher instead.
        var isItsOwn = order.State == OrderState.Ready || IsTakenBy(order, grant);
        var hasMoved = HasMoved(held, fact);
        var (state, stateAt) = (order.State, hasMoved ? held.NotBefore : held.StateAt);
        var collector = !grant.Shopper.IsNobody && grant.Shopper != held.Holder && (order.Collectors.Contains(grant.Shopper) || grant.At >= held.NotBefore) ? grant : null;
        OrderStaffRules.HandOver(turn, new OrderEnd(fact.HappenedAt, grant.Terminal, Staff: "", grant.Proof, fact.IsVoucher, collector?.Shopper ?? ShopperId.Nobody, collector?.Name ?? ""));
        if (isItsOwn && !hasMoved) return ReportOutcome.Ok;
        turn.Trouble(OrderTrouble.ReleasedLate, StaffPhrases.ReleasedLate(order.Id, grant.Terminal, fact.HappenedAt, hasMoved ? null : state, stateAt));
        return ReportOutcome.Conflict;
    }

    private static bool IsTakenBy(Order order, OrderGrant grant) => order is { State: OrderState.Claimed, Progress.Claim: { IsTerminal: true } claim } && claim.By == grant.Terminal;

    // The voucher was issued for another holder, or for a phone that was lost since.
    private static bool HasMoved(HeldOrder held, LockerReported fact) => fact.IsVoucher && fact.IssuedAt < held.NotBefore;
}

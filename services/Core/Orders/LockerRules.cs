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

    // A locker that cannot ask opens by a voucher: its first report of it makes the grant.
    private static OrderGrant? Find(OrderTurn turn, HeldOrder held, LockerReported fact)
    {
        if (held.Grants.FirstOrDefault(known => known.Id == fact.Grant) is { } grant) return grant.Terminal == fact.Terminal ? grant : null;
        if (!fact.IsVoucher) return null;
        var isOpen = held.Order.State == OrderState.Ready && fact.IssuedAt >= held.NotBefore;
        var made = new OrderGrant(fact.Grant, fact.Terminal, held.Order.Slot, ShopperId.Nobody, "", "voucher", fact.HappenedAt, turn.At + turn.Rules.GrantSettlesWithin, isOpen);
        turn.Become(held with { Grants = With(held.Grants, made) });
        if (isOpen) turn.Become(OrderState.Claimed, held.Order.Progress with { Claim = new OrderClaim(fact.Terminal, "", fact.HappenedAt, made.SettleBy, IsTerminal: true) });
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
                return ReportOutcome.Ok;
            case LockerEvent.NotOpened when grant.IsOpen:
                turn.Become(turn.Held!.WithoutOpenGrant() with { Trouble = null });
                if (turn.Held!.Order.State == OrderState.Claimed) turn.Become(OrderState.Ready, turn.Held.Order.Progress with { Claim = null });
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
        var isItsOwn = order.State == OrderState.Ready || (order.State == OrderState.Claimed && (grant.IsOpen || order.Progress.Claim is { IsTerminal: true } claim && claim.By == grant.Terminal));
        var hasMoved = fact.IsVoucher && fact.IssuedAt < held.NotBefore;
        var (state, stateAt) = (order.State, hasMoved ? held.NotBefore : held.StateAt);
        var collector = !grant.Shopper.IsNobody && grant.Shopper != held.Holder && (order.Collectors.Contains(grant.Shopper) || grant.At >= held.NotBefore) ? grant : null;
        OrderStaffRules.HandOver(turn, new OrderEnd(fact.HappenedAt, grant.Terminal, Staff: "", grant.Proof, fact.IsVoucher, collector?.Shopper ?? ShopperId.Nobody, collector?.Name ?? ""));
        if (isItsOwn && !hasMoved) return ReportOutcome.Ok;
        turn.Trouble(OrderTrouble.ReleasedLate, StaffPhrases.ReleasedLate(order.Id, grant.Terminal, fact.HappenedAt, hasMoved ? null : state, stateAt));
        return ReportOutcome.Conflict;
    }
}

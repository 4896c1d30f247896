namespace SmartStore.Core.Orders;

/// <summary>What becomes of an order when nothing happens.</summary>
public static class OrderClock
{
    /// <summary>The time of the next <see cref="OrderWoken"/>; null: nothing to wait for.</summary>
    public static DateTimeOffset? WakeAt(HeldOrder? held, HandoverRules rules) => held is null ? null : Due(held, rules).Min();

    internal static void Wake(OrderTurn turn)
    {
        if (turn.Held is null) return;
        GiveBack(turn);
        AskForGrant(turn);
        Escalate(turn);
        Hold(turn);
        OrderErasure.Forget(turn);
    }

    private static IEnumerable<DateTimeOffset?> Due(HeldOrder held, HandoverRules rules)
    {
        var (order, progress) = (held.Order, held.Order.Progress);
        yield return OrderErasure.GoesAt(held, rules);
        if (order.State == OrderState.Claimed && progress.Claim is { IsTerminal: false } claim) yield return claim.Until;
        if (held.OpenGrant is { } grant && held.Trouble is null) yield return grant.SettleBy;
        if (order.State == OrderState.Ready && held.WaitsSince is { } since)
        {
            yield return held.Escalation switch { 0 => since + rules.UrgentAfter, 1 => since + rules.VeryUrgentAfter, _ => null };
            yield return held.LastTap!.At + rules.WaitsFor;
        }
        if (order.State == OrderState.Ready && progress.HoldUntil is { } until)
        {
            if (!held.IsHoldOver) yield return !progress.IsReminded && RemindAt(progress, rules) is { } remindAt ? remindAt : until;
        }
    }

    // Where it is held for longer than that.
    private static DateTimeOffset? RemindAt(OrderProgress progress, HandoverRules rules) => progress.HoldUntil - rules.RemindBefore is { } at && at > progress.ReadyAt ? at : null;

    // Whoever took it on has not brought it.
    private static void GiveBack(OrderTurn turn)
    {
        if (turn.Held!.Order is not { State: OrderState.Claimed, Progress: { Claim: { IsTerminal: false } claim } progress } || claim.Until > turn.At) return;
        turn.Become(turn.Held with { Escalation = Math.Min(turn.Held.Escalation + 1, HeldOrder.EscalationMax) });
        turn.Become(OrderState.Ready, progress with { Claim = null });
    }

    private static void AskForGrant(OrderTurn turn)
    {
        if (turn.Held is not { Trouble: null, OpenGrant: { } grant } held || grant.SettleBy > turn.At) return;
        turn.Trouble(OrderTrouble.Unsettled, StaffPhrases.Unsettled(held.Order.Id, grant.Terminal, grant.Slot));
    }

    private static void Escalate(OrderTurn turn)
    {
        if (turn.Held is not { Order.State: OrderState.Ready, WaitsSince: { } since } held) return;
        if (held.LastTap!.At + turn.Rules.WaitsFor <= turn.At)
        {
            turn.Become(held.WithoutWait());
            return;
        }
        var escalation = since + turn.Rules.VeryUrgentAfter <= turn.At ? 2 : since + turn.Rules.UrgentAfter <= turn.At ? 1 : 0;
        if (escalation > held.Escalation) turn.Become(held with { Escalation = escalation });
    }

    private static void Hold(OrderTurn turn)
    {
        if (turn.Held is not { Order: { State: OrderState.Ready, Progress: { HoldUntil: { } until } progress } order } held) return;
        if (held.IsHoldOver) return;
        if (until <= turn.At)
        {
            turn.Become(held with { IsHoldOver = true });
            if (held.Trouble is null) turn.Trouble(OrderTrouble.PutBack, StaffPhrases.PutBack(order.Id));
        }
        else if (!progress.IsReminded && RemindAt(progress, turn.Rules) is { } at && at <= turn.At)
            turn.Become(held with { Order = order with { Progress = progress with { IsReminded = true } } });
    }
}

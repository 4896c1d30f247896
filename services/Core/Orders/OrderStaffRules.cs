namespace SmartStore.Core.Orders;

/// <summary>Staff take an order on, give it back, and hand it over.</summary>
internal static class OrderStaffRules
{
    public static void Claim(OrderTurn turn, StaffClaimed fact)
    {
        var outcome = turn.Held is not { } held || held.Order.Store != fact.Store ? StaffOutcome.NoOrder
            : fact.IsRelease ? Release(turn, held, fact)
            : Take(turn, held, fact);
        turn.Reply(new StaffReplied(fact.At, outcome, turn.Held));
    }

    public static void Complete(OrderTurn turn, StaffCompleted fact)
    {
        var outcome = turn.Held is not { } held || held.Order.Store != fact.Store ? StaffOutcome.NoOrder : Complete(turn, held, fact);
        turn.Reply(new StaffReplied(fact.At, outcome, turn.Held));
    }

    private static StaffOutcome Take(OrderTurn turn, HeldOrder held, StaffClaimed fact)
    {
        var progress = held.Order.Progress;
        switch (held.Order.State)
        {
            case OrderState.Ready:
                turn.Become(OrderState.Claimed, progress with { Claim = new OrderClaim(fact.Staff, fact.Name, fact.At, fact.At + turn.Rules.ClaimLives, IsTerminal: false) });
                return StaffOutcome.Taken;
            case OrderState.Claimed when progress.Claim is { } claim: return IsBy(claim, fact.Staff) ? StaffOutcome.Taken : StaffOutcome.ClaimedByAnother;
            default: return StaffOutcome.WrongState;
        }
    }

    // Giving back what is in trouble says that somebody looked: it is settled, and what is ready may be fetched again.
    private static StaffOutcome Release(OrderTurn turn, HeldOrder held, StaffClaimed fact)
    {
        var (order, isTroubled) = (held.Order, held.Trouble is not null);
        if (isTroubled) turn.Become(held.WithoutOpenGrant() with { Trouble = null });
        switch (order.State)
        {
            case OrderState.Ready: return StaffOutcome.Taken;
            case OrderState.Claimed when isTroubled || order.Progress.Claim is not { } claim || IsBy(claim, fact.Staff) || (fact.IsManager && !claim.IsTerminal):
                turn.Become(OrderState.Ready, order.Progress with { Claim = null });
                return StaffOutcome.Taken;
            case OrderState.Claimed: return StaffOutcome.ClaimedByAnother;
            default: return isTroubled ? StaffOutcome.Taken : StaffOutcome.WrongState;
        }
    }

    private static StaffOutcome Complete(OrderTurn turn, HeldOrder held, StaffCompleted fact)
    {
        var order = held.Order;
        // The reply may have been lost.
        if (order is { State: OrderState.HandedOver, Progress.End: { } end } && end.Staff == fact.Staff) return StaffOutcome.Taken;
        if (order.State is not (OrderState.Ready or OrderState.Claimed)) return StaffOutcome.WrongState;
        if (order.Progress.Claim is { } claim && !IsBy(claim, fact.Staff) && held.Trouble is null && (claim.IsTerminal || !fact.IsManager)) return StaffOutcome.ClaimedByAnother;
        var tap = held.LastTap is { } seen && fact.At - seen.At < turn.Rules.TapProves ? seen : null;
        if (fact.Proof == HandoverProof.Tap && tap is null) return StaffOutcome.NoTap;
        if (fact.Proof.StartsWith(HandoverProof.Code, StringComparison.Ordinal) && fact.Proof[HandoverProof.Code.Length..] != held.Code) return StaffOutcome.WrongCode;
        if (order.NeedsCheck && fact.Proof != HandoverProof.Id) return StaffOutcome.NeedsId;

        var proof = fact.Proof.Length > 0 ? fact.Proof : tap is not null ? HandoverProof.Tap : HandoverProof.None;
        var collector = tap is { Shopper.IsNobody: false } && tap.Shopper != held.Holder ? tap : null;
        HandOver(turn, new OrderEnd(fact.At, held.LastTap?.Terminal ?? "", fact.Staff, proof, IsOffline: false, collector?.Shopper ?? ShopperId.Nobody, collector?.Name ?? ""));
        return StaffOutcome.Taken;
    }

    /// <summary>The order has changed hands: nothing of it is open any more.</summary>
    public static void HandOver(OrderTurn turn, OrderEnd end)
    {
        var held = turn.Held!;
        turn.Become(held.WithoutWait().WithoutOpenGrant() with { Code = "", Trouble = null });
        turn.Become(OrderState.HandedOver, OrderProgress.None with { End = end });
    }

    private static bool IsBy(OrderClaim claim, string staff) => !claim.IsTerminal && claim.By == staff;
}

/// <summary>What a handover by staff may be proved with, as the contract spells it.</summary>
public static class HandoverProof
{
    /// <summary>The holder or a collector tapped in this store lately.</summary>
    public const string Tap = "tap";

    /// <summary>Begins a proof by the order's code: the 8 digits follow.</summary>
    public const string Code = "code:";

    /// <summary>Age or identity was checked.</summary>
    public const string Id = "id";

    /// <summary>Somebody signed for it.</summary>
    public const string Signature = "signature";

    /// <summary>Nothing was asked for. Staff say nothing then.</summary>
    public const string None = "none";

    /// <summary>True for what staff may say; empty: nothing.</summary>
    public static bool IsOne(string proof) =>
        proof is "" or Tap or Id or Signature || (proof.StartsWith(Code, StringComparison.Ordinal) && PickupCode.IsOne(proof.AsSpan(Code.Length)));
}

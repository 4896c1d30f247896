namespace SmartStore.Core.Orders;

/// <summary>What an order's rules decided.</summary>
public abstract record OrderDecision(DateTimeOffset At);

/// <summary>The order is this now.</summary>
public sealed record OrderBecame(DateTimeOffset At, HeldOrder Held) : OrderDecision(At);

/// <summary>Staff have to settle something.</summary>
public sealed record OrderTroubled(DateTimeOffset At, OrderTrouble Trouble) : OrderDecision(At);

/// <summary>A shopper gets a copy.</summary>
/// <param name="IsYours">False: it belongs to another shopper now.</param>
public sealed record ShopperCopied(DateTimeOffset At, ShopperId Shopper, Order Order, bool IsYours) : OrderDecision(At)
{
    /// <summary>They may fetch it for its holder.</summary>
    public bool IsCollector { get; init; }
}

/// <summary>A store gets a copy.</summary>
/// <param name="IsHere">False: it is handed over in another store now.</param>
public sealed record StoreCopied(DateTimeOffset At, StoreId Store, Order Order, ShopperId Holder, bool IsHere) : OrderDecision(At)
{
    /// <summary>What its staff see of it.</summary>
    public OrderStanding Standing { get; init; } = OrderStanding.None;
}

/// <summary>What the order system is told.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
public sealed record OrderPutReplied(DateTimeOffset At, OrderPutOutcome Outcome, HeldOrder? Held) : OrderDecision(At);

/// <summary>What the terminal is told.</summary>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record OrderTapAnswered(DateTimeOffset At, TapAnswer Answer, bool IsNew) : OrderDecision(At);

/// <summary>What a member of staff is told.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
public sealed record StaffReplied(DateTimeOffset At, StaffOutcome Outcome, HeldOrder? Held) : OrderDecision(At);

/// <summary>What a shopper is told who asked for what collects the order.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
public sealed record PassReplied(DateTimeOffset At, OrderPassOutcome Outcome, HeldOrder? Held) : OrderDecision(At);

/// <summary>Nothing is kept of the order any more.</summary>
public sealed record OrderForgotten(DateTimeOffset At) : OrderDecision(At);

/// <summary>What is not sent to a shopper any more: there is no such shopper.</summary>
public sealed record ShopperLeftOut(DateTimeOffset At, ShopperId Shopper) : OrderDecision(At);

/// <summary>What is told of an order whose holder, or one who may fetch it, was erased or lost a device.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
public sealed record PersonErasedReplied(DateTimeOffset At, HeldOrder? Held) : OrderDecision(At);

/// <summary>What a locker is told.</summary>
public sealed record LockerReplied(DateTimeOffset At, ReportOutcome Outcome) : OrderDecision(At);

/// <summary>What became of an order that was put.</summary>
public enum OrderPutOutcome
{
    /// <summary>It is kept, or was kept like this already.</summary>
    Taken = 0,
    /// <summary>A newer version is held: FAILED_PRECONDITION with both.</summary>
    Outdated = 1,
    /// <summary>It was handed over or cancelled, which is final: FAILED_PRECONDITION with the state.</summary>
    Final = 2,
    /// <summary>It is being handed over, so it cannot change its shopper or be put together again: FAILED_PRECONDITION with the state.</summary>
    BeingHandedOver = 3,
    /// <summary>It changes its store only while it is being prepared: FAILED_PRECONDITION with the state.</summary>
    FixedToItsStore = 4,
}

/// <summary>What became of a claim, a release or a handover by staff.</summary>
public enum StaffOutcome
{
    /// <summary>Done, or it was so already.</summary>
    Taken = 0,
    /// <summary>There is no such order in this store: NOT_FOUND.</summary>
    NoOrder = 1,
    /// <summary>Its state forbids it: FAILED_PRECONDITION with the state.</summary>
    WrongState = 2,
    /// <summary>Another has taken it on: FAILED_PRECONDITION with who, and since when.</summary>
    ClaimedByAnother = 3,
    /// <summary>Age or identity has to be checked: FAILED_PRECONDITION.</summary>
    NeedsId = 4,
    /// <summary>The code that was named is not this order's: FAILED_PRECONDITION.</summary>
    WrongCode = 5,
    /// <summary>A tap was named as proof, and there was none lately: FAILED_PRECONDITION.</summary>
    NoTap = 6,
}

/// <summary>What becomes of somebody who asks for an order's code.</summary>
public enum OrderPassOutcome
{
    /// <summary>They get it.</summary>
    Given = 0,
    /// <summary>There is no such order of theirs: NOT_FOUND.</summary>
    NoOrder = 1,
    /// <summary>It is not ready: FAILED_PRECONDITION with what became of it.</summary>
    NotReady = 2,
}

/// <summary>The answer to a locker's report. Spelled on the wire as in the contract.</summary>
public enum ReportOutcome
{
    /// <summary>Taken.</summary>
    Ok = 0,
    /// <summary>No grant or voucher of this terminal.</summary>
    Unknown = 1,
    /// <summary>Taken, and it contradicts what happened meanwhile: staff know.</summary>
    Conflict = 2,
}

namespace SmartStore.Core.Orders;

/// <summary>An order as its grain knows it. The grain is its only writer; its shopper and its store hold copies.</summary>
/// <param name="Holder">Whose it is.</param>
public sealed record HeldOrder(Order Order, ShopperId Holder)
{
    /// <summary>Vouchers issued before this are void, because the order belonged to another shopper then.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Answers to taps of the last day, oldest first.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;
}

/// <summary>Something that happened to an order.</summary>
/// <param name="Id">The cause. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record OrderFact(string Id, DateTimeOffset At);

/// <summary>The order system created or changed the order.</summary>
public sealed record OrderPut(string Id, DateTimeOffset At, ShopperId Holder, Order Order) : OrderFact(Id, At);

/// <summary>A valid pass was held to a terminal, and this order may be the one that its shopper came for.</summary>
/// <param name="TappedAt">The tap's own time. An answer that no order keeps carries it, so that it has the same bytes each time.</param>
public sealed record OrderTapped(string Id, DateTimeOffset At, TapOrigin Origin, ShopperId Shopper, DateTimeOffset TappedAt) : OrderFact(Id, At);

/// <summary>What an order's rules decided.</summary>
public abstract record OrderDecision(DateTimeOffset At);

/// <summary>The order is this now.</summary>
public sealed record OrderBecame(DateTimeOffset At, HeldOrder Held) : OrderDecision(At);

/// <summary>A shopper gets a copy.</summary>
/// <param name="IsYours">False: it belongs to another shopper now.</param>
public sealed record ShopperCopied(DateTimeOffset At, ShopperId Shopper, Order Order, bool IsYours) : OrderDecision(At);

/// <summary>A store gets a copy.</summary>
/// <param name="IsHere">False: it is handed over in another store now.</param>
public sealed record StoreCopied(DateTimeOffset At, StoreId Store, Order Order, ShopperId Holder, bool IsHere) : OrderDecision(At);

/// <summary>What the order system is told.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
public sealed record OrderPutReplied(DateTimeOffset At, OrderPutOutcome Outcome, HeldOrder? Held) : OrderDecision(At);

/// <summary>What the terminal is told.</summary>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record OrderTapAnswered(DateTimeOffset At, TapAnswer Answer, bool IsNew) : OrderDecision(At);

/// <summary>What became of an order that was put.</summary>
public enum OrderPutOutcome
{
    /// <summary>It is kept, or was kept like this already.</summary>
    Taken = 0,
    /// <summary>A newer version is held: FAILED_PRECONDITION with both.</summary>
    Outdated = 1,
    /// <summary>It was handed over or cancelled, which is final: FAILED_PRECONDITION with the state.</summary>
    Final = 2,
    /// <summary>It is being handed over, so it cannot change its shopper: FAILED_PRECONDITION with the state.</summary>
    BeingHandedOver = 3,
    /// <summary>It changes its store only while it is being prepared: FAILED_PRECONDITION with the state.</summary>
    FixedToItsStore = 4,
}

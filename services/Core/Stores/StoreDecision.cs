namespace SmartStore.Core.Stores;

/// <summary>What a store's rules decided.</summary>
public abstract record StoreDecision(DateTimeOffset At);

/// <summary>The board is this now.</summary>
public sealed record BoardBecame(DateTimeOffset At, StoreBoard Board) : StoreDecision(At);

/// <summary>A tap was answered.</summary>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record StoreTapAnswered(DateTimeOffset At, TapAnswer Answer, bool IsNew) : StoreDecision(At);

/// <summary>A decision that staff see, as an update of the same name in the contract.</summary>
/// <param name="ExpiresAt">After this a screen that was away need not hear of it.</param>
public abstract record StaffUpdate(DateTimeOffset At, DateTimeOffset ExpiresAt) : StoreDecision(At);

/// <summary>A VIP is here; told again when name, tier or reason change.</summary>
public sealed record VipArrived(DateTimeOffset At, DateTimeOffset ExpiresAt, ShopperId Shopper, string Name, VipStanding Vip) : StaffUpdate(At, ExpiresAt);

/// <summary>A VIP is no longer here, or no longer to be recognised.</summary>
public sealed record VipLeft(DateTimeOffset At, DateTimeOffset ExpiresAt, ShopperId Shopper) : StaffUpdate(At, ExpiresAt);

/// <summary>An order is ready and its shopper is here; told again when it moves to another desk.</summary>
public sealed record PickupWaiting(DateTimeOffset At, DateTimeOffset ExpiresAt, WaitingOrder Order) : StaffUpdate(At, ExpiresAt);

/// <summary>An order waits no longer and was not handed over.</summary>
/// <param name="Why">One clause for staff.</param>
public sealed record PickupEnded(DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order, string Why) : StaffUpdate(At, ExpiresAt);

/// <summary>An order was handed over.</summary>
public sealed record OrderHandedOver(DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order) : StaffUpdate(At, ExpiresAt);

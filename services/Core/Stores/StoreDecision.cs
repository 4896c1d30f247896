using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;

namespace SmartStore.Core.Stores;

/// <summary>What a store's rules decided. Folded into the board by <see cref="StoreDecider.Evolve"/>.</summary>
public abstract record StoreDecision(DateTimeOffset At);

/// <summary>A decision that staff see, as an update of the same name in the contract.</summary>
/// <param name="UpdateId">Derived from the cause.</param>
/// <param name="ExpiresAt">After this a screen that was away need not hear of it.</param>
public abstract record StaffUpdate(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt) : StoreDecision(At);

/// <summary>Greet them.</summary>
public sealed record VipArrived(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, PresentVip Vip) : StaffUpdate(UpdateId, At, ExpiresAt);

/// <summary>No longer here, or no longer to be recognised.</summary>
public sealed record VipLeft(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, ShopperId Shopper) : StaffUpdate(UpdateId, At, ExpiresAt);

/// <summary>An order is ready and its shopper is here; said again when it moves to another desk.</summary>
public sealed record PickupWaiting(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, WaitingOrder Order) : StaffUpdate(UpdateId, At, ExpiresAt);

/// <summary>A VIP on the board is in another zone; screens see it when they open.</summary>
public sealed record VipMoved(DateTimeOffset At, ShopperId Shopper, ZoneId Zone) : StoreDecision(At);

/// <summary>An order leaves the board.</summary>
public sealed record WaitingEnded(DateTimeOffset At, OrderId Order) : StoreDecision(At);

/// <summary>A tap was answered.</summary>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record StoreTapAnswered(DateTimeOffset At, TapOrigin Origin, TapAnswer Answer, bool IsNew) : StoreDecision(At);

/// <summary>Answers older than a day are forgotten.</summary>
public sealed record OldAnswersForgotten(DateTimeOffset At, DateTimeOffset Before) : StoreDecision(At);

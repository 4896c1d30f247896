using SmartStore.Core.Orders;

namespace SmartStore.Core.Stores;

/// <summary>What a store's rules decided.</summary>
public abstract record StoreDecision(DateTimeOffset At);

/// <summary>The board is this now.</summary>
public sealed record BoardBecame(DateTimeOffset At, StoreBoard Board) : StoreDecision(At);

/// <summary>A tap was answered, or given to an order to answer.</summary>
/// <param name="Answer">With an order, and then without a text: that order's grain answers.</param>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record StoreTapAnswered(DateTimeOffset At, TapAnswer Answer, bool IsNew) : StoreDecision(At);

/// <summary>The code that collects an order.</summary>
/// <param name="Code">Null: as many codes as may be are given already.</param>
public sealed record CodeGiven(DateTimeOffset At, string? Code) : StoreDecision(At);

/// <summary>What each locker may give away by itself.</summary>
public sealed record ManifestsGiven(DateTimeOffset At, IReadOnlyList<Manifest> Manifests) : StoreDecision(At);

/// <summary>A decision that staff see, as an update of the same name in the contract.</summary>
/// <param name="ExpiresAt">After this a screen that was away need not hear of it.</param>
public abstract record StaffUpdate(DateTimeOffset At, DateTimeOffset ExpiresAt) : StoreDecision(At);

/// <summary>A VIP is here; told again when name, tier or reason change.</summary>
public sealed record VipArrived(DateTimeOffset At, DateTimeOffset ExpiresAt, ShopperId Shopper, string Name, VipStanding Vip) : StaffUpdate(At, ExpiresAt);

/// <summary>A VIP is no longer here, or no longer to be recognised.</summary>
public sealed record VipLeft(DateTimeOffset At, DateTimeOffset ExpiresAt, ShopperId Shopper) : StaffUpdate(At, ExpiresAt);

/// <summary>An order waits for staff: it is ready and its shopper is here or tapped, somebody has taken it on, or it has to be looked after. Told again when that changes.</summary>
public sealed record PickupWaiting(DateTimeOffset At, DateTimeOffset ExpiresAt, WaitingOrder Order) : StaffUpdate(At, ExpiresAt);

/// <summary>An order waits no longer and was not handed over.</summary>
/// <param name="Why">One clause for staff.</param>
public sealed record PickupEnded(DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order, string Why) : StaffUpdate(At, ExpiresAt);

/// <summary>An order was handed over.</summary>
/// <param name="End">How; null: its order system did not say.</param>
public sealed record OrderHandedOver(DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order, OrderEnd? End) : StaffUpdate(At, ExpiresAt);

/// <summary>Somebody has to look at something.</summary>
/// <param name="Terminal">Where; may be empty.</param>
/// <param name="Text">One sentence for staff.</param>
public sealed record StaffAsked(DateTimeOffset At, DateTimeOffset ExpiresAt, string Terminal, ZoneId Zone, string Text) : StaffUpdate(At, ExpiresAt);

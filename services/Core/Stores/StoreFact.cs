using SmartStore.Core.Orders;
using SmartStore.Core.Staff;

namespace SmartStore.Core.Stores;

/// <summary>Something that the staff of a store may know of.</summary>
/// <param name="Id">The cause. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record StoreFact(string Id, DateTimeOffset At);

/// <summary>A shopper's grain gave its copy: how this shopper stands for this store's staff now.</summary>
/// <param name="Version">Greater than that of every earlier copy of this shopper.</param>
/// <param name="Standing">Null: staff may know nothing of this shopper any more.</param>
public sealed record ShopperStood(string Id, DateTimeOffset At, ShopperId Shopper, long Version, StaffStanding? Standing) : StoreFact(Id, At);

/// <summary>An order's grain gave its copy.</summary>
/// <param name="Version">Greater than that of every earlier copy of this order.</param>
/// <param name="Place">Where it is handed over; unknown: not said.</param>
/// <param name="IsHere">False: it is handed over in another store now.</param>
public sealed record OrderStood(string Id, DateTimeOffset At, OrderId Order, long Version, OrderState State, ShopperId Holder, ZoneId Place, bool IsHere) : StoreFact(Id, At)
{
    /// <summary>What staff see of it beside its state.</summary>
    public OrderStanding Standing { get; init; } = OrderStanding.None;
}

/// <summary>A shopper asks for the code that collects an order of this store.</summary>
/// <param name="Holder">Whose the order is.</param>
/// <param name="Candidates">Random codes: the first that no live order has is given.</param>
public sealed record CodeAsked(string Id, DateTimeOffset At, OrderId Order, ShopperId Holder, IReadOnlyList<string> Candidates) : StoreFact(Id, At);

/// <summary>Digits were entered at a terminal.</summary>
/// <param name="Code">As entered.</param>
/// <param name="TappedAt">The tap's own time. An answer that is not kept carries it, so that it has the same bytes each time.</param>
public sealed record CodeEntered(string Id, DateTimeOffset At, TapOrigin Origin, ZoneId Zone, string Code, DateTimeOffset TappedAt) : StoreFact(Id, At);

/// <summary>The process that owns the store asks what its lockers may give away by themselves.</summary>
/// <param name="Lockers">Ids of the terminals that are lockers.</param>
public sealed record ManifestsAsked(string Id, DateTimeOffset At, IReadOnlyList<string> Lockers) : StoreFact(Id, At);

/// <summary>A code that this server did not issue was held to a terminal. It names no shopper, so the store answers.</summary>
public sealed record TapForged(string Id, DateTimeOffset At, TapOrigin Origin) : StoreFact(Id, At);

/// <summary>The codes of these orders were given to a device that is lost: they collect nothing any more.</summary>
public sealed record CodesEnded(string Id, DateTimeOffset At, IReadOnlyList<OrderId> Orders) : StoreFact(Id, At);

/// <summary>A person is erased: nothing on the board may name them any more.</summary>
public sealed record ShopperErased(string Id, DateTimeOffset At, ShopperId Shopper) : StoreFact(Id, At);

/// <summary>It was looked who has a screen of the store open, over all processes.</summary>
public sealed record ScreensSeen(string Id, DateTimeOffset At, IReadOnlyList<StaffId> Watching) : StoreFact(Id, At);

/// <summary>A member of the staff signed out, or may act for this store no more.</summary>
public sealed record StaffSignedOut(string Id, DateTimeOffset At, StaffId Staff) : StoreFact(Id, At);

/// <summary>What the staff of a store may know of a shopper who is there: because an order waits, or because a VIP agreed to be greeted.</summary>
/// <param name="Name">As staff would greet them; may be empty.</param>
/// <param name="Since">When the visit began.</param>
/// <param name="Vip">Null: not to be greeted.</param>
public sealed record StaffStanding(string Name, DateTimeOffset Since, VipStanding? Vip);

/// <summary>A VIP who agreed to be greeted.</summary>
/// <param name="Zone">Where now; unknown: in the store.</param>
/// <param name="Reason">One sentence for staff.</param>
/// <param name="Confidence">Probability of the zone, 0..1; 1 after a tap, 0 when the zone is unknown.</param>
public sealed record VipStanding(Tier Tier, ZoneId Zone, string Reason, double Confidence);

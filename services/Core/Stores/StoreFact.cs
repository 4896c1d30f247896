using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;

namespace SmartStore.Core.Stores;

/// <summary>Something that happened in a store and that its staff may know of; told by shoppers' grains, as far as consents allow.</summary>
/// <param name="Id">The cause: ids of what is decided derive from it.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record StoreFact(string Id, DateTimeOffset At);

/// <summary>A VIP who agreed to be greeted is here.</summary>
/// <param name="Reason">One sentence for staff.</param>
/// <param name="Confidence">0..1.</param>
public sealed record ShopperArrived(string Id, DateTimeOffset At, ShopperId Shopper, string Name, Tier Tier, ZoneId Zone, string Reason, double Confidence)
    : StoreFact(Id, At);

/// <summary>That VIP is in another zone now.</summary>
public sealed record ShopperMoved(string Id, DateTimeOffset At, ShopperId Shopper, ZoneId Zone) : StoreFact(Id, At);

/// <summary>A shopper staff were told about is gone, or no longer agrees: their orders wait for nobody, and nothing is known of them.</summary>
public sealed record ShopperLeft(string Id, DateTimeOffset At, ShopperId Shopper) : StoreFact(Id, At);

/// <summary>A VIP is still here but no longer to be recognised; their orders go on waiting.</summary>
public sealed record RecognitionEnded(string Id, DateTimeOffset At, ShopperId Shopper) : StoreFact(Id, At);

/// <summary>An order is ready and its shopper is here; told again when it is handed over at another desk.</summary>
public sealed record OrderAwaited(string Id, DateTimeOffset At, OrderId Order, ShopperId Shopper, string Name, ZoneId Zone) : StoreFact(Id, At);

/// <summary>An order waits no longer: claimed, handed over or cancelled.</summary>
public sealed record OrderSettled(string Id, DateTimeOffset At, OrderId Order) : StoreFact(Id, At);

/// <summary>Something was held to a terminal that is no pass of ours; it names nobody, so the store answers.</summary>
public sealed record TapForged(string Id, DateTimeOffset At, TapOrigin Origin) : StoreFact(Id, At);

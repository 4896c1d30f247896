namespace SmartStore.Core.Shoppers;

/// <summary>Where a pickup order is. Numbers are the contract's.</summary>
public enum OrderState
{
    /// <summary>Not said; no order has it.</summary>
    Unspecified = 0,

    /// <summary>Being put together.</summary>
    Preparing = 1,

    /// <summary>Waits for its shopper.</summary>
    Ready = 2,

    /// <summary>A member of staff has taken it on.</summary>
    Claimed = 3,

    /// <summary>The shopper has it.</summary>
    HandedOver = 4,

    /// <summary>Nobody will get it.</summary>
    Cancelled = 5,
}

/// <summary>A pickup order of one shopper in one store.</summary>
/// <param name="PickupZone">Where it is handed over; unknown: not said.</param>
public sealed record Order(OrderId Id, StoreId Store, OrderState State, ZoneId PickupZone, IReadOnlyList<ListItem> Items)
{
    /// <summary>Longest <see cref="Slot"/>, characters.</summary>
    public const int SlotMax = 32;

    /// <summary>Most <see cref="Collectors"/>.</summary>
    public const int CollectorsMax = 16;

    /// <summary>Orders a shopper's grain keeps; the oldest finished ones make room. While that many are live, a new one is refused.</summary>
    public const int PerShopperMax = 16;

    /// <summary>The terminal where it waits; empty: none in particular.</summary>
    public string Terminal { get; init; } = "";

    /// <summary>A locker's slot, or the shelf where it waits; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Age or identity has to be checked before it is handed over.</summary>
    public bool NeedsCheck { get; init; }

    /// <summary>Shoppers who may fetch it beside its own.</summary>
    public IReadOnlyList<ShopperId> Collectors { get; init; } = [];

    /// <summary>The order system's own count of its changes; 0: it does not count.</summary>
    public long Version { get; init; }

    /// <summary>True until it is handed over or cancelled.</summary>
    public bool IsLive => State is OrderState.Preparing or OrderState.Ready or OrderState.Claimed;
}

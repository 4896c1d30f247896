namespace SmartStore.Core.Shoppers;

/// <summary>What became of an order that was put.</summary>
public enum OrderOutcome
{
    /// <summary>It is kept, or was kept like this already. Needs no reply.</summary>
    Taken = 0,

    /// <summary>It is new, and the shopper has <see cref="Order.PerShopperMax"/> live ones: nothing changed, RESOURCE_EXHAUSTED.</summary>
    TooManyLive = 1,

    /// <summary>A newer version of it is held: nothing changed, FAILED_PRECONDITION.</summary>
    Outdated = 2,
}

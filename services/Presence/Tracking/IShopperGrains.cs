using SmartStore.Core;

namespace SmartStore.Presence.Tracking;

/// <summary>What the tracker table needs of the grains: the host in production, a table of answers in tests.</summary>
public interface IShopperGrains
{
    /// <summary>How a shopper stands.</summary>
    ValueTask<ShopperPresence> Look(ShopperId shopper);

    /// <summary>A shopper's zone changed. Completes when what the grain decided is committed.</summary>
    ValueTask ZoneObserved(ShopperId shopper, StoreId store, ZoneId zone, DateTimeOffset at, double confidence);
}

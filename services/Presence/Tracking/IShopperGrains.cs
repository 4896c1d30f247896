using SmartStore.Core;
using SmartStore.Core.Shoppers;

namespace SmartStore.Presence.Tracking;

/// <summary>What the tracker table needs of the grains: the host in production, a table of answers in tests.</summary>
public interface IShopperGrains
{
    /// <summary>How a shopper stands.</summary>
    ValueTask<ShopperPresence> Look(ShopperId shopper);

    /// <summary>Tells what the tracker observed. Completes when what the grain decided is committed.</summary>
    /// <param name="observed">A <see cref="ZoneObserved"/> or a <see cref="StillHere"/>, without an id of its own.</param>
    /// <returns>False: the grain did not take it, because it knows something newer or may not use it.</returns>
    ValueTask<bool> Tell(ShopperId shopper, ShopperFact observed);
}

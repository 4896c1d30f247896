namespace SmartStore.Grains.Presence;

/// <summary>What the tracker table needs of the shoppers' grains.</summary>
internal interface IShopperGrains
{
    /// <summary>How a shopper stands.</summary>
    /// <param name="store">Where the shopper was heard.</param>
    Task<ShopperPresence> Look(ShopperId shopper, StoreId store);

    /// <summary>Tells what the tracker observed: a <see cref="ZoneObserved"/> or a <see cref="StillHere"/>. Completes when what the grain decided is committed.</summary>
    /// <param name="known">Version of what is known of the shopper here; 0: nothing.</param>
    Task<LocateReply> Tell(ShopperId shopper, ShopperFact observed, long known);
}

/// <summary>The shoppers' grains themselves.</summary>
internal sealed class ShopperGrains(IGrainFactory grains) : IShopperGrains
{
    /// <inheritdoc/>
    public Task<ShopperPresence> Look(ShopperId shopper, StoreId store) => grains.Grain<IShopperGrain>(shopper.Value).Look(store);

    /// <inheritdoc/>
    public Task<LocateReply> Tell(ShopperId shopper, ShopperFact observed, long known) => grains.Grain<IShopperGrain>(shopper.Value).Locate(observed, known);
}

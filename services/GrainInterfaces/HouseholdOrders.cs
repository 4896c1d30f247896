using SmartStore.Core.Shoppers;

namespace SmartStore.GrainInterfaces;

/// <summary>Asks the grains of a household's members which of their orders another member may fetch. A member's own record has nothing of it before they tap.</summary>
internal sealed class HouseholdOrders(IGrainFactory grains, GrainCalls calls, IStoreCatalog catalog)
{
    /// <summary>What a member may fetch in a store for the others, those first that have been ready for longest.</summary>
    /// <exception cref="TryAgainException">No answer in time.</exception>
    public async Task<IReadOnlyList<CollectableOrder>> Of(HouseholdId household, ShopperId member, StoreId store)
    {
        var home = await calls.Send(grains.GetGrain<IHouseholdGrain>(household.Value).View);
        if (!home.Has(member)) return [];
        var others = await Task.WhenAll(home.Members.Where(other => !other.Waits && other.Shopper != member).Select(other => View(other.Shopper)));
        return [.. others.SelectMany(other => HouseholdPickup.Of(other, household, store, catalog)).OrderBy(order => order.Progress.ReadyAt).Select(HouseholdPickup.Offered)];
    }

    /// <summary>The holder of an order who lets the members of a household fetch it; nobody: the order is not theirs to fetch.</summary>
    /// <exception cref="TryAgainException">No answer in time.</exception>
    public async Task<ShopperId> LetBy(OrderId order, HouseholdId household)
    {
        if (await calls.Send(grains.GetGrain<IOrderGrain>(order.Value).View) is not { Held: { Holder.IsNobody: false } held }) return ShopperId.Nobody;
        return HouseholdPickup.Of(await View(held.Holder), household, store: null, catalog).Any(let => let.Id == order) ? held.Holder : ShopperId.Nobody;
    }

    private async Task<Shopper> View(ShopperId shopper) => (await calls.Send(grains.GetGrain<IShopperGrain>(shopper.Value).View)).Shopper;
}

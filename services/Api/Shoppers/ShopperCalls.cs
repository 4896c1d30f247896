using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>The shoppers' grains as the services call them: facts in with fresh ids, how the shopper stands out.</summary>
internal sealed class ShopperCalls(IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    /// <summary>Id of a fact that comes with a call. What a caller sends twice are two facts.</summary>
    public static string NewFactId() => $"rpc/{Guid.CreateVersion7():N}";

    /// <summary>How a shopper stands.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: there is no such shopper.</exception>
    public async Task<Shopper> Known(string id, CancellationToken cancel) => await Find(id, cancel) ?? throw Refusal.NoShopper(id);

    /// <summary>How a shopper stands; null: there is no such shopper.</summary>
    public async Task<Shopper?> Find(string id, CancellationToken cancel)
    {
        Refusal.RequireIds(("shopper_id", id));
        var grain = grains.GetGrain<IShopperGrain>(id);
        var view = await calls.Send(grain.View, cancel);
        return view.Exists ? view.Shopper : null;
    }

    /// <summary>Gives a fact to a shopper's grain.</summary>
    public Task<ShopperReply> Apply(ShopperId shopper, Func<string, DateTimeOffset, ShopperFact> fact, CancellationToken cancel)
    {
        var (grain, made) = (grains.GetGrain<IShopperGrain>(shopper.Value), fact(NewFactId(), time.GetUtcNow()));
        return calls.Send(() => grain.Apply(made), cancel);
    }

    /// <summary>Gives a fact to the grain that keeps what is known of a shopper who is known to be there.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: the shopper was erased meanwhile. Nothing is kept.</exception>
    public async Task<MemberView> Apply(string shopper, Func<string, DateTimeOffset, MemberFact> fact, CancellationToken cancel)
    {
        var (grain, made) = (grains.GetGrain<IMemberGrain>(shopper), fact(NewFactId(), time.GetUtcNow()));
        var view = await calls.Send(() => grain.Apply(made), cancel);
        if (await Find(shopper, cancel) is not null) return view;
        // An erasure that began before the fact may have passed by here already.
        await calls.Send(grain.Erase, CancellationToken.None);
        throw Refusal.NoShopper(shopper);
    }
}

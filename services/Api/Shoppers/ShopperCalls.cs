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
}

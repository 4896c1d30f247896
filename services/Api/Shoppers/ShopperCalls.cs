using SmartStore.Api.Calls;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.GrainInterfaces;

namespace SmartStore.Api.Shoppers;

/// <summary>The shoppers' grains as the services call them: facts in with fresh ids, how the shopper stands out.</summary>
internal sealed class ShopperCalls(IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    /// <summary>Id of a fact that comes with a call. What a caller sends twice are two facts.</summary>
    public static string NewFactId() => $"rpc/{Guid.CreateVersion7():N}";

    /// <summary>How a shopper stands.</summary>
    /// <param name="id">As it was sent, in the field <c>shopper_id</c>.</param>
    /// <exception cref="WrongFieldsException">It is no id.</exception>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: there is no such shopper.</exception>
    public async Task<Shopper> Known(string id, CancellationToken cancel)
    {
        Refusal.RequireIds(("shopper_id", id));
        var grain = grains.GetGrain<IShopperGrain>(id);
        var view = await calls.Send(grain.View, cancel);
        return view.Exists ? view.Shopper : throw Refusal.NoShopper(id);
    }

    /// <summary>Gives a fact to a shopper's grain.</summary>
    /// <param name="fact">Makes it from its id and the time.</param>
    public Task<ShopperReply> Apply(ShopperId shopper, Func<string, DateTimeOffset, ShopperFact> fact, CancellationToken cancel)
    {
        var (grain, made) = (grains.GetGrain<IShopperGrain>(shopper.Value), fact(NewFactId(), time.GetUtcNow()));
        return calls.Send(() => grain.Apply(made), cancel);
    }
}

using SmartStore.Core.Members;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Shoppers;

/// <summary>The shoppers' grains as the services call them: facts in with fresh ids, how the shopper stands out.</summary>
internal sealed class ShopperCalls(IGrainFactory grains, GrainCalls calls, TimeProvider time)
{
    /// <summary>Id of a fact that comes with a call. What a caller sends twice are two facts.</summary>
    public static string NewFactId() => $"rpc/{Guid.CreateVersion7():N}";

    /// <summary>How a shopper stands, for a call about them. Every call that the shopper may make asks this, or <see cref="RequireSignedIn"/>.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is no such shopper. UNAUTHENTICATED: the caller's token is of before the shopper ended their devices.</exception>
    public Task<Shopper> Known(string id, ServerCallContext context) => Known(id, context.GetHttpContext(), context.CancellationToken);

    /// <inheritdoc cref="Known(string, ServerCallContext)"/>
    public Task<Shopper> Known(string id, HttpContext http) => Known(id, http, http.RequestAborted);

    /// <summary>Refuses a token of before the shopper ended their devices, where it does not matter whether there is such a shopper. A caller whose token says nothing of that costs no look.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED.</exception>
    public async Task RequireSignedIn(string id, ServerCallContext context)
    {
        if (SignOut.Knows(context) && await Find(id, context.CancellationToken) is { } shopper) SignOut.Require(shopper, context.GetHttpContext());
    }

    /// <summary>How a shopper stands, whoever asks; null: there is no such shopper.</summary>
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
    /// <exception cref="RpcException">NOT_FOUND: the shopper was erased meanwhile. Nothing is kept.</exception>
    public async Task<MemberView> Apply(string shopper, Func<string, DateTimeOffset, MemberFact> fact, CancellationToken cancel)
    {
        var (grain, made) = (grains.GetGrain<IMemberGrain>(shopper), fact(NewFactId(), time.GetUtcNow()));
        var view = await calls.Send(() => grain.Apply(made), cancel);
        if (await Find(shopper, cancel) is not null) return view;
        // An erasure that began before the fact may have passed by here already.
        await calls.Send(grain.Erase, CancellationToken.None);
        throw Refusal.NoShopper(shopper);
    }

    private async Task<Shopper> Known(string id, HttpContext http, CancellationToken cancel)
    {
        var shopper = await Find(id, cancel) ?? throw Refusal.NoShopper(id);
        SignOut.Require(shopper, http);
        return shopper;
    }
}

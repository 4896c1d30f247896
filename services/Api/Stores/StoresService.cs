using Grpc.Core;
using SmartStore.Api.Calls;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Presence;
using SmartStore.Presence.Contract;

namespace SmartStore.Api.Stores;

/// <summary>The <c>Stores</c> service: layouts and catalogues into the books, profiles and orders to the shoppers' grains.</summary>
internal sealed class StoresService(Books books, ShopperGrains shoppers) : Proto.Stores.StoresBase
{
    /// <inheritdoc/>
    public override async Task<Proto.Store> PutStore(Proto.PutStoreRequest request, ServerCallContext context)
    {
        var store = request.Store ?? throw Refusal.Wrong("store", "is missing");
        Refusal.Require(LayoutCheck.Check(FromContract.Layout(store), "store"));
        await books.PutLayout(store, context.CancellationToken);
        return store;
    }

    /// <inheritdoc/>
    public override Task<Proto.Store> GetStore(Proto.GetStoreRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("store_id", request.StoreId)));
        return Task.FromResult(books.Layout(request.StoreId) ?? throw Refusal.NoStore(request.StoreId));
    }

    /// <inheritdoc/>
    public override async Task<Proto.PutCatalogReply> PutCatalog(Proto.PutCatalogRequest request, ServerCallContext context)
    {
        Refusal.Require(IdCheck.Check(("store_id", request.StoreId)));
        var book = books.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        Refusal.Require(CatalogCheck.Check(book.Layout, [.. request.Products.Select(FromContract.Product)], [.. request.Recipes.Select(FromContract.Recipe)], ""));
        if (!await books.PutCatalog(request, context.CancellationToken)) throw Refusal.NoStore(request.StoreId);
        return new Proto.PutCatalogReply { Products = request.Products.Count, Recipes = request.Recipes.Count };
    }

    /// <inheritdoc/>
    public override async Task<Proto.Shopper> PutShopper(Proto.PutShopperRequest request, ServerCallContext context)
    {
        var shopper = request.Shopper ?? throw Refusal.Wrong("shopper", "is missing");
        var (id, profile) = (new ShopperId(shopper.Id), FromContract.Profile(shopper));
        Refusal.Require(ProfileCheck.Check(id, profile, "shopper"));
        await shoppers.PutProfile(id, profile, context.CancellationToken);
        await books.PutTags(shopper, context.CancellationToken);
        return shopper;
    }

    /// <inheritdoc/>
    public override async Task<Proto.Order> PutOrder(Proto.PutOrderRequest request, ServerCallContext context)
    {
        var (put, shopper) = (request.Order ?? throw Refusal.Wrong("order", "is missing"), new ShopperId(request.Order.ShopperId));
        var (order, book) = (FromContract.Order(put), books.Find(new StoreId(put.StoreId)));
        Refusal.Require(OrderCheck.Check(order, shopper, book?.Layout, "order"));
        if (book is null) throw Refusal.NoStore(put.StoreId);
        if (!await shoppers.Exists(shopper, context.CancellationToken)) throw Refusal.NoShopper(put.ShopperId);
        var result = await shoppers.PutOrder(shopper, order, context.CancellationToken);
        if (result.Reply is OrderOutcome.TooManyLive)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A shopper may have {Order.PerShopperMax} live orders; hand over or cancel one of \"{put.ShopperId}\" first."));
        var held = (await shoppers.View(shopper, context.CancellationToken))?.Orders.FirstOrDefault(known => known.Id == order.Id) ?? order;
        if (result.Reply is OrderOutcome.Outdated)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"order.version: {order.Version} is lower than {held.Version}, which is held."));
        return ContractForm.Of(held, shopper);
    }
}

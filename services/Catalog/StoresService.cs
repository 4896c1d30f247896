using Google.Protobuf.Reflection;
using SmartStore.Contracts.V1;
using SmartStore.Core;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;
using SmartStore.Presence;
using SmartStore.Presence.Contract;
using SmartStore.Rpc;
using SmartStore.Rpc.Server;
using Order = SmartStore.Contracts.V1.Order;
using Shopper = SmartStore.Contracts.V1.Shopper;

namespace SmartStore.Catalog;

/// <summary>The <c>Stores</c> service: layouts and catalogues into the books, profiles and orders to the shoppers' grains.</summary>
public sealed class StoresService(Books books, ShopperGrains shoppers) : IRpcService
{
    // A layout or a catalogue is one message: 40,000 products fit.
    private static readonly RpcMethodLimits Large = new() { RequestBytesMax = 32 * 1024 * 1024, ResponseBytesMax = 32 * 1024 * 1024 };
    private static readonly RpcPolicy Operators = RpcPolicy.Roles("operator");

    /// <inheritdoc/>
    public ServiceDescriptor Descriptor { get; } = SmartstoreReflection.Descriptor.Services.Single(service => service.Name == "Stores");

    /// <inheritdoc/>
    public void Bind(RpcServiceBuilder methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        methods
            .Unary<PutStoreRequest, Store>("PutStore", Operators, PutStore, Large)
            .Unary<GetStoreRequest, Store>("GetStore", RpcPolicy.Authenticated, GetStore, Large with { SideEffectFree = true })
            .Unary<PutCatalogRequest, PutCatalogReply>("PutCatalog", Operators, PutCatalog, Large)
            .Unary<PutShopperRequest, Shopper>("PutShopper", Operators, PutShopper)
            .Unary<PutOrderRequest, Order>("PutOrder", Operators, PutOrder);
    }

    private async ValueTask<Store> PutStore(PutStoreRequest request, RpcContext context)
    {
        var store = request.Store ?? throw Missing("store");
        Requests.Require(LayoutCheck.Check(FromContract.Layout(store), "store"));
        await books.PutLayout(store, context.Cancellation);
        return store;
    }

    private ValueTask<Store> GetStore(GetStoreRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("store_id", request.StoreId)));
        return ValueTask.FromResult(books.Layout(request.StoreId) ?? throw NoStore(request.StoreId));
    }

    private async ValueTask<PutCatalogReply> PutCatalog(PutCatalogRequest request, RpcContext context)
    {
        Requests.Require(IdCheck.Check(("store_id", request.StoreId)));
        var book = books.Find(new StoreId(request.StoreId)) ?? throw NoStore(request.StoreId);
        Requests.Require(CatalogCheck.Check(book.Layout, [.. request.Products.Select(FromContract.Product)], [.. request.Recipes.Select(FromContract.Recipe)], ""));
        if (!await books.PutCatalog(request, context.Cancellation)) throw NoStore(request.StoreId);
        return new PutCatalogReply { Products = request.Products.Count, Recipes = request.Recipes.Count };
    }

    private async ValueTask<Shopper> PutShopper(PutShopperRequest request, RpcContext context)
    {
        var shopper = request.Shopper ?? throw Missing("shopper");
        var profile = FromContract.Profile(shopper);
        Requests.Require(ProfileCheck.Check(new ShopperId(shopper.Id), profile, "shopper"));
        await shoppers.PutProfile(new ShopperId(shopper.Id), profile, context.Cancellation);
        await books.PutTags(shopper, context.Cancellation);
        return shopper;
    }

    private async ValueTask<Order> PutOrder(PutOrderRequest request, RpcContext context)
    {
        var order = request.Order ?? throw Missing("order");
        var shopper = new ShopperId(order.ShopperId);
        var book = books.Find(new StoreId(order.StoreId));
        Requests.Require(OrderCheck.Check(FromContract.Order(order), shopper, book?.Layout, "order"));
        if (book is null) throw NoStore(order.StoreId);
        if (!await shoppers.Exists(shopper, context.Cancellation)) throw new RpcException(StatusCode.NotFound, $"There is no shopper \"{order.ShopperId}\".");
        var result = await shoppers.PutOrder(shopper, FromContract.Order(order), context.Cancellation);
        if (result.Reply is OrderOutcome.TooManyLive)
            throw new RpcException(StatusCode.ResourceExhausted, $"A shopper may have {Core.Shoppers.Order.PerShopperMax} live orders; hand over or cancel one of \"{order.ShopperId}\" first.");
        return order;
    }

    private static RpcException Missing(string path) => new(StatusCode.InvalidArgument, $"{path}: is missing");

    private static RpcException NoStore(string store) => new(StatusCode.NotFound, $"There is no store \"{store}\".");
}

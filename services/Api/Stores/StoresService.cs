using System.Security.Claims;
using SmartStore.Api.Identity;
using SmartStore.Api.Shoppers;
using SmartStore.Contracts;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Staff;

namespace SmartStore.Api.Stores;

/// <summary>The <c>Stores</c> service: layouts, catalogues, tags and staff into the reference data, profiles and orders to their grains.</summary>
internal sealed class StoresService(IStoreCatalog catalog, ShopperCalls shoppers, IStaffMembers staff, IGrainFactory grains, GrainCalls calls, TimeProvider time) : Proto.Stores.StoresBase
{
    public override async Task<Proto.Store> PutStore(Proto.PutStoreRequest request, ServerCallContext context)
    {
        var store = request.Store ?? throw Refusal.Wrong("store", "is missing");
        Refusal.Require(StoreCheck.Check(store, "store"));
        // Only a page of this server's own can say it: to callers from outside a put is a put, as the contract has it.
        var seen = context is CallWithin ? context.RequestHeaders.GetValue(LayoutSeen.Header) : null;
        if (!await catalog.PutLayout(store, seen)) throw new RpcException(new Status(StatusCode.Aborted, $"The layout of store \"{store.Id}\" is not the one that was looked at; nothing was put."));
        return store;
    }

    public override Task<Proto.Store> GetStore(Proto.GetStoreRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        return Task.FromResult(catalog.Layout(request.StoreId) ?? throw Refusal.NoStore(request.StoreId));
    }

    public override async Task<Proto.PutCatalogReply> PutCatalog(Proto.PutCatalogRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        var book = catalog.Find(new StoreId(request.StoreId)) ?? throw Refusal.NoStore(request.StoreId);
        Refusal.Require(CatalogCheck.Check(book.Layout, [.. request.Products.Select(ContractForm.Product)], [.. request.Recipes.Select(ContractForm.Recipe)], ""));
        if (!await catalog.PutCatalog(request)) throw Refusal.NoStore(request.StoreId);
        return new Proto.PutCatalogReply { Products = request.Products.Count, Recipes = request.Recipes.Count };
    }

    public override async Task<Proto.PutStockReply> PutStock(Proto.PutStockRequest request, ServerCallContext context)
    {
        Refusal.RequireIds(("store_id", request.StoreId));
        StockChange[] changes = [.. request.Changes.Select(ContractForm.StockChange)];
        Refusal.Require(StockCheck.Check(changes));
        if (request.At is { } said && Refusal.OfTime("at", said) is { } problem) throw new WrongFieldsException([problem]);
        var at = StockRules.SaidAt(request.At?.ToDateTimeOffset(), time.GetUtcNow());
        var merged = await catalog.PutStock(new StoreId(request.StoreId), changes, at) ?? throw Refusal.NoStore(request.StoreId);
        return new Proto.PutStockReply { Applied = merged.Applied, Stale = merged.Stale, Unknown = { merged.Unknown.Select(product => product.Value) } };
    }

    public override async Task<Proto.Shopper> PutShopper(Proto.PutShopperRequest request, ServerCallContext context)
    {
        var put = request.Shopper ?? throw Refusal.Wrong("shopper", "is missing");
        var (shopper, profile) = (new ShopperId(put.Id), ContractForm.Profile(put));
        Refusal.Require(ProfileCheck.Check(shopper, profile, put.Tags, "shopper"));
        // The tags first: a repeat after a failure between the two puts both right, and a tag of no shopper does no harm.
        await catalog.PutTags(put.Id, put.Tags);
        var by = context.GetHttpContext().User.FindFirstValue(Roles.Subject) is { Length: > 0 } subject ? subject : Roles.Operator;
        await shoppers.Apply(shopper, (id, at) => new ProfilePut(id, at, profile) { By = by }, context.CancellationToken);
        return put;
    }

    public override async Task<Proto.StaffMember> PutStaffMember(Proto.PutStaffMemberRequest request, ServerCallContext context)
    {
        var put = request.Member ?? throw Refusal.Wrong("member", "is missing");
        var member = ContractForm.Member(put);
        Refusal.Require(StaffMemberCheck.Check(member, put.Pin, "member"));
        foreach (var store in member.Stores)
            if (catalog.Find(store) is null)
                throw Refusal.NoStore(store.Value);
        if (!await staff.Put(member, put.Pin)) throw new RpcException(new Status(StatusCode.ResourceExhausted, "There are as many members of the staff as may be; a new one is not taken."));
        return new Proto.StaffMember(put) { Pin = "" };
    }

    public override async Task<Proto.Order> PutOrder(Proto.PutOrderRequest request, ServerCallContext context)
    {
        var put = request.Order ?? throw Refusal.Wrong("order", "is missing");
        var (order, holder, book) = (ContractForm.Order(put), new ShopperId(put.ShopperId), catalog.Find(new StoreId(put.StoreId)));
        Refusal.Require(OrderCheck.Check(order, holder, book?.Layout, "order"));
        if (book is null) throw Refusal.NoStore(put.StoreId);
        var grain = grains.GetGrain<IOrderGrain>(put.Id);
        var shopper = await shoppers.Find(put.ShopperId, context.CancellationToken);
        if (shopper is null)
        {
            // The order system goes on with an order whose shopper was erased.
            if ((await calls.Send(grain.View, context.CancellationToken))?.Held is not { ErasedAt: not null, Holder.IsNobody: true }) throw Refusal.NoShopper(put.ShopperId);
            holder = ShopperId.Nobody;
        }
        else if (shopper.Orders.All(known => known.Id != order.Id) && shopper.Orders.Count(known => known.IsLive) >= Order.PerShopperMax)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A shopper may have {Order.PerShopperMax} live orders; hand over or cancel one of \"{put.ShopperId}\" first."));

        var fact = new OrderPut(ShopperCalls.NewFactId(), time.GetUtcNow(), holder, order);
        var reply = await calls.Send(() => grain.Put(fact), context.CancellationToken);
        if (reply.Outcome != OrderPutOutcome.Taken) throw new RpcException(new Status(StatusCode.FailedPrecondition, WhyNot(reply.Outcome, order, reply.Held!.Held.Order)));
        await OrderCalls.Copied(grain);
        return ContractForm.Of(reply.Held!.Held.Order, reply.Held.Held.Holder);
    }

    private static string WhyNot(OrderPutOutcome outcome, Order order, Order held) => outcome switch
    {
        OrderPutOutcome.Outdated => $"order.version: {order.Version} is lower than {held.Version}, which is held.",
        OrderPutOutcome.Final => $"Order \"{held.Id.Value}\" is {OrderCalls.Name(held.State)}, which is final.",
        OrderPutOutcome.BeingHandedOver => $"order.shopper_id: order \"{held.Id.Value}\" is {OrderCalls.Name(held.State)}, and being handed over it cannot change its shopper or be put together again.",
        OrderPutOutcome.FixedToItsStore => $"order.store_id: order \"{held.Id.Value}\" is {OrderCalls.Name(held.State)}; it may change its store only while it is being prepared.",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No refusal."),
    };
}

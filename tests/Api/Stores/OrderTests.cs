namespace SmartStore.Api.Tests.Stores;

/// <summary>What an order system hears when it puts orders.</summary>
public sealed class OrderTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly Proto.Stores.StoresClient _stores = new(open.Shop.Channel());

    [Fact]
    public async Task A_shopper_may_have_sixteen_live_orders_and_one_that_is_cancelled_makes_room()
    {
        await NewShopper("many");
        for (var i = 1; i <= 16; i++) await Put($"m{i}", "many", Proto.OrderState.Preparing);

        Assert.Equal(StatusCode.ResourceExhausted, (await Refused("m17", "many", Proto.OrderState.Preparing)).StatusCode);

        await Put("m3", "many", Proto.OrderState.Cancelled);
        await Put("m17", "many", Proto.OrderState.Preparing);
    }

    [Fact]
    public async Task A_phone_that_begins_to_watch_after_the_answer_is_told_of_the_order()
    {
        await NewShopper("prompt");
        await Put("p1", "prompt", Proto.OrderState.Ready);
        using var watch = new Proto.Shoppers.ShoppersClient(open.Shop.Channel()).Watch(new Proto.WatchShopperRequest { ShopperId = "prompt" });
        Assert.True(await watch.ResponseStream.MoveNext(ApiShop.Soon));
        Assert.Equal("p1", watch.ResponseStream.Current.Pickup.OrderId);
    }

    [Fact]
    public async Task Claimed_is_not_for_order_systems_to_set()
    {
        var refusal = await Refused("c1", "ann", Proto.OrderState.Claimed);
        Assert.Equal((StatusCode.InvalidArgument, "order.state: CLAIMED is for staff and terminals to set"), (refusal.StatusCode, refusal.Status.Detail));
    }

    [Fact]
    public async Task What_is_over_is_final_and_a_ready_order_keeps_its_store()
    {
        await Put("f1", "ann", Proto.OrderState.HandedOver);
        var final = await Refused("f1", "ann", Proto.OrderState.Ready);
        Assert.Equal((StatusCode.FailedPrecondition, "Order \"f1\" is HANDED_OVER, which is final."), (final.StatusCode, final.Status.Detail));

        await _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = ApiShop.Layout("other") });
        await Put("f2", "ann", Proto.OrderState.Ready);
        var elsewhere = await Refused("f2", "ann", Proto.OrderState.Ready, store: "other");
        Assert.Equal(StatusCode.FailedPrecondition, elsewhere.StatusCode);
        Assert.StartsWith("order.store_id: order \"f2\" is READY", elsewhere.Status.Detail);
    }

    [Fact]
    public async Task An_order_that_another_shopper_gets_is_given_back_with_its_new_holder()
    {
        await Put("h1", "ann", Proto.OrderState.Preparing);
        Assert.Equal("bob", (await Put("h1", "bob", Proto.OrderState.Ready)).ShopperId);
    }

    private async Task NewShopper(string id)
    {
        await _stores.PutShopperAsync(new Proto.PutShopperRequest { Shopper = new Proto.Shopper { Id = id } });
        await new Proto.Shoppers.ShoppersClient(open.Shop.Channel()).PutConsentAsync(new Proto.PutConsentRequest { ShopperId = id, Purposes = { Proto.Purpose.Presence } });
    }

    private Task<RpcException> Refused(string id, string shopper, Proto.OrderState state, string store = ApiShop.StoreId) => Assert.ThrowsAsync<RpcException>(() => Put(id, shopper, state, store));

    private async Task<Proto.Order> Put(string id, string shopper, Proto.OrderState state, string store = ApiShop.StoreId) =>
        await _stores.PutOrderAsync(new Proto.PutOrderRequest { Order = new Proto.Order { Id = id, StoreId = store, ShopperId = shopper, State = state } });
}

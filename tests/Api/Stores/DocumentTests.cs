namespace SmartStore.Api.Tests.Stores;

/// <summary>What other systems put is stored whole and given back, rules or not.</summary>
public sealed class DocumentTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly Proto.Stores.StoresClient _stores = new(open.Shop.Channel());

    [Fact]
    public async Task A_layout_is_given_back_with_every_field()
    {
        var store = ApiShop.Layout("every-field");
        (store.TimeZone, store.DeliveryUntil, store.HoldHours, store.Language) = ("Asia/Seoul", "20:00", 48, "ko");
        store.NearStoreIds.Add("corner");
        store.Opening.Add(new Proto.Opening { Weekday = 1, From = "08:00", Until = "22:00" });
        store.Plans.Add(new Proto.FloorPlan { Floor = "0", Image = Google.Protobuf.ByteString.CopyFrom(1, 2, 3), MediaType = "image/png", WidthM = 20, HeightM = 10 });
        store.Zones[0].Outline.Add([new Proto.PointM(), new Proto.PointM { XM = 4 }, new Proto.PointM { XM = 4, YM = 3 }]);
        (store.Zones[0].Service, store.Zones[1].Checkout, store.Zones[1].Floor) = (true, true, "0");
        (store.Terminals[0].Kind, store.Terminals[0].PrivateScreen) = (Proto.TerminalKind.Locker, true);
        store.Terminals[0].Slots.Add(["A1", "A2"]);

        await _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = store });

        Assert.Equal(store, await _stores.GetStoreAsync(new Proto.GetStoreRequest { StoreId = store.Id }));
    }

    [Fact]
    public async Task An_outline_or_a_plan_that_cannot_be_drawn_is_named()
    {
        var store = ApiShop.Layout("undrawn");
        store.Zones[0].Outline.Add([new Proto.PointM(), new Proto.PointM { XM = 4 }]);
        store.Zones[1].Outline.Add([new Proto.PointM(), new Proto.PointM { XM = double.NaN }, new Proto.PointM { YM = 1 }]);
        store.Plans.Add(new Proto.FloorPlan { Image = Google.Protobuf.ByteString.CopyFrom(new byte[StoreCheck.ImageBytesMax + 1]), MediaType = "image/svg+xml", XM = 1e300, WidthM = double.PositiveInfinity, HeightM = 10 });

        var refusal = await Assert.ThrowsAsync<RpcException>(() => _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = store }).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.StartsWith("store.zones[0].outline: has 2 points", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(["store.zones[0].outline", "store.zones[1].outline", "store.plans[0].image", "store.plans[0].media_type", "store.plans[0]", "store.plans[0]"], StoreCheck.Check(store, "store").Select(problem => problem.Path));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void An_outline_has_no_points_or_3_to_64(int points, bool isRight)
    {
        var store = ApiShop.Layout("outline");
        store.Zones[0].Outline.Add(Enumerable.Range(0, points).Select(i => new Proto.PointM { XM = i }));
        Assert.Equal(isRight, !StoreCheck.Check(store, "store").Any());
    }

    [Fact]
    public async Task A_shopper_is_given_back_with_guardian()
    {
        var child = new Proto.Shopper { Id = "kid", Name = "Kid", Tier = Proto.Tier.Regular, Child = true, GuardianId = "ann" };
        Assert.Equal(child, await _stores.PutShopperAsync(new Proto.PutShopperRequest { Shopper = child }));
    }

    [Fact]
    public async Task An_order_is_given_back_with_what_the_order_system_said_and_what_only_goes_out_is_the_stores_own()
    {
        var order = Order("o-1", version: 7);
        order.TerminalId = "desk-1";
        order.Slot = "shelf 4";
        order.NeedsCheck = true;
        order.Collectors.Add("bob");
        order.Items.Add(new Proto.ListItem { Id = "1", Name = "Milk", Quantity = 2, NoSubstitute = true });
        var put = order.Clone();
        (put.ClaimedBy, put.Proof) = ("somebody", "tap");

        var held = await Put(put);
        Assert.NotNull(held.HoldUntil);
        held.HoldUntil = null;
        Assert.Equal(order, held);
        order.Slot = "shelf 5";
        Assert.Equal("shelf 5", (await Put(order)).Slot);
    }

    [Fact]
    public async Task An_older_version_than_the_one_held_is_refused_with_both()
    {
        await Put(Order("o-2", version: 5));
        Assert.Equal(5, (await Put(Order("o-2", version: 5))).Version);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Put(Order("o-2", version: 4)));

        Assert.Equal((StatusCode.FailedPrecondition, "order.version: 4 is lower than 5, which is held."), (refusal.StatusCode, refusal.Status.Detail));
        Assert.Equal(6, (await Put(Order("o-2", version: 6))).Version);
    }

    [Fact]
    public async Task A_put_that_does_not_count_does_not_let_an_older_version_in()
    {
        await Put(Order("o-3", version: 5));
        Assert.Equal(5, (await Put(Order("o-3", version: 0))).Version);
        await Assert.ThrowsAsync<RpcException>(() => Put(Order("o-3", version: 4)));
    }

    [Fact]
    public async Task Fields_of_an_order_that_cannot_be_are_named()
    {
        var order = Order("o-4", version: -1);
        (order.TerminalId, order.Slot) = ("nowhere", new string('x', 33));
        order.Collectors.Add("two words");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Put(order));

        Assert.Equal(
            ["order.terminal_id", "order.slot", "order.version", "order.collectors[0]"],
            refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(field => field.Field));
    }

    [Fact]
    public async Task Every_purpose_of_the_contract_is_kept_and_shown()
    {
        var shoppers = new Proto.Shoppers.ShoppersClient(open.Shop.Channel());
        var all = Enum.GetValues<Proto.Purpose>().Where(purpose => purpose != Proto.Purpose.Unspecified).ToList();
        await shoppers.PutConsentAsync(new Proto.PutConsentRequest { ShopperId = "bob", Purposes = { all } });
        Assert.Equal(all, (await shoppers.GetConsentAsync(new Proto.GetConsentRequest { ShopperId = "bob" })).Purposes);
    }

    private static Proto.Order Order(string id, long version) => new() { Id = id, StoreId = ApiShop.StoreId, ShopperId = "ann", State = Proto.OrderState.Ready, PickupZoneId = "desk", Version = version };

    private async Task<Proto.Order> Put(Proto.Order order) => await _stores.PutOrderAsync(new Proto.PutOrderRequest { Order = order });
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>Contract, "Ids and order of things": what is not there, what is out of range, and what is not built yet.</summary>
public sealed class RefusalTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task Whoever_is_unknown_is_not_found_and_not_created()
    {
        var nobody = "nobody";
        await Refused(_client.Shoppers.GetListAsync(new() { ShopperId = nobody }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.PutListAsync(new() { ShopperId = nobody }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.GetConsentAsync(new() { ShopperId = nobody }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.PutConsentAsync(new() { ShopperId = nobody, Purposes = { Purpose.Presence } }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.GetPassAsync(new() { ShopperId = nobody }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.RespondAsync(new() { ShopperId = nobody, SuggestionId = "s", Response = Response.Shown }), StatusCode.NotFound, nobody);
        await Refused(_client.Shoppers.ReportAsync(new() { ShopperId = nobody, StoreId = CornerShop.Id }), StatusCode.NotFound, nobody);
        await Refused(_client.Stores.GetStoreAsync(new() { StoreId = "nowhere" }), StatusCode.NotFound, "nowhere");
        await Refused(_client.Stores.PutCatalogAsync(new() { StoreId = "nowhere" }), StatusCode.NotFound, "nowhere");
        await using var stream = _client.Watch(nobody);
        Assert.Equal(StatusCode.NotFound, (await stream.Refusal()).StatusCode);
        await Refused(_client.Shoppers.GetListAsync(new() { ShopperId = nobody }), StatusCode.NotFound, nobody);
    }

    [Fact]
    public async Task What_a_known_shopper_asks_about_unknown_things_is_not_found()
    {
        var shopper = await _client.NewShopper([]);
        await Refused(_client.Shoppers.RespondAsync(new() { ShopperId = shopper, SuggestionId = "no-such", Response = Response.Shown }), StatusCode.NotFound, "no-such");
        await Refused(_client.Shoppers.ReportAsync(new() { ShopperId = shopper, StoreId = "nowhere" }), StatusCode.NotFound, "nowhere");
        await Refused(_client.Stores.PutOrderAsync(new() { Order = new Order { Id = "o", StoreId = "nowhere", ShopperId = shopper, State = OrderState.Ready } }), StatusCode.NotFound, "nowhere");
        await Refused(_client.Stores.PutOrderAsync(new() { Order = new Order { Id = "o", StoreId = CornerShop.Id, ShopperId = "nobody", State = OrderState.Ready } }), StatusCode.NotFound, "nobody");
    }

    [Fact]
    public async Task Purposes_responses_and_ids_that_do_not_exist_are_refused_with_their_path()
    {
        var shopper = await _client.NewShopper([]);
        await Refused(_client.Shoppers.PutConsentAsync(new() { ShopperId = shopper, Purposes = { Purpose.Presence, (Purpose)9 } }), StatusCode.InvalidArgument, "purposes[1]");
        await Refused(_client.Shoppers.RespondAsync(new() { ShopperId = shopper, SuggestionId = "s" }), StatusCode.InvalidArgument, "response");
        await Refused(_client.Shoppers.RespondAsync(new() { ShopperId = shopper, Response = Response.Shown }), StatusCode.InvalidArgument, "suggestion_id");
        await Refused(_client.Shoppers.GetListAsync(new() { ShopperId = "two words" }), StatusCode.InvalidArgument, "shopper_id");
        await Refused(_client.Shoppers.GetListAsync(new() { ShopperId = new string('x', 65) }), StatusCode.InvalidArgument, "shopper_id");
        await Refused(_client.Stores.PutShopperAsync(new() { Shopper = new Shopper { Id = "t", Tags = { "not a beacon" } } }), StatusCode.InvalidArgument, "shopper.tags[0]");
        await using var stream = _client.Watch(shopper, device: "two words");
        Assert.StartsWith("device_id", (await stream.Refusal()).Status.Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("sixty-five-characters-are-one-more-than-an-id-of-the-contract-has")]
    public async Task What_is_no_id_is_out_of_range_and_not_unknown_wherever_it_is_named(string id)
    {
        var shopper = await _client.NewShopper([]);
        await NoId(_client.Stores.GetStoreAsync(new() { StoreId = id }), "store_id");
        await NoId(_client.Stores.PutStoreAsync(new() { Store = new Store { Id = id, Name = "Shop" } }), "store.id");
        await NoId(_client.Stores.PutCatalogAsync(new() { StoreId = id }), "store_id");
        await NoId(_client.Stores.PutShopperAsync(new() { Shopper = new Shopper { Id = id } }), "shopper.id");
        var order = new Order { Id = id, StoreId = id, ShopperId = id, State = OrderState.Ready };
        await NoId(_client.Stores.PutOrderAsync(new() { Order = order }), "order.id", "order.store_id", "order.shopper_id");
        await NoId(_client.Shoppers.GetListAsync(new() { ShopperId = id }), "shopper_id");
        await NoId(_client.Shoppers.PutListAsync(new() { ShopperId = id }), "shopper_id");
        await NoId(_client.Shoppers.GetConsentAsync(new() { ShopperId = id }), "shopper_id");
        await NoId(_client.Shoppers.PutConsentAsync(new() { ShopperId = id }), "shopper_id");
        await NoId(_client.Shoppers.GetPassAsync(new() { ShopperId = id }), "shopper_id");
        await NoId(_client.Shoppers.RespondAsync(new() { ShopperId = shopper, SuggestionId = id, Response = Response.Shown }), "suggestion_id");
        await NoId(_client.Shoppers.RespondAsync(new() { ShopperId = id, SuggestionId = "s", Response = Response.Shown }), "shopper_id");
        await NoId(_client.Shoppers.ReportAsync(new() { ShopperId = id, StoreId = id }), "shopper_id", "store_id");
        await using var stream = _client.Watch(id);
        await using var board = _client.WatchStaff(store: id);
        foreach (var (refusal, path) in new[] { (await stream.Refusal(), "shopper_id"), (await board.Refusal(), "store_id") })
        {
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.StartsWith($"{path}: must be", refusal.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_layout_is_refused_with_everything_that_is_wrong_in_it_and_the_old_one_stays()
    {
        var store = CornerShop.Layout();
        store.Zones[1].Neighbours.Add("cellar");
        store.Anchors[0].ZoneId = "attic";
        store.Anchors[1].Beacon = "ibeacon:nonsense";
        store.Terminals[0].Id = store.Terminals[1].Id;

        await Refused(_client.Stores.PutStoreAsync(new() { Store = store }), StatusCode.InvalidArgument, "store.zones[1].neighbours", "store.anchors[0].zone_id", "store.anchors[1].beacon", "store.terminals[1].id");
        Assert.Equal(CornerShop.Layout(), await _client.Stores.GetStoreAsync(new GetStoreRequest { StoreId = CornerShop.Id }));
    }

    [Fact]
    public async Task A_store_may_have_as_many_zones_as_the_tracker_can_follow_and_not_one_more()
    {
        var store = new Store { Id = "wide", Name = "Wide" };
        for (var i = 0; i < 96; i++) store.Zones.Add(new Zone { Id = $"z{i}", Name = $"Zone {i}" });
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = store });

        store.Zones.Add(new Zone { Id = "z96", Name = "Zone 96" });

        await Refused(_client.Stores.PutStoreAsync(new() { Store = store }), StatusCode.InvalidArgument, "store.zones", "96");
    }

    [Fact]
    public async Task A_catalogue_and_an_order_that_name_unknown_zones_are_refused_with_their_paths()
    {
        var catalog = CornerShop.Catalog();
        catalog.Products[0].ZoneId = "attic";
        catalog.Products[1].PriceMinor = -1;
        await Refused(_client.Stores.PutCatalogAsync(catalog), StatusCode.InvalidArgument, "products[0].zone_id", "products[1].price_minor");

        var order = new Order { Id = "o", StoreId = CornerShop.Id, ShopperId = await _client.NewShopper([]), PickupZoneId = "attic" };
        await Refused(_client.Stores.PutOrderAsync(new() { Order = order }), StatusCode.InvalidArgument, "order.state", "order.pickup_zone_id");
    }

    [Fact]
    public async Task An_app_without_mqtt_may_report_what_it_heard()
    {
        var (tracked, untracked) = (await _client.NewShopper([Purpose.Presence]), await _client.NewShopper([]));
        await using var stream = _client.Watch(tracked);
        ReportReply? reply = null;

        await Eventually.Is(
            async () =>
            {
                reply = await Report(tracked, Heard("bakery"), Heard("bakery"));
                return stream.Seen.Any(update => update.ZoneEntered?.ZoneId == "bakery");
            },
            () => "the zone that was reported");

        Assert.Equal((2, 0), (reply!.Accepted, reply.Ignored));
        var ignored = await Report(untracked, Heard("bakery"));
        Assert.Equal((0, 1), (ignored.Accepted, ignored.Ignored));
        var (loud, late) = (Heard("bakery"), Heard("bakery"));
        loud.RssiDbm = -200;
        late.At = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(-6));
        await Refused(_client.Shoppers.ReportAsync(new() { ShopperId = tracked, StoreId = CornerShop.Id, Heard = { Heard("bakery"), loud } }), StatusCode.InvalidArgument, "heard[1].rssi_dbm");
        Assert.Equal(1, (await Report(tracked, late)).Ignored);
    }

    private async Task<ReportReply> Report(string shopper, params IEnumerable<Heard> heard) =>
        await _client.Shoppers.ReportAsync(new ReportRequest { ShopperId = shopper, StoreId = CornerShop.Id, Heard = { heard } });

    private static Heard Heard(string zone) => new() { At = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), RssiDbm = -50, Beacon = CornerShop.Beacon(zone) };

    private static Task<RpcException> NoId<T>(AsyncUnaryCall<T> call, params IEnumerable<string> paths) =>
        Refused(call, StatusCode.InvalidArgument, [.. paths.Select(path => $"{path}: must be 1–64 characters")]);

    private static async Task<RpcException> Refused<T>(AsyncUnaryCall<T> call, StatusCode code, params string[] words)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(code, refusal.StatusCode);
        foreach (var word in words) Assert.Contains(word, refusal.Said());
        return refusal;
    }
}

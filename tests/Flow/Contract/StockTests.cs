using Google.Protobuf.WellKnownTypes;

namespace SmartStore.Flow.Tests.Contract;

/// <summary>What happens on the phones of those who are in the store when something sells out.</summary>
public sealed class StockTests(OpenShop shop) : IClassFixture<OpenShop>
{
    private static readonly Purpose[] Both = [Purpose.Presence, Purpose.Suggestions];
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task A_recipe_is_taken_back_when_what_it_needs_sells_out_and_the_list_says_what_to_do_instead()
    {
        await Furnish();
        await Sell(("basil", 20));
        var (needs, has, other) = (await _client.NewShopper(Both, "tomatoes", "mozzarella"), await _client.NewShopper(Both, "tomatoes", "basil"), await _client.NewShopper(Both, "bread"));
        await using var phoneOfNeeds = _client.Watch(needs);
        await using var phoneOfHas = _client.Watch(has);
        await using var phoneOfOther = _client.Watch(other);
        foreach (var shopper in new[] { needs, has, other }) await _client.Tap(shopper, "entrance");
        var (missing, had) = (await Suggestion(phoneOfNeeds), await Suggestion(phoneOfHas));
        await phoneOfOther.First(update => update.ListRecalled is not null, "the list of who does not want it");

        await Sell(("basil", 0));
        var soldAt = DateTimeOffset.UtcNow;

        foreach (var (phone, suggestion) in new[] { (phoneOfNeeds, missing), (phoneOfHas, had) })
        {
            var revoked = await phone.First(update => update.SuggestionRevoked is not null, "the revocation");
            Assert.Equal((suggestion.Id, RevokeReason.OutOfStock), (revoked.SuggestionRevoked.SuggestionId, revoked.SuggestionRevoked.Reason));
            var recalled = await phone.Nth(2, update => update.ListRecalled is not null, "the list anew");
            Assert.InRange(recalled.At.ToDateTimeOffset() - soldAt, -_soon, _soon);
            Assert.Single(phone.Seen, update => update.Suggestion is not null);
        }

        var basil = phoneOfHas.Seen.Last(update => update.ListRecalled is not null).ListRecalled.Items.Single(item => item.Item.Id == "basil");
        Assert.True(basil.OutOfStock);
        Assert.Equal(
            [(AlternativeKind.Substitute, "mint", ""), (AlternativeKind.OtherStore, "basil", "quay"), (AlternativeKind.Delivery, "basil", "")],
            basil.Alternatives.Select(way => (way.Kind, way.ProductId, way.StoreId)));
        Assert.Equal(["Mint (aisle 1) is in stock.", "Quay Street has 20.", "It can be delivered."], basil.Alternatives.Select(way => way.Text));
        Assert.Single(phoneOfOther.Seen, update => update.ListRecalled is not null);

        // What is there again is recalled, too.
        await Sell(("basil", 3));
        var back = await phoneOfHas.Nth(3, update => update.ListRecalled is not null, "the list when there is basil again");
        Assert.DoesNotContain(back.ListRecalled.Items, item => item.OutOfStock);
    }

    [Fact]
    public async Task Stock_is_known_after_the_server_was_killed_and_when_the_catalogue_is_put_again()
    {
        using var data = new FreshFolder();
        await using (var server = await ServerProcess.Start(data.Path))
        {
            await using var client = await ShopClient.Connect(server);
            await client.Furnish();
            Assert.Equal(1, (await Sell(client, ("milk", 0))).Applied);
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(data.Path);
        await using var later = await ShopClient.Connect(again);
        await later.Furnish();
        var shopper = await later.NewShopper([Purpose.Presence], "milk");
        await using var phone = later.Watch(shopper);
        await later.Tap(shopper, "entrance");
        Assert.True((await phone.First(update => update.ListRecalled is not null, "the list")).ListRecalled.Items.Single().OutOfStock);
    }

    [Fact]
    public async Task A_Korean_store_speaks_Korean()
    {
        var layout = CornerShop.Layout("seoul");
        layout.Language = "ko";
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        await _client.Stores.PutCatalogAsync(CornerShop.Catalog("seoul"));
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var phone = _client.Watch(shopper);
        await _client.Stores.PutOrderAsync(new PutOrderRequest { Order = new Order { Id = "seoul-7", StoreId = "seoul", ShopperId = shopper, State = OrderState.Ready, PickupZoneId = "pickup" } });
        var pickup = (await phone.First(update => update.Pickup is not null, "the order")).Pickup;
        Assert.Equal(("주문 seoul-7이 The pickup에 준비되었습니다.", OrderState.Ready), (pickup.Text, pickup.State));
    }

    private static async Task<Suggestion> Suggestion(Updates<ShopperUpdate> phone) => (await phone.First(update => update.Suggestion is not null, "a suggestion")).Suggestion;

    private async Task Furnish()
    {
        var (layout, quay, catalog) = (CornerShop.Layout(), CornerShop.Layout("quay"), CornerShop.Catalog());
        layout.NearStoreIds.Add("quay");
        quay.Name = "Quay Street";
        var basil = catalog.Products.Single(product => product.Id == "basil");
        (basil.Category, basil.Deliverable) = ("herbs", true);
        catalog.Products.Add(new Product { Id = "mint", Name = "Mint", ZoneId = "produce", Aisle = "1", PriceMinor = 129, Stock = 20, Category = "herbs" });
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = layout });
        await _client.Stores.PutStoreAsync(new PutStoreRequest { Store = quay });
        await _client.Stores.PutCatalogAsync(CornerShop.Catalog("quay"));
        await _client.Stores.PutCatalogAsync(catalog);
    }

    private Task<PutStockReply> Sell(params (string Product, int Stock)[] changes) => Sell(_client, changes);

    private static async Task<PutStockReply> Sell(ShopClient client, params (string Product, int Stock)[] changes) => await client.Stores.PutStockAsync(new PutStockRequest
    {
        StoreId = CornerShop.Id,
        At = DateTimeOffset.UtcNow.ToTimestamp(),
        Changes = { changes.Select(change => new StockChange { ProductId = change.Product, Stock = change.Stock }) },
    });
}

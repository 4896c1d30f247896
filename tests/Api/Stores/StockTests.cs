using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;

namespace SmartStore.Api.Tests.Stores;

/// <summary>Tills and stock systems say how much there is.</summary>
public sealed class StockTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly ApiShop _shop = open.Shop;
    private readonly Proto.Stores.StoresClient _stores = new(open.Shop.Channel());

    [Fact]
    public async Task Applied_and_stale_changes_are_counted_and_unknown_products_named()
    {
        await Furnish("counted", 2);
        var now = _shop.Time.GetUtcNow();
        Assert.Equal(new Proto.PutStockReply { Applied = 2 }, await Put("counted", now, Change("p0", 3), Change("p1", 0)));
        Assert.Equal(new Proto.PutStockReply { Applied = 0, Stale = 1, Unknown = { "moon" } }, await Put("counted", now.AddSeconds(-1), Change("p0", 9), Change("moon", 1)));
        Assert.Equal((3, 0), (Stock("counted", "p0"), Stock("counted", "p1")));
    }

    [Fact]
    public async Task Without_a_time_it_is_so_now_and_a_time_far_ahead_keeps_nobody_out()
    {
        await Furnish("timeless", 1);
        await Put("timeless", _shop.Time.GetUtcNow().AddYears(10), Change("p0", 3));
        _shop.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await Put("timeless", null, Change("p0", 4))).Applied);
        Assert.Equal(4, Stock("timeless", "p0"));
    }

    [Fact]
    public async Task A_price_of_zero_is_a_price_and_one_that_is_left_out_is_none()
    {
        await Furnish("priced", 1);
        var (status, body) = await _shop.Call("Stores/PutStock", """{"storeId":"priced","changes":[{"productId":"p0","stock":1,"priceMinor":"0"}]}""");
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal(0, Product("priced", "p0").PriceMinor);
        await Put("priced", null, new Proto.StockChange { ProductId = "p0", Stock = 1, PriceMinor = 250 });
        await Put("priced", null, Change("p0", 2));
        Assert.Equal(250, Product("priced", "p0").PriceMinor);
    }

    [Fact]
    public async Task Wrong_fields_are_named_and_nothing_is_taken()
    {
        await Furnish("wrong", 1);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Put("wrong", null, Change("p0", 5), Change("", 1), Change("p0", -1)));
        Assert.Equal(["changes[1].product_id", "changes[2].stock"], refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(field => field.Field));
        Assert.Equal(20, Stock("wrong", "p0"));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => Put("wrong", null))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Put("nowhere", null, Change("p0", 5)))).StatusCode);
        var early = new Proto.PutStockRequest { StoreId = "wrong", At = new Timestamp { Seconds = -1 }, Changes = { Change("p0", 1) } };
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await _stores.PutStockAsync(early))).StatusCode);
    }

    [Fact]
    public async Task Five_thousand_changes_with_the_longest_ids_are_taken_in_gRPC_and_JSON()
    {
        await Furnish("large", 5_000, id: i => $"p{i}".PadRight(64, 'x'));
        var request = new Proto.PutStockRequest { StoreId = "large", Changes = { Enumerable.Range(0, 5_000).Select(i => new Proto.StockChange { ProductId = $"p{i}".PadRight(64, 'x'), Stock = int.MaxValue, PriceMinor = 9_007_199_254_740_991 }) } };
        Assert.Equal(5_000, (await _stores.PutStockAsync(request)).Applied);
        var (status, body) = await _shop.Call("Stores/PutStock", JsonFormatter.Default.Format(request));
        Assert.True(status == HttpStatusCode.OK, body);
        request.Changes.Add(Change("p0", 1));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await _stores.PutStockAsync(request))).StatusCode);
    }

    private async Task Furnish(string store, int products, Func<int, string>? id = null)
    {
        await _stores.PutStoreAsync(new Proto.PutStoreRequest { Store = ApiShop.Layout(store) });
        var catalog = new Proto.PutCatalogRequest { StoreId = store };
        for (var i = 0; i < products; i++) catalog.Products.Add(new Proto.Product { Id = id?.Invoke(i) ?? $"p{i}", Name = $"Product {i}", ZoneId = "door", Stock = 20, PriceMinor = 100 });
        await _stores.PutCatalogAsync(catalog);
    }

    private static Proto.StockChange Change(string product, int stock) => new() { ProductId = product, Stock = stock };

    private Core.Stores.Product Product(string store, string id) =>
        _shop.Services.GetRequiredService<IStoreCatalog>().Find(new Core.StoreId(store))!.Product(new Core.ProductId(id))!;

    private int Stock(string store, string id) => Product(store, id).Stock;

    private async Task<Proto.PutStockReply> Put(string store, DateTimeOffset? at, params Proto.StockChange[] changes) =>
        await _stores.PutStockAsync(new Proto.PutStockRequest { StoreId = store, At = at?.ToTimestamp(), Changes = { changes } });
}

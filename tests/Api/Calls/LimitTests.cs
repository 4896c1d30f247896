using System.Text;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What is too large or too many is refused, in every form.</summary>
public sealed class LimitTests(OpenApi open) : IClassFixture<OpenApi>
{
    private const int Max = 64 * 1024;
    private const string GetList = "/smartstore.v1.Shoppers/GetList";

    private readonly ApiShop _shop = open.Shop;

    [Theory]
    [InlineData(Max, StatusCode.InvalidArgument)] // taken, and then refused because such an id is none
    [InlineData(Max + 1, StatusCode.ResourceExhausted)]
    public async Task A_request_has_64_KiB_at_most(int bytes, StatusCode status) => Assert.Equal(status, await StatusOf(Request(bytes), gzip: false));

    [Theory]
    [InlineData(Max, StatusCode.InvalidArgument)]
    [InlineData(Max + 1, StatusCode.ResourceExhausted)]
    [InlineData(50_000_000, StatusCode.ResourceExhausted)]
    public async Task A_request_that_inflates_to_more_is_refused(int bytes, StatusCode status) => Assert.Equal(status, await StatusOf(Request(bytes), gzip: true));

    [Fact]
    public async Task A_catalogue_may_be_larger_and_a_shopper_of_the_same_size_reaches_the_service_of_layouts_only()
    {
        var catalog = new Proto.PutCatalogRequest { StoreId = ApiShop.StoreId };
        for (var i = 0; i < 40_000; i++) catalog.Products.Add(new Proto.Product { Id = $"product-{i}", Name = $"Something with a name of some length {i}", ZoneId = "door", Stock = 1 });
        Assert.True(catalog.CalculateSize() > 20 * Max);

        Assert.Equal(40_000, (await new Proto.Stores.StoresClient(_shop.Channel()).PutCatalogAsync(catalog)).Products);
        var (status, body) = await _shop.Call("Stores/PutCatalog", JsonFormatter.Default.Format(catalog));
        Assert.True(status == HttpStatusCode.OK, body);
    }

    [Fact]
    public async Task A_calibration_may_have_its_16_MiB()
    {
        var put = new Proto.PutCalibrationRequest { StoreId = ApiShop.StoreId, Json = new string(' ', 5_000_000) };
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Calibrations.CalibrationsClient(_shop.Channel()).PutCalibrationAsync(put));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode); // taken, and then refused because spaces are no calibration
    }

    [Fact]
    public async Task JSON_over_the_limit_is_refused_with_limit_and_value()
    {
        var (status, body) = await _shop.Call("Shoppers/GetList", $$"""{"shopperId":"{{new string('x', 2 * Max)}}"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal($"The request has {(2 * Max) + 16} bytes; the limit is {2 * Max} bytes.", ApiShop.Error(body).Message);
    }

    [Fact]
    public async Task JSON_over_the_limit_is_refused_when_its_length_is_not_told_beforehand()
    {
        using var http = _shop.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Post, GetList) { Content = new StringContent($$"""{"shopperId":"{{new string('x', 3 * Max)}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await http.SendAsync(request, ApiShop.Soon);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("too large", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task One_call_more_than_may_be_at_work_is_refused_and_taken_when_another_has_ended()
    {
        await using var shop = await ApiShop.Open(new ApiOptions { ActiveCallsMax = 1 });
        var shoppers = new Proto.Shoppers.ShoppersClient(shop.Channel());
        using (var stream = shoppers.Watch(new Proto.WatchShopperRequest { ShopperId = "ann" }))
        {
            await stream.ResponseHeadersAsync;
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = "ann" }));
            Assert.Equal((StatusCode.ResourceExhausted, "The server has 1 calls at work, which is its limit; call again later."), (refusal.StatusCode, refusal.Status.Detail));
        }

        await Eventually.Does(async () => await shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = "ann" }));
    }

    [Fact]
    public async Task Headers_have_16_KiB_at_most()
    {
        using var http = _shop.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/shoppers/ann/updates");
        request.Headers.Add("x-much", new string('x', 20_000));
        using var response = await http.SendAsync(request, ApiShop.Soon);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    private async Task<StatusCode> StatusOf(Proto.GetListRequest request, bool gzip)
    {
        using var http = new HttpClient();
        using var response = await http.Post(_shop.Grpc, GetList, request.ToByteArray(), gzip);
        return RawCall.Status(response.Headers).StatusCode;
    }

    // A request of exactly this many bytes.
    private static Proto.GetListRequest Request(int bytes)
    {
        var request = new Proto.GetListRequest { ShopperId = new string('x', bytes - 4) };
        request.ShopperId = new string('x', request.ShopperId.Length + bytes - request.CalculateSize());
        Assert.Equal(bytes, request.CalculateSize());
        return request;
    }
}

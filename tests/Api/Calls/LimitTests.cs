using System.Text;

namespace SmartStore.Api.Tests.Calls;

/// <summary>What is too large or too many is refused, in every form.</summary>
public sealed class LimitTests(OpenApi open) : IClassFixture<OpenApi>
{
    private const int Max = 64 * 1024;
    private const string GetList = "/smartstore.v1.Shoppers/GetList";

    private readonly ApiShop _shop = open.Shop;

    [Theory]
    [InlineData("Shoppers/GetList", Max)]
    [InlineData("Stores/PutStore", 512 * Max)]
    [InlineData("Stores/PutCatalog", 512 * Max)]
    [InlineData("Calibrations/PutCalibration", 256 * Max)]
    [InlineData("Stores/PutShopper", (16 * Max) - 5)] // a body of 1 MiB, which is what Kestrel takes of every other method
    public async Task A_request_has_64_KiB_at_most_a_layout_or_catalogue_32_MiB_and_a_calibration_16_MiB(string method, int bytesMax)
    {
        // Taken, and then refused because the fields that are needed are missing.
        Assert.Equal(StatusCode.InvalidArgument, await StatusOf(method, bytesMax, gzip: false));
        Assert.Equal(StatusCode.ResourceExhausted, await StatusOf(method, bytesMax + 1, gzip: false));
    }

    [Theory]
    [InlineData(Max, StatusCode.InvalidArgument)]
    [InlineData(Max + 1, StatusCode.ResourceExhausted)]
    [InlineData(50_000_000, StatusCode.ResourceExhausted)]
    public async Task A_request_that_inflates_to_more_is_refused(int bytes, StatusCode status) => Assert.Equal(status, await StatusOf("Shoppers/GetList", bytes, gzip: true));

    [Fact]
    public async Task A_catalogue_of_40_000_products_is_taken_in_gRPC_and_JSON()
    {
        var catalog = new Proto.PutCatalogRequest { StoreId = ApiShop.StoreId };
        for (var i = 0; i < 40_000; i++) catalog.Products.Add(new Proto.Product { Id = $"product-{i}", Name = $"Something with a name of some length {i}", ZoneId = "door", Stock = 1 });
        Assert.True(catalog.CalculateSize() > 20 * Max);

        Assert.Equal(40_000, (await new Proto.Stores.StoresClient(_shop.Channel()).PutCatalogAsync(catalog)).Products);
        var (status, body) = await _shop.Call("Stores/PutCatalog", JsonFormatter.Default.Format(catalog));
        Assert.True(status == HttpStatusCode.OK, body);
    }

    [Theory]
    [InlineData("application/grpc-web", "00FFFFFFFF", StatusCode.ResourceExhausted)]
    [InlineData("application/grpc-web-text", "00FFFFFFFF", StatusCode.ResourceExhausted)]
    [InlineData("application/grpc-web", "007FFFFFFF", StatusCode.ResourceExhausted)]
    [InlineData("application/grpc-web", "00000000020AFF", StatusCode.InvalidArgument)] // a string that ends before its length
    [InlineData("application/grpc-web", "0100000002FFFF", StatusCode.InvalidArgument)] // no gzip
    public async Task A_message_that_cannot_be_read_is_refused_by_what_it_declares(string contentType, string hex, StatusCode status)
    {
        var bytes = Convert.FromHexString(hex);
        if (contentType.EndsWith("text", StringComparison.Ordinal)) bytes = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
        using var request = new HttpRequestMessage(HttpMethod.Post, GetList) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new(contentType) } } };
        if (hex.StartsWith("01", StringComparison.Ordinal)) request.Headers.Add("grpc-encoding", "gzip");
        using var response = await _shop.Plain().SendAsync(request, ApiShop.Soon);
        Assert.Equal(status, RawCall.Status(response.Headers).StatusCode);
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
            Assert.Equal((StatusCode.ResourceExhausted, "The limit of calls at work, 1, is reached; call again later."), (refusal.StatusCode, refusal.Status.Detail));
        }

        await Eventually.Does(async () => await shoppers.GetListAsync(new Proto.GetListRequest { ShopperId = "ann" }));
    }

    [Fact]
    public async Task One_connection_more_than_a_port_may_have_is_closed_and_taken_when_another_has_ended()
    {
        await using var shop = await ApiShop.Open(new ApiOptions { ConnectionsMax = 2 });
        var first = shop.Plain();
        foreach (var http in new[] { first, shop.Plain() }) Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri("/", UriKind.Relative), ApiShop.Soon)).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => shop.Plain().GetAsync(new Uri("/", UriKind.Relative), ApiShop.Soon));
        await new Proto.Shoppers.ShoppersClient(shop.Channel()).GetListAsync(new Proto.GetListRequest { ShopperId = "ann" });

        first.Dispose();
        await Eventually.Does(() => shop.Plain().GetAsync(new Uri("/", UriKind.Relative), ApiShop.Soon));
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

    private async Task<StatusCode> StatusOf(string method, int bytes, bool gzip)
    {
        using var http = new HttpClient();
        using var response = await http.Post(_shop.Grpc, $"/smartstore.v1.{method}", Request(bytes), gzip);
        return RawCall.Status(response.Headers).StatusCode;
    }

    // A request of exactly this many bytes, all of them in a field that the contract does not have.
    private static byte[] Request(int bytes)
    {
        var request = new byte[bytes];
        using var output = new CodedOutputStream(request);
        output.WriteTag(1000, WireFormat.WireType.LengthDelimited);
        var (tagBytes, lengthBytes) = ((int)output.Position, CodedOutputStream.ComputeLengthSize(bytes));
        output.WriteLength(bytes - tagBytes - lengthBytes);
        Assert.Equal(tagBytes + lengthBytes, output.Position);
        return request;
    }
}

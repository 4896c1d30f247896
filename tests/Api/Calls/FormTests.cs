using System.Text;
using System.Text.Json;
using Google.Rpc;
using Grpc.Net.Client.Web;

namespace SmartStore.Api.Tests.Calls;

/// <summary>One method, one path, every form: gRPC, gRPC-Web as bytes and as text, JSON.</summary>
public sealed class FormTests(OpenApi open) : IClassFixture<OpenApi>
{
    private readonly ApiShop _shop = open.Shop;

    private static Proto.PutListRequest List => new() { ShopperId = "ann", Items = { new Proto.ListItem { Id = "1", Name = "Milk", Quantity = 2 } } };

    [Fact]
    public async Task A_method_answers_gRPC_gRPC_Web_and_JSON_on_the_same_path()
    {
        foreach (var channel in new[] { _shop.Channel(), _shop.Web(), _shop.Web(GrpcWebMode.GrpcWebText) })
            Assert.Equal("Milk", (await new Proto.Shoppers.ShoppersClient(channel).PutListAsync(List)).Items.Single().Name);

        var (status, body) = await _shop.Call("Shoppers/GetList", """{"shopperId":"ann"}""");
        Assert.Equal((HttpStatusCode.OK, """{"shopperId":"ann","items":[{"id":"1","name":"Milk","quantity":2}],"version":"2"}"""), (status, body));
    }

    [Fact]
    public async Task JSON_is_answered_on_the_port_of_HTTP_2_as_well()
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.PostAsync(new Uri(_shop.Grpc, "/smartstore.v1.Shoppers/GetConsent"), new StringContent("""{"shopperId":"ann"}""", Encoding.UTF8, "application/json"));

        Assert.Contains("\"PURPOSE_PRESENCE\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Fields_may_be_spelled_as_in_the_contract_and_unknown_ones_do_no_harm()
    {
        var (status, body) = await _shop.Call("Shoppers/GetConsent", """{"shopper_id":"ann","somethingNew":{"a":[1]}}""");
        Assert.True(status == HttpStatusCode.OK, body);
    }

    [Fact]
    public async Task Numbers_of_64_bits_are_strings_and_default_values_are_left_out()
    {
        var (_, body) = await _shop.Call(
            "Stores/PutOrder", """{"order":{"id":"o-64","storeId":"corner","shopperId":"bob","state":"ORDER_STATE_PREPARING","version":"9007199254740993"}}""");
        Assert.Equal("""{"id":"o-64","storeId":"corner","shopperId":"bob","state":"ORDER_STATE_PREPARING","version":"9007199254740993"}""", body);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"shopperId":7}""", HttpStatusCode.BadRequest)]
    public async Task JSON_that_cannot_be_read_is_an_invalid_argument(string json, HttpStatusCode expected)
    {
        var (status, body) = await _shop.Call("Shoppers/GetList", json);
        Assert.Equal((expected, (int)StatusCode.InvalidArgument), (status, ApiShop.Error(body).Code));
    }

    [Fact]
    public async Task An_error_names_every_wrong_field_in_JSON()
    {
        var (status, body) = await _shop.Call("Shoppers/PutList", """{"shopperId":"ann","items":[{"id":"a b","quantity":-1},{"id":"b","name":"x","quantity":10000}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var error = JsonDocument.Parse(body).RootElement;
        Assert.Equal(3, error.GetProperty("code").GetInt32());
        var details = error.GetProperty("details").EnumerateArray().Single();
        Assert.Equal("type.googleapis.com/google.rpc.BadRequest", details.GetProperty("@type").GetString());
        Assert.Equal(["items[0].id", "items[0].name", "items[0].quantity", "items[1].quantity"], details.GetProperty("fieldViolations").EnumerateArray().Select(field => field.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task An_error_names_every_wrong_field_in_gRPC_and_gRPC_Web()
    {
        var request = new Proto.PutListRequest { ShopperId = "ann", Items = { new Proto.ListItem { Id = "a b", Quantity = -1 } } };
        foreach (var channel in new[] { _shop.Channel(), _shop.Web() })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Shoppers.ShoppersClient(channel).PutListAsync(request));
            Assert.Equal(["items[0].id", "items[0].name", "items[0].quantity"], refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(field => field.Field));
        }
    }

    [Fact]
    public async Task More_wrong_fields_than_trailers_hold_are_counted_in_gRPC_and_all_named_in_JSON()
    {
        var request = new Proto.PutListRequest { ShopperId = "ann" };
        for (var i = 0; i < 200; i++) request.Items.Add(new Proto.ListItem { Id = $"no id {i}", Name = "x" });

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Shoppers.ShoppersClient(_shop.Channel()).PutListAsync(request));
        var (_, body) = await _shop.Call("Shoppers/PutList", Google.Protobuf.JsonFormatter.Default.Format(request));

        var named = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;
        Assert.Equal($"{200 - (named.Count - 1)} more fields are wrong", named[^1].Description);
        Assert.InRange(refusal.Trailers.Get("grpc-status-details-bin")!.ValueBytes.Length, 1, 6 * 1024);
        Assert.Equal(200, JsonDocument.Parse(body).RootElement.GetProperty("details")[0].GetProperty("fieldViolations").GetArrayLength());
    }

    [Fact]
    public async Task A_stream_in_JSON_is_one_object_a_line_and_its_failure_the_last_line()
    {
        await using var shop = await ApiShop.Open();
        await shop.Tell("ann", 0);
        using var http = shop.Plain();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/smartstore.v1.Shoppers/Watch") { Content = new StringContent("""{"shopperId":"ann"}""", Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = Proto.ShopperUpdate.Parser.ParseJson(await lines.ReadLineAsync(ApiShop.Soon));
        Assert.Equal("order-0-of-ann", first.Pickup.OrderId);

        var stopping = shop.Stop();

        Assert.Equal((int)StatusCode.Unavailable, ApiShop.Error(await lines.ReadLineAsync(ApiShop.Soon)).Code);
        Assert.Null(await lines.ReadLineAsync(ApiShop.Soon));
        await stopping;
    }

    [Theory]
    [InlineData("/smartstore.v1.Shoppers/NoSuchMethod")]
    [InlineData("/smartstore.v1.NoSuchService/GetList")]
    public async Task A_method_that_does_not_exist_is_unimplemented_in_gRPC(string path)
    {
        using var http = new HttpClient();
        using var response = await http.Post(_shop.Grpc, path, [], gzip: false);
        Assert.Equal(StatusCode.Unimplemented, RawCall.Status(response.Headers).StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_call_when_its_origin_is_named_and_no_other()
    {
        await using var shop = await ApiShop.Open(new ApiOptions { CorsOrigins = ["https://shop.example"] });
        Assert.Equal("https://shop.example", await AllowedOrigin("https://shop.example"));
        Assert.Null(await AllowedOrigin("https://elsewhere.example"));

        async Task<string?> AllowedOrigin(string origin)
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/smartstore.v1.Shoppers/GetList");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-grpc-web");
            using var response = await shop.Plain().SendAsync(preflight, ApiShop.Soon);
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }
}

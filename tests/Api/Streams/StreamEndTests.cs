using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Identity;
using SmartStore.Api.Tests.Identity;
using SmartStore.Link;

namespace SmartStore.Api.Tests.Streams;

/// <summary>What ends a stream, and what its reader hears of it.</summary>
public sealed class StreamEndTests
{
    private static readonly Proto.WatchShopperRequest Ann = new() { ShopperId = "ann" };

    [Fact]
    public async Task Headers_come_before_the_first_update_in_every_form()
    {
        await using var shop = await ApiShop.Open();
        foreach (var channel in new[] { shop.Channel(), shop.Web() })
        {
            using var call = new Proto.Shoppers.ShoppersClient(channel).Watch(Ann);
            await call.ResponseHeadersAsync.WaitAsync(ApiShop.Soon);
        }

        using var json = await Stream(shop, "device");
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_does()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var token = issuer.Token(expires: shop.Time.GetUtcNow().AddSeconds(60));
        using var call = await Open(shop, StoreCredential.Token(token));

        shop.Time.Advance(TimeSpan.FromSeconds(89)); // the clocks of issuer and server may differ by 30 s
        await shop.Tell("ann", 0);
        do Assert.True(await call.ResponseStream.MoveNext(ApiShop.Soon)); while (call.ResponseStream.Current.Heartbeat is not null);
        shop.Time.Advance(TimeSpan.FromSeconds(2));

        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(ApiShop.Soon));
        Assert.Equal((StatusCode.Unauthenticated, "The token has expired."), (end.StatusCode, end.Status.Detail));
    }

    [Fact]
    public async Task A_stream_ends_when_its_key_is_taken_back()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        var staff = new Proto.Staff.StaffClient(shop.Channel(StoreCredential.ApiKey(await shop.NewKey("board", Roles.Staff))));
        using var call = staff.Watch(new Proto.WatchStoreRequest { StoreId = ApiShop.StoreId });
        await call.ResponseHeadersAsync;

        await shop.Store.PutDocument(ApiKey.DocumentKind, "board", null);

        var end = await shop.PassUntil(Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(ApiShop.Soon)) { }
        }));
        Assert.Equal(StatusCode.Unauthenticated, end.StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_with_unavailable()
    {
        await using var shop = await ApiShop.Open();
        using var call = await Open(shop);
        using var web = new Proto.Shoppers.ShoppersClient(shop.Web()).Watch(Ann);
        await web.ResponseHeadersAsync;

        var stopping = shop.Stop();

        foreach (var stream in new[] { call, web })
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode);
        await stopping;
    }

    [Fact]
    public async Task A_deadline_is_kept()
    {
        await using var shop = await ApiShop.Open();
        using var call = new Proto.Shoppers.ShoppersClient(shop.Channel()).Watch(Ann, deadline: DateTime.UtcNow.AddMilliseconds(200));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode);
    }

    [Fact]
    public async Task The_newer_stream_of_a_device_takes_the_place_of_the_older_in_any_form()
    {
        await using var shop = await ApiShop.Open();
        using var older = new Proto.Shoppers.ShoppersClient(shop.Channel()).Watch(new Proto.WatchShopperRequest { ShopperId = "ann", DeviceId = "phone" });
        await older.ResponseHeadersAsync;

        using var newer = await Stream(shop, "phone");

        Assert.Equal(HttpStatusCode.OK, newer.StatusCode);
        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(() => older.ResponseStream.MoveNext(ApiShop.Soon))).StatusCode);
    }

    [Fact]
    public async Task A_shopper_may_hold_five_streams_over_all_forms()
    {
        await using var shop = await ApiShop.Open();
        using var first = await Open(shop);
        using var second = new Proto.Shoppers.ShoppersClient(shop.Web()).Watch(Ann);
        await second.ResponseHeadersAsync;
        using var third = await Stream(shop, "three");
        using var fourth = await Events(shop, "ann");
        using var fifth = await Events(shop, "ann");

        using var sixth = await Events(shop, "ann");
        using var other = await Events(shop, "bob");

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (sixth.StatusCode, other.StatusCode));
        first.Dispose();
        // The place is given back when the server notices.
        await Eventually.Is(async () =>
        {
            using var again = await Events(shop, "ann");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Theory]
    [InlineData("x", StatusCode.InvalidArgument)]
    [InlineData("0123456789.-1", StatusCode.InvalidArgument)]
    [InlineData("0123456789.99999999999999999999", StatusCode.InvalidArgument)]
    [InlineData("0123456789.1", StatusCode.OutOfRange)]
    public async Task A_cursor_that_leads_nowhere_is_refused_in_every_form(string cursor, StatusCode code)
    {
        await using var shop = await ApiShop.Open();
        using var call = new Proto.Shoppers.ShoppersClient(shop.Channel()).Watch(new Proto.WatchShopperRequest { ShopperId = "ann", AfterCursor = cursor });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(ApiShop.Soon));
        Assert.Equal(code, refusal.StatusCode);
        Assert.StartsWith("after_cursor: ", refusal.Status.Detail);

        using var events = await shop.Plain().GetAsync(new Uri($"/v1/shoppers/ann/updates?after={cursor}", UriKind.Relative), ApiShop.Soon);
        Assert.Equal((HttpStatusCode.BadRequest, (int)code), (events.StatusCode, ApiShop.Error(await events.Content.ReadAsStringAsync()).Code));
    }

    private static async Task<AsyncServerStreamingCall<Proto.ShopperUpdate>> Open(ApiShop shop, StoreCredential? credential = null)
    {
        var call = new Proto.Shoppers.ShoppersClient(shop.Channel(credential)).Watch(Ann);
        await call.ResponseHeadersAsync;
        return call;
    }

    private static Task<HttpResponseMessage> Stream(ApiShop shop, string device) => shop.Plain().SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/smartstore.v1.Shoppers/Watch") { Content = new StringContent($$"""{"shopperId":"ann","deviceId":"{{device}}"}""", Encoding.UTF8, "application/json") },
        HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);

    private static Task<HttpResponseMessage> Events(ApiShop shop, string shopper) =>
        shop.Plain().GetAsync(new Uri($"/v1/shoppers/{shopper}/updates", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ApiShop.Soon);
}

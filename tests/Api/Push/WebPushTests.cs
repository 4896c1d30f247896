using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartStore.Api.Shoppers;
using SmartStore.Api.Tests.Identity;
using SmartStore.Core;
using SmartStore.Core.Members;
using SmartStore.Core.Orders;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Push;

/// <summary>Signs on a phone whose page is closed.</summary>
public sealed class WebPushTests : IAsyncLifetime
{
    private PushService _service = null!;
    private ApiShop _shop = null!;
    private TestBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        _service = await PushService.Open(WebPushOptions.Of(pem, "mailto:shop@example.com", []).PublicKey);
        _shop = await ApiShop.Open(push: WebPushOptions.Of(pem, "mailto:shop@example.com", [_service.Origin]));
        _browser = new TestBrowser(_shop.Http);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _shop.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task A_ready_order_is_told_once_sealed_for_the_browser_and_signed_by_the_server()
    {
        Assert.Equal(HttpStatusCode.NoContent, await Post("/push", _service.Subscribe("phone").Said("ann")));
        await _shop.Tell("ann", 1);

        var (browser, text, ttlS, subject) = await _service.Next();
        Assert.Equal(("phone", "mailto:shop@example.com"), (browser, subject));
        Assert.InRange(ttlS, 1, 24 * 3600);
        var said = JsonDocument.Parse(text).RootElement;
        Assert.Contains("Desk", said.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(("order/order-1-of-ann", "/me#pass"), (said.GetProperty("tag").GetString(), said.GetProperty("url").GetString()));

        // Given back by staff it is ready again, which is no news.
        var order = _shop.Grain<IOrderGrain>("order-1-of-ann");
        await order.Claim(new StaffClaimed(ShopperCalls.NewFactId(), _shop.Time.GetUtcNow(), new StoreId(ApiShop.StoreId), "kim", "Kim", IsRelease: false, IsManager: false));
        await order.Claim(new StaffClaimed(ShopperCalls.NewFactId(), _shop.Time.GetUtcNow(), new StoreId(ApiShop.StoreId), "kim", "Kim", IsRelease: true, IsManager: false));
        await order.Copied();
        await _shop.Tell("ann", 2);
        Assert.Contains("order-2-of-ann", (await _service.Next()).Text, StringComparison.Ordinal);
        Assert.Equal(0, _service.Waiting);
    }

    [Fact]
    public async Task The_first_recipe_of_a_visit_is_told_where_suggestions_are_allowed()
    {
        await PutCatalog();
        foreach (var shopper in new[] { "ann", "bob" }) Assert.Equal(HttpStatusCode.NoContent, await Post("/push", _service.Subscribe(shopper).Said(shopper)));
        await Visit("ann", Purposes.Presence);
        await Visit("bob", Purposes.Presence | Purposes.Suggestions);

        var (browser, text, ttlS, _) = await _service.Next();
        Assert.Equal("bob", browser);
        Assert.InRange(ttlS, 1, 600);
        Assert.Contains("Tomato salad", text, StringComparison.Ordinal);
        Assert.Contains("/me#list", text, StringComparison.Ordinal);
        Assert.Equal(0, _service.Waiting);
    }

    [Theory]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status410Gone)]
    public async Task A_browser_that_its_service_does_not_know_any_more_is_forgotten(int answer)
    {
        await Post("/push", _service.Subscribe("phone").Said("ann"));
        _service.Answers = answer;
        await _shop.Tell("ann", 1);
        await _service.Next();
        await Eventually.Is(async () => (await Pushes("ann")).Count == 0);
    }

    [Fact]
    public async Task A_service_that_refuses_or_sends_elsewhere_is_not_obeyed_and_the_browser_stays()
    {
        await Post("/push", _service.Subscribe("phone").Said("ann"));
        foreach (var answer in new[] { StatusCodes.Status503ServiceUnavailable, StatusCodes.Status302Found, StatusCodes.Status429TooManyRequests })
        {
            _service.Answers = answer;
            await _shop.Tell("ann", answer);
            await _service.Next();
        }

        _service.Answers = StatusCodes.Status201Created;
        await _shop.Tell("ann", 1);
        Assert.Contains("order-1-of-ann", (await _service.Next()).Text, StringComparison.Ordinal);
        Assert.Single(await Pushes("ann"));
    }

    [Fact]
    public async Task Five_browsers_take_pushes_and_a_sixth_takes_the_place_of_the_first()
    {
        for (var n = 1; n <= 6; n++) Assert.Equal(HttpStatusCode.NoContent, await Post("/push", _service.Subscribe($"b{n}").Said("ann")));
        Assert.Equal(HttpStatusCode.NoContent, await Post("/push", _service.Subscribe("b4").Said("ann")));
        Assert.Equal(["b2", "b3", "b5", "b6", "b4"], (await Pushes("ann")).Select(push => push.Endpoint.Split('/')[^1]));
    }

    [Fact]
    public async Task What_is_switched_off_ended_or_erased_takes_no_pushes_and_an_export_names_it()
    {
        var phone = _service.Subscribe("phone");
        await Post("/push", phone.Said("ann"));
        Assert.Contains(phone.Endpoint, (await _shop.Call("Shoppers/ExportMyData", """{"shopperId":"ann"}""")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await Post("/push/end", phone.Said("ann")));
        Assert.Empty(await Pushes("ann"));

        await Post("/push", phone.Said("ann"));
        Assert.Equal(HttpStatusCode.OK, (await _shop.Call("Shoppers/EndDevices", """{"shopperId":"ann"}""")).Status);
        Assert.Empty(await Pushes("ann"));

        await Post("/push", phone.Said("ann"));
        Assert.Equal(HttpStatusCode.OK, (await _shop.Call("Shoppers/EraseMe", """{"shopperId":"ann","requestId":"r1"}""")).Status);
        Assert.Empty(await Pushes("ann"));
        Assert.Equal(HttpStatusCode.NotFound, await Post("/push", phone.Said("ann")));
    }

    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/x", HttpStatusCode.NoContent)]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/x", HttpStatusCode.NoContent)]
    [InlineData("https://wns2-am3p.notify.windows.com/w/?token=x", HttpStatusCode.NoContent)]
    [InlineData("https://evil.example/x", HttpStatusCode.BadRequest)]
    [InlineData("https://fcm.googleapis.com.evil.example/x", HttpStatusCode.BadRequest)]
    [InlineData("https://fcm.googleapis.com:8443/x", HttpStatusCode.BadRequest)]
    [InlineData("http://fcm.googleapis.com/x", HttpStatusCode.BadRequest)]
    [InlineData("http://169.254.169.254/latest", HttpStatusCode.BadRequest)]
    [InlineData("nowhere", HttpStatusCode.BadRequest)]
    public async Task The_server_posts_to_push_services_and_nowhere_else(string endpoint, HttpStatusCode status) =>
        Assert.Equal(status, await Post("/push", new TestSubscription(endpoint).Said("bob")));

    [Fact]
    public async Task Keys_that_are_none_and_endpoints_that_are_too_long_are_refused()
    {
        var good = _service.Subscribe("phone");
        string Said(string endpoint, string p256dh, string auth) => $$"""{"shopper":"ann","endpoint":"{{endpoint}}","p256dh":"{{p256dh}}","auth":"{{auth}}"}""";
        var longest = good.Endpoint + new string('x', PushAddress.EndpointCharsMax - good.Endpoint.Length);
        Assert.Equal(HttpStatusCode.NoContent, await Post("/push", Said(longest, good.P256dh, good.Auth)));
        foreach (var bad in new[] { Said(longest + "x", good.P256dh, good.Auth), Said(good.Endpoint, good.P256dh[..^2], good.Auth), Said(good.Endpoint, new string('A', 87), good.Auth), Said(good.Endpoint, "BA" + good.P256dh[2..^6] + "AAAAAA", good.Auth), Said(good.Endpoint, good.P256dh, good.Auth[..^2]), Said("", "", "") })
            Assert.Equal(HttpStatusCode.BadRequest, await Post("/push", bad));
    }

    [Fact]
    public async Task A_shopper_subscribes_for_themself_alone_and_without_a_key_there_is_nothing_to_subscribe_to()
    {
        using var issuer = new TestIssuer();
        await using var other = await ApiShop.Open(issuer.Options);
        using var browser = new TestBrowser(other.Http);
        var phone = _service.Subscribe("phone");
        Assert.Equal("""{"key":""}""", (await browser.Get("/push")).Body);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Post("/push", phone.Said("ann")));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Post("/push", phone.Said("bob"), ("Authorization", $"Bearer {issuer.Token()}")));
        Assert.Equal(HttpStatusCode.BadRequest, await browser.Post("/push", phone.Said("ann"), ("Authorization", $"Bearer {issuer.Token()}")));
        Assert.Contains("\"key\":\"B", (await _browser.Get("/push")).Body, StringComparison.Ordinal);
    }

    private async Task PutCatalog() => Assert.Equal(HttpStatusCode.OK, (await _shop.Call("Stores/PutCatalog", $$"""
        {"storeId":"{{ApiShop.StoreId}}",
         "products":[{"id":"tomatoes","name":"Tomatoes","zoneId":"desk","priceMinor":"249","stock":9},{"id":"basil","name":"Basil","zoneId":"desk","priceMinor":"149","stock":9}],
         "recipes":[{"id":"salad","title":"Tomato salad","minutes":15,"ingredients":[{"name":"Tomatoes","productId":"tomatoes"},{"name":"Basil","productId":"basil"}]}]}
        """)).Status);

    // Taps at the desk with tomatoes on the list.
    private async Task Visit(string shopper, Purposes allowed)
    {
        await _shop.Apply(shopper, (id, at) => new ConsentPut(id, at, allowed));
        await _shop.Apply(shopper, static (id, at) => new ListPut(id, at, [new ListItem("i1", "Tomatoes", new ProductId("tomatoes"), 1, false)]));
        var pass = JsonDocument.Parse((await _shop.Call("Shoppers/GetPass", $$"""{"shopperId":"{{shopper}}"}""")).Body).RootElement.GetProperty("token").GetString();
        var tap = await _shop.Call("Terminals/Tap", $$"""{"storeId":"{{ApiShop.StoreId}}","terminalId":"desk-1","id":"t-{{shopper}}","at":"{{_shop.Time.GetUtcNow():O}}","kind":"TAP_KIND_QR","pass":"{{pass}}"}""");
        Assert.Equal(HttpStatusCode.OK, tap.Status);
    }

    private async Task<IReadOnlyList<PushAddress>> Pushes(string shopper) => (await _shop.Grain<IMemberGrain>(shopper).View()).Member.Pushes;

    private Task<HttpStatusCode> Post(string path, string body) => _browser.Post(path, body, ("Sec-Fetch-Site", "same-origin"));
}

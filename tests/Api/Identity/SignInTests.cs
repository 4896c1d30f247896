using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SmartStore.Api.Calls;
using SmartStore.Api.Identity;
using SmartStore.Grains.Staff;
using SmartStore.Grains.Storage;

namespace SmartStore.Api.Tests.Identity;

/// <summary>People who sign in with a browser at an issuer that is not ours.</summary>
public sealed class SignInTests : IClassFixture<ForeignIssuer>
{
    private const string AnnsList = """{"shopperId":"ann"}""";
    private const string BobsList = """{"shopperId":"bob"}""";

    private readonly ForeignIssuer _issuer;

    public SignInTests(ForeignIssuer issuer)
    {
        (_issuer, issuer.Person) = (issuer, ("ann", []));
        issuer.Prompts.Clear();
    }

    [Fact]
    public async Task A_cookie_allows_what_a_token_of_the_same_person_would()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var browser = new TestBrowser(shop.Http);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Call("Shoppers/GetList", AnnsList));
        Assert.Equal("""{"kind":"none","subject":"","roles":[],"canSignIn":true}""", (await browser.Get("/session")).Body);

        await browser.SignIn();
        Assert.Equal(HttpStatusCode.OK, await browser.Call("Shoppers/GetList", AnnsList));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Call("Shoppers/GetList", BobsList));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Call("Operators/ListDevices", "{}"));
        Assert.Equal("""{"kind":"person","subject":"ann","roles":["shopper"],"canSignIn":true}""", (await browser.Get("/session")).Body);

        _issuer.Person = ("olga", ["operator"]);
        using var other = new TestBrowser(shop.Http);
        await other.SignIn();
        Assert.Equal(HttpStatusCode.OK, await other.Call("Shoppers/GetList", BobsList));
        Assert.Equal(HttpStatusCode.OK, await other.Call("Operators/ListDevices", "{}"));
    }

    [Fact]
    public async Task Streams_come_by_cookie_and_say_what_the_call_would()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var browser = new TestBrowser(shop.Http);
        await browser.SignIn();

        using (var updates = await browser.Stream("/v1/shoppers/ann/updates?heartbeat_s=3"))
        {
            await shop.Tell("ann", 1);
            var seen = "";
            while (!seen.Contains("order-1-of-ann", StringComparison.Ordinal)) seen = await updates.ReadLineAsync(ApiShop.Soon) ?? throw new InvalidOperationException("The stream ended.");
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/v1/shoppers/bob/updates")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/v1/shoppers/ann/updates", site: "cross-site")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get($"/v1/stores/{ApiShop.StoreId}/updates")).Status);
    }

    [Fact]
    public async Task A_cookie_counts_only_for_pages_of_this_server()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var browser = new TestBrowser(shop.Http);
        await browser.SignIn();
        var own = shop.Http.GetLeftPart(UriPartial.Authority);
        var path = "/smartstore.v1.Shoppers/GetList";

        Assert.Equal(HttpStatusCode.OK, await browser.Post(path, AnnsList, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.OK, await browser.Post(path, AnnsList, ("Origin", own)));
        foreach (var site in new[] { "cross-site", "same-site", "none", "other" }) Assert.Equal(HttpStatusCode.Unauthorized, await browser.Post(path, AnnsList, ("Sec-Fetch-Site", site), ("Origin", own)));
        foreach (var origin in new[] { "https://evil.example", "null", own + "9", "http://127.0.0.1", own.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) })
            Assert.Equal(HttpStatusCode.Unauthorized, await browser.Post(path, AnnsList, ("Origin", origin)));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Post(path, AnnsList));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Post(path, AnnsList, ("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/grpc-web+proto")));
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded" })
            Assert.NotEqual(HttpStatusCode.OK, await browser.Post(path, AnnsList, ("Sec-Fetch-Site", "same-origin"), ("Content-Type", type)));
    }

    [Fact]
    public async Task No_script_reads_the_cookie_and_it_leaves_the_machine_over_tls_only()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var browser = new TestBrowser(shop.Http);
        await browser.Visit("/signin?to=/session");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var away = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Http, "/signin?to=/me")) { Headers = { Host = "shop.example" } };
        using var answer = await http.SendAsync(away, ApiShop.Soon);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();

        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie => Assert.Contains("; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal));
        Assert.Contains("code_challenge_method=S256", answer.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Contains("response_type=code", answer.Headers.Location.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_and_no_other_site_can_do_it_for_them()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var browser = new TestBrowser(shop.Http);
        await browser.SignIn();
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Post("/signout", "{}", ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.OK, await browser.Call("Shoppers/GetList", AnnsList));

        Assert.Equal(HttpStatusCode.NoContent, await browser.Post("/signout", "{}", ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.Call("Shoppers/GetList", AnnsList));
        Assert.Contains("\"none\"", (await browser.Get("/session")).Body, StringComparison.Ordinal);
        await browser.Visit("/signin?again=1&to=/session");
        Assert.Equal(["", "login"], _issuer.Prompts);
    }

    [Fact]
    public async Task A_shopper_who_ends_their_devices_ends_the_sessions_of_browsers()
    {
        await using var shop = await ApiShop.Open(_issuer.Options);
        using var lost = new TestBrowser(shop.Http);
        await lost.SignIn();
        shop.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, await lost.Call("Shoppers/EndDevices", AnnsList));
        foreach (var (method, request) in OwnersCalls.Of("ann"))
        {
            var status = await lost.Call($"{method.Service.Name}/{method.Name}", JsonFormatter.Default.Format(request));
            Assert.Contains((method.Name, status), new[] { (method.Name, HttpStatusCode.Unauthorized), (method.Name, HttpStatusCode.NotImplemented) });
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await lost.Get("/v1/shoppers/ann/updates")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await lost.Post("/push/end", """{"shopper":"ann","endpoint":"https://push.example/x"}""", ("Sec-Fetch-Site", "same-origin")));

        using var own = new TestBrowser(shop.Http);
        await own.SignIn();
        Assert.Equal(HttpStatusCode.OK, await own.Call("Shoppers/GetList", AnnsList));
    }

    [Theory]
    [InlineData("/staff/corner?wall", "/staff/corner?wall")]
    [InlineData("https://evil.example/", "/me")]
    [InlineData("//evil.example/", "/me")]
    [InlineData("/\\evil.example/", "/me")]
    [InlineData("", "/me")]
    public async Task Who_has_signed_in_is_sent_to_a_page_of_this_server(string to, string goes)
    {
        await using var host = await SignInHost.Open(_issuer.Options, new MemoryStateStore(TimeProvider.System));
        using var browser = new TestBrowser(host.Http);
        Assert.Equal(goes, (await browser.Visit($"/signin?to={Uri.EscapeDataString(to)}")).Path);
    }

    [Fact]
    public async Task An_answer_of_the_issuer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        await using var host = await SignInHost.Open(_issuer.Options, new MemoryStateStore(TimeProvider.System));
        using var browser = new TestBrowser(host.Http);
        foreach (var query in new[] { "", "?code=x&state=y", "?error=access_denied&error_description=<script>" })
        {
            var (status, body) = await browser.Get($"/signin/callback{query}", site: "cross-site");
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal("Signing in was not finished. Go back to the page and sign in again.\n", body);
        }

        Assert.Contains("\"none\"", (await browser.Get("/session")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_works_is_asked_again_after_half_a_day_without_a_call_and_after_a_day_with_calls()
    {
        _issuer.Person = ("olga", ["operator"]);
        await using var host = await SignInHost.Open(_issuer.Options, new MemoryStateStore(TimeProvider.System));
        using var idle = new TestBrowser(host.Http);
        using var busy = new TestBrowser(host.Http);
        await idle.SignIn("/op");
        await busy.SignIn("/op");

        host.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, (await busy.Get("/op")).Status);
        Assert.Contains(busy.SetCookies, cookie => cookie.StartsWith(BrowserSession.Cookie, StringComparison.Ordinal));
        host.Time.Advance(TimeSpan.FromHours(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await idle.Get("/op")).Status);
        Assert.Equal(HttpStatusCode.OK, (await busy.Get("/op")).Status);
        host.Time.Advance(TimeSpan.FromHours(6.5));
        Assert.Equal(HttpStatusCode.OK, (await busy.Get("/op")).Status);
        host.Time.Advance(TimeSpan.FromHours(5.5) - TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await busy.Get("/op")).Status);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await busy.Get("/op")).Status);
    }

    [Fact]
    public void A_shoppers_session_lasts_half_a_year_at_most_and_a_month_without_a_call() =>
        Assert.Equal((TimeSpan.FromDays(30), TimeSpan.FromDays(180)), BrowserSession.LastsFor([Roles.Shopper]));

    [Fact]
    public async Task A_restart_and_another_process_on_the_same_store_read_the_same_cookie()
    {
        var store = new MemoryStateStore(TimeProvider.System);
        await using var first = await SignInHost.Open(_issuer.Options, store);
        using var browser = new TestBrowser(first.Http);
        await browser.SignIn();

        await using var second = await SignInHost.Open(_issuer.Options, store);
        Assert.Contains("\"ann\"", await browser.AtOther(second.Http, "/session"), StringComparison.Ordinal);
        await using var stranger = await SignInHost.Open(_issuer.Options, new MemoryStateStore(TimeProvider.System));
        Assert.Contains("\"none\"", await browser.AtOther(stranger.Http, "/session"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_needs_somebody_sends_a_person_to_sign_in_and_a_program_away()
    {
        await using var host = await SignInHost.Open(_issuer.Options, new MemoryStateStore(TimeProvider.System));
        using var browser = new TestBrowser(host.Http);
        _issuer.Person = ("olga", ["operator"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/op")).Status);
        Assert.Equal(("/op?x=1", HttpStatusCode.OK), await browser.Visit("/op?x=1"));

        _issuer.Person = ("ann", []);
        using var other = new TestBrowser(host.Http);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.Visit("/op")).Status);
    }

    [Fact]
    public async Task Without_a_client_there_is_nothing_to_sign_in_with()
    {
        await using var host = await SignInHost.Open(new ApiOptions(), new MemoryStateStore(TimeProvider.System));
        using var browser = new TestBrowser(host.Http);
        Assert.NotEqual(HttpStatusCode.Redirect, (await browser.Get("/signin")).Status);
        Assert.Equal("""{"kind":"development","subject":"","roles":[],"canSignIn":false}""", (await browser.Get("/session")).Body);
    }

    /// <summary>The identity of calls alone, on a clock that the test moves, with one page for operators.</summary>
    private sealed class SignInHost(WebApplication app, FakeTimeProvider time) : IAsyncDisposable
    {
        public FakeTimeProvider Time => time;

        public Uri Http => new(app.Urls.Single());

        public static async Task<SignInHost> Open(ApiOptions options, MemoryStateStore store)
        {
            var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IDocumentStore>(store).AddSingleton<IStaffMembers, StaffMembers>();
            builder.Services.AddCalls(options);
            var app = builder.Build();
            app.UseCalls();
            app.MapSignIn(options);
            app.MapGet("/op", static () => "for operators").RequireOperator();
            foreach (var page in new[] { "/me", "/staff/{store}" }) app.MapGet(page, static () => "a page").AllowAnonymous();
            await app.StartAsync();
            return new SignInHost(app, time);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}

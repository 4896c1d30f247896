using Google.Protobuf.WellKnownTypes;
using SmartStore.Api.Tests.Identity;
using SmartStore.Core.Shoppers;

namespace SmartStore.Api.Tests.Shoppers;

/// <summary>Consents over the wire: who may say what for whom, what is wrong, and what the ledger shows.</summary>
public sealed class ConsentTests(OpenApi open) : IClassFixture<OpenApi>
{
    private static int _count;

    private readonly ApiShop _shop = open.Shop;
    private readonly Proto.Shoppers.ShoppersClient _shoppers = new(open.Shop.Channel());

    [Fact]
    public async Task What_was_put_is_shown_with_its_text_its_pause_and_the_newest_change_first()
    {
        var shopper = await NewShopper();
        var until = DateTimeOffset.FromUnixTimeSeconds(_shop.Time.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds()).ToTimestamp();
        await Put(new() { ShopperId = shopper, Purposes = { Proto.Purpose.Presence, Proto.Purpose.History }, TextVersion = "v1", Channel = "app" });
        var paused = await Put(new() { ShopperId = shopper, Purposes = { Proto.Purpose.Presence, Proto.Purpose.History }, PauseUntil = until, Channel = "kiosk" });

        Assert.Equal([Proto.Purpose.Presence, Proto.Purpose.History], paused.Purposes);
        Assert.Equal((until, "v1"), (paused.PausedUntil, paused.TextVersion));
        Assert.Equal(paused, await _shoppers.GetConsentAsync(new() { ShopperId = shopper }));
        var ledger = (await _shoppers.GetAccessLogAsync(new() { ShopperId = shopper })).Consents;
        Assert.Equal([("kiosk", "", until), ("app", "v1", (Timestamp?)null)], ledger.Select(entry => (entry.Channel, entry.TextVersion, (Timestamp?)entry.PausedUntil)));
        Assert.All(ledger, entry => Assert.Equal("shopper", entry.By));

        _shop.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await _shoppers.GetConsentAsync(new() { ShopperId = shopper })).PausedUntil);
    }

    [Fact]
    public async Task Consents_are_put_and_shown_in_JSON()
    {
        var shopper = await NewShopper();
        var (status, body) = await _shop.Call("Shoppers/PutConsent", $$"""{"shopperId":"{{shopper}}","purposes":["PURPOSE_PRESENCE"],"textVersion":"v1","pauseUntil":"{{_shop.Time.GetUtcNow().AddDays(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Contains("pausedUntil", body, StringComparison.Ordinal);
        Assert.Contains("\"textVersion\": \"v1\"", (await _shop.Call("Shoppers/GetAccessLog", $$"""{"shopperId":"{{shopper}}"}""")).Body.Replace("\":\"", "\": \"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_field_and_changes_nothing()
    {
        var shopper = await NewShopper();
        Proto.PutConsentRequest wrong = new() { ShopperId = shopper, Purposes = { (Proto.Purpose)9 }, TextVersion = new string('v', 65), Channel = "a\u0007" };
        Assert.Equal(["purposes[0]", "text_version", "channel"], await Wrong(wrong));
        Assert.Equal(["pause_until"], await Wrong(new() { ShopperId = shopper, PauseUntil = _shop.Time.GetUtcNow().AddDays(31).ToTimestamp() }));
        Assert.Equal(["pause_until"], await Wrong(new() { ShopperId = shopper, PauseUntil = new Timestamp { Seconds = -5 } }));
        Assert.Equal(["guardian_id"], await Wrong(new() { ShopperId = shopper, GuardianId = "two words" }));
        Assert.Equal(["guardian_id"], await Wrong(new() { ShopperId = shopper, GuardianId = "bob" }));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Put(new() { ShopperId = "nobody" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await _shoppers.GetAccessLogAsync(new() { ShopperId = "nobody" }))).StatusCode);
        Assert.Empty((await _shoppers.GetAccessLogAsync(new() { ShopperId = shopper })).Consents);
    }

    [Fact]
    public async Task SC8_a_childs_consent_waits_and_counts_as_far_as_the_guardian_repeats_it()
    {
        var child = await NewShopper(new Profile("Kid", Tier.Regular) { IsChild = true, Guardian = "bob" });
        var asked = await Put(new() { ShopperId = child, Purposes = { Proto.Purpose.Presence, Proto.Purpose.Suggestions } });
        Assert.Equal((true, 2), (asked.WaitsForGuardian, asked.Purposes.Count));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => Put(new() { ShopperId = child, Purposes = { Proto.Purpose.Presence }, GuardianId = "ann" }))).StatusCode);

        var given = await Put(new() { ShopperId = child, Purposes = { Proto.Purpose.Presence }, GuardianId = "bob" });

        Assert.False(given.WaitsForGuardian);
        Assert.Equal([Proto.Purpose.Presence], given.Purposes);
        Assert.Equal(["guardian", "shopper"], (await _shoppers.GetAccessLogAsync(new() { ShopperId = child })).Consents.Select(entry => entry.By));
    }

    [Fact]
    public async Task Where_identities_are_on_only_the_guardian_may_speak_as_the_guardian()
    {
        using var issuer = new TestIssuer();
        await using var shop = await ApiShop.Open(issuer.Options);
        await shop.Apply("kid", (id, at) => new ProfilePut(id, at, new Profile("Kid", Tier.Regular) { IsChild = true, Guardian = "bob" }));
        var desk = ("x-api-key", await shop.NewKey("desk-3", "operator"));
        var (kid, bob, ann) = (As("kid"), As("bob"), As("ann"));
        const string asGuardian = """{"shopperId":"kid","purposes":["PURPOSE_PRESENCE"],"guardianId":"bob"}""";

        Assert.Equal(HttpStatusCode.OK, await Call(kid, """{"shopperId":"kid","purposes":["PURPOSE_PRESENCE"]}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await Call(kid, asGuardian));
        Assert.Equal(HttpStatusCode.Forbidden, await Call(ann, asGuardian));
        Assert.Equal(HttpStatusCode.Forbidden, await Call(ann, """{"shopperId":"kid","purposes":["PURPOSE_PRESENCE"],"guardianId":"ann"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await Call(bob, """{"shopperId":"kid","purposes":["PURPOSE_PRESENCE"]}"""));
        Assert.Equal(HttpStatusCode.OK, await Call(bob, asGuardian));
        Assert.Equal(HttpStatusCode.OK, await Call(desk, """{"shopperId":"kid"}"""));

        await shop.Grain<IShopperGrain>("kid").Copied();
        Assert.Equal(["shopper", "guardian", "desk-3"], (await shop.Grain<IMemberGrain>("kid").View()).Member.Consents.Select(entry => entry.By));

        (string, string) As(string subject) => ("authorization", $"Bearer {issuer.Token(subject)}");

        async Task<HttpStatusCode> Call((string, string) identity, string json) => (await shop.Call("Shoppers/PutConsent", json, identity)).Status;
    }

    private async Task<IEnumerable<string>> Wrong(Proto.PutConsentRequest request)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Put(request));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        return refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(field => field.Field);
    }

    private async Task<Proto.Consent> Put(Proto.PutConsentRequest request) => await _shoppers.PutConsentAsync(request);

    private async Task<string> NewShopper(Profile? profile = null)
    {
        var id = $"agreeing-{Interlocked.Increment(ref _count)}";
        await _shop.Apply(id, (fact, at) => new ProfilePut(fact, at, profile ?? new Profile(id, Tier.Regular)));
        return id;
    }
}

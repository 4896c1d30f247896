using Microsoft.IdentityModel.Tokens;
using SmartStore.Api.Tests.Calls;
using SmartStore.Core.Shoppers;
using SmartStore.Link;

namespace SmartStore.Api.Tests.Identity;

/// <summary>Whose tokens are believed.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly TestIssuer _issuer = new();
    private ApiShop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ApiShop.Open(_issuer.Options);

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _issuer.Dispose();
    }

    [Fact]
    public async Task A_good_token_is_believed_whichever_of_the_two_algorithms_signed_it()
    {
        Assert.True(await IsBelieved(_issuer.Token()));
        Assert.True(await IsBelieved(_issuer.Token(signing: _issuer.Rsa())));
        Assert.True(await IsBelieved(_issuer.Token(type: "at+jwt")));
    }

    [Theory]
    [InlineData(-29, true)]
    [InlineData(-31, false)]
    public async Task A_token_is_good_for_30_seconds_after_its_expiry(int seconds, bool good) =>
        Assert.Equal(good, await IsBelieved(_issuer.Token(expires: _shop.Time.GetUtcNow().AddSeconds(seconds))));

    [Fact]
    public async Task Tokens_that_are_not_the_issuers_are_refused()
    {
        using var other = new TestIssuer();
        var good = _issuer.Token();
        string[] bad =
        [
            "x", "a.b.c", good + "x", good[..^10], string.Join('.', good.Split('.')[..2]) + ".", Unsigned(good),
            _issuer.Token(issuer: "https://other.example"), _issuer.Token(audience: "other"), _issuer.Token(subject: null), _issuer.Token(subject: ""),
            _issuer.Token(signing: _issuer.Ec("unknown")), _issuer.Token(signing: other.Ec("ec-1")), _issuer.Token(type: "id_token"),
            _issuer.Token(signing: new SigningCredentials(new SymmetricSecurityKey(new byte[64]) { KeyId = "ec-1" }, SecurityAlgorithms.HmacSha256)),
            _issuer.Token(signing: _issuer.Rsa(SecurityAlgorithms.RsaSha512)), _issuer.Token(signing: _issuer.Rsa(SecurityAlgorithms.RsaSsaPssSha256)),
            _issuer.Token(notBefore: _shop.Time.GetUtcNow().AddMinutes(2)),
        ];

        foreach (var token in bad) Assert.False(await IsBelieved(token), token);
        Assert.True(await IsBelieved(good));
    }

    [Fact]
    public async Task Keys_are_read_again_when_their_file_has_changed()
    {
        Assert.False(await IsBelieved(_issuer.Token(signing: _issuer.Ec("ec-2"))));
        _issuer.Publish("ec-1", "ec-2");
        _shop.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await IsBelieved(_issuer.Token(signing: _issuer.Ec("ec-2"))));
    }

    [Fact]
    public async Task Keys_outlive_a_file_that_cannot_be_read()
    {
        Assert.True(await IsBelieved(_issuer.Token()));
        await File.WriteAllTextAsync(_issuer.Jwks, "garbage");
        _shop.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await IsBelieved(_issuer.Token()));
        Assert.Contains(_shop.Log.GetSnapshot(), line => line.Message.StartsWith("The issuer's keys could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loopback_alone_is_no_identity_when_an_issuer_is_set()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Proto.Stores.StoresClient(_shop.Channel()).GetStoreAsync(new Proto.GetStoreRequest { StoreId = ApiShop.StoreId }));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task Tokens_of_before_the_shopper_ended_their_devices_are_refused_and_those_of_after_are_good()
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(_shop.Time.GetUtcNow().ToUnixTimeSeconds()).AddSeconds(10);
        _shop.Time.Advance(second - _shop.Time.GetUtcNow());
        var (lost, undated, operators) = (_issuer.Token(issued: second.AddSeconds(-1)), _issuer.Token(), _issuer.Token(roles: ["operator"], subject: "olga", issued: second.AddSeconds(-1)));
        Assert.Null(await Refused(lost));
        await Phone(lost).EndDevicesAsync(new Proto.EndDevicesRequest { ShopperId = "ann" });

        using var http = new HttpClient();
        var good = ("authorization", $"Bearer {_issuer.Token(issued: second)}");
        foreach (var (method, request) in OwnersCalls.Of("ann"))
        {
            var refused = await http.Status(_shop.Grpc, method, request, ("authorization", $"Bearer {lost}"));
            // Of a method that is not built nobody learns anything.
            if (refused.StatusCode == StatusCode.Unimplemented) Assert.Equal(StatusCode.Unimplemented, (await http.Status(_shop.Grpc, method, request, good)).StatusCode);
            else Assert.Equal((method.Short(), StatusCode.Unauthenticated, "This device was signed out elsewhere; sign in again."), (method.Short(), refused.StatusCode, refused.Detail));
        }

        // Of a token whole seconds are known, and of one that says nothing not even these. Other people's tokens are not the shopper's to end.
        foreach (var others in new[] { _issuer.Token(issued: second), undated, operators }) Assert.Null(await Refused(others));
    }

    [Fact]
    public async Task A_guardian_speaks_for_a_child_with_a_token_of_their_own_which_the_child_does_not_end()
    {
        await _shop.Apply("kid", (id, at) => new ProfilePut(id, at, new Profile("Kid", Tier.Regular) { IsChild = true, Guardian = "ann" }));
        var second = DateTimeOffset.FromUnixTimeSeconds(_shop.Time.GetUtcNow().ToUnixTimeSeconds()).AddSeconds(10);
        _shop.Time.Advance(second - _shop.Time.GetUtcNow());
        var (anns, kids) = (_issuer.Token(issued: second.AddSeconds(-1)), _issuer.Token("kid", issued: second.AddSeconds(-1)));
        await Phone(kids).EndDevicesAsync(new Proto.EndDevicesRequest { ShopperId = "kid" });
        var given = new Proto.PutConsentRequest { ShopperId = "kid", GuardianId = "ann", Purposes = { Proto.Purpose.Presence } };
        Assert.Equal(StatusCode.Unauthenticated, (await Refusal(async () => await Phone(kids).PutConsentAsync(new Proto.PutConsentRequest { ShopperId = "kid" })))!.StatusCode);
        Assert.Null(await Refusal(async () => await Phone(anns).PutConsentAsync(given)));

        await Phone(anns).EndDevicesAsync(new Proto.EndDevicesRequest { ShopperId = "ann" });
        Assert.Equal(StatusCode.Unauthenticated, (await Refusal(async () => await Phone(anns).PutConsentAsync(given)))!.StatusCode);
        Assert.Null(await Refusal(async () => await Phone(_issuer.Token(issued: second)).PutConsentAsync(given)));
    }

    private Proto.Shoppers.ShoppersClient Phone(string token) => new(_shop.Channel(StoreCredential.Token(token)));

    private Task<RpcException?> Refused(string token) => Refusal(async () => await Phone(token).GetListAsync(new Proto.GetListRequest { ShopperId = "ann" }));

    private static async Task<RpcException?> Refusal(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }

    private async Task<bool> IsBelieved(string token)
    {
        try
        {
            await new Proto.Stores.StoresClient(_shop.Channel(StoreCredential.Token(token))).GetStoreAsync(new Proto.GetStoreRequest { StoreId = ApiShop.StoreId });
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
        {
            return false;
        }
    }

    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("""{"alg":"none","kid":"ec-1","typ":"JWT"}""")}.{token.Split('.')[1]}.";
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SmartStore.Rpc.Identity;
using SmartStore.Rpc.Server;
using SmartStore.Rpc.Testing;
using SmartStore.Rpc.Tests.Server;

namespace SmartStore.Rpc.Tests.Identity;

/// <summary>Whose tokens are believed, and what they allow.</summary>
public sealed class TokenTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "smartstore";

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly string _jwks = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly TestTime _time = new(DateTimeOffset.UtcNow);

    public TokenTests() => WriteKeys("ec-1");

    public void Dispose()
    {
        File.Delete(_jwks);
        _ec.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    public async Task A_good_token_names_its_subject_roles_and_expiry()
    {
        var identity = await Validator().ValidateAsync(Token());

        Assert.Equal(("shopper-1", false), (identity!.Subject, identity.IsDevelopment));
        Assert.Equal(["staff", "manager"], identity.Roles);
        Assert.NotNull(identity.ExpiresAt);
    }

    [Fact]
    public async Task RS256_is_believed_as_well()
    {
        Assert.NotNull(await Validator().ValidateAsync(Token(new(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }, SecurityAlgorithms.RsaSha256))));
    }

    [Theory]
    [InlineData(-29, true)]
    [InlineData(-31, false)]
    public async Task A_token_is_good_for_30_seconds_after_its_expiry(int seconds, bool good)
    {
        Assert.Equal(good, await Validator().ValidateAsync(Token(expires: _time.GetUtcNow().AddSeconds(seconds))) is not null);
    }

    [Fact]
    public async Task Tokens_that_are_not_ours_are_refused()
    {
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = Token();
        var validator = Validator();
        string[] bad =
        [
            "", "x", "a.b.c", good + "x", good[..^10], string.Join('.', good.Split('.')[..2]) + ".",
            Token(issuer: "https://other.example"), Token(audience: "other"), Token(keyId: "unknown"), Token(subject: null),
            Token(new(new ECDsaSecurityKey(otherKey) { KeyId = "ec-1" }, SecurityAlgorithms.EcdsaSha256)),
            Token(new(new SymmetricSecurityKey(new byte[64]) { KeyId = "ec-1" }, SecurityAlgorithms.HmacSha256)),
            Token(new(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }, SecurityAlgorithms.RsaSha512)),
            Token(new(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }, SecurityAlgorithms.RsaSsaPssSha256)),
            Unsigned(), Token(notBefore: _time.GetUtcNow().AddMinutes(2)), new string('a', 9000),
        ];

        foreach (var token in bad) Assert.Null(await validator.ValidateAsync(token));
        Assert.NotNull(await validator.ValidateAsync(good));
    }

    [Fact]
    public async Task An_unknown_key_id_looks_again_once_in_30_seconds()
    {
        var validator = Validator();
        Assert.NotNull(await validator.ValidateAsync(Token()));
        WriteKeys("ec-1", "ec-2");

        Assert.Null(await validator.ValidateAsync(Token(keyId: "ec-2")));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(await validator.ValidateAsync(Token(keyId: "ec-2")));
    }

    [Fact]
    public async Task Keys_outlive_a_source_that_fails_and_unknown_ones_stay_unknown()
    {
        var validator = Validator();
        Assert.NotNull(await validator.ValidateAsync(Token()));
        await File.WriteAllTextAsync(_jwks, "garbage");
        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.NotNull(await validator.ValidateAsync(Token()));
        Assert.Null(await validator.ValidateAsync(Token(keyId: "ec-2")));
    }

    [Theory]
    [InlineData("none", null, StatusCode.Unauthenticated)]
    [InlineData("bad", null, StatusCode.Unauthenticated)]
    [InlineData("good", null, StatusCode.Ok)]
    [InlineData("good", "staff", StatusCode.Ok)]
    [InlineData("good", "support", StatusCode.PermissionDenied)]
    public async Task A_method_is_called_by_whom_its_policy_allows(string token, string? role, StatusCode status)
    {
        var policy = role is null ? RpcPolicy.Authenticated : RpcPolicy.Roles(role);
        await using var server = await ProbeServer.StartAsync(new() { Policy = policy }, Configure);
        (string, string)[] headers = token switch { "none" => [], "bad" => [("authorization", "Bearer abc")], _ => [("authorization", "Bearer " + Token())] };

        var call = await WireCall.SendAsync(server.Grpc, "/grpc.testing.TestService/UnaryCall", WireCall.Frame([]), headers: headers);

        Assert.Equal(status, call.Status);
    }

    [Theory]
    [InlineData("shopper-1", StatusCode.Ok)]
    [InlineData("shopper-2", StatusCode.PermissionDenied)]
    public async Task A_shopper_reads_only_what_is_theirs(string subject, StatusCode status)
    {
        var policy = RpcPolicy.Subject<SimpleRequest>(request => request.Payload.Body.ToStringUtf8(), "support");
        await using var server = await ProbeServer.StartAsync(new() { Policy = policy }, Configure);
        var request = new SimpleRequest { Payload = new() { Body = Google.Protobuf.ByteString.CopyFromUtf8(subject) } };

        var call = await WireCall.SendAsync(server.Grpc, "/grpc.testing.TestService/CacheableUnaryCall", WireCall.Frame(request), headers: [("authorization", "Bearer " + Token())]);

        Assert.Equal(status, call.Status);
    }

    [Fact]
    public void Half_a_configuration_is_a_sentence_for_each_missing_half()
    {
        Assert.Equal(2, new RpcAuthOptions { Issuer = Issuer }.Mistakes().Count());
        Assert.Single(new RpcAuthOptions { Issuer = Issuer, Audience = Audience, Jwks = "http://keys.example/jwks" }.Mistakes());
        Assert.Single(new RpcAuthOptions { Issuer = Issuer, Audience = Audience, Jwks = _jwks, Insecure = true }.Mistakes());
        Assert.Empty(new RpcAuthOptions { Issuer = Issuer, Audience = Audience, Jwks = _jwks }.Mistakes());
        Assert.Empty(new RpcAuthOptions().Mistakes());
    }

    private void Configure(RpcOptions options) => (options.Auth.Issuer, options.Auth.Audience, options.Auth.Jwks) = (Issuer, Audience, _jwks);

    private TokenValidator Validator()
    {
        var options = new RpcOptions();
        Configure(options);
        return new(Options.Create(options), new IssuerKeys(Options.Create(options), _time, NullLogger<IssuerKeys>.Instance), _time);
    }

    private void WriteKeys(params string[] ids)
    {
        var keys = ids.Select(id => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(_ec) { KeyId = id }))
            .Append(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }));
        File.WriteAllText(_jwks, JsonSerializer.Serialize(new { keys = keys.Select(k => new { kty = k.Kty, kid = k.Kid, crv = k.Crv, x = k.X, y = k.Y, n = k.N, e = k.E }) }));
    }

    private string Token(
        SigningCredentials? signing = null, string keyId = "ec-1", string issuer = Issuer, string audience = Audience, string? subject = "shopper-1",
        DateTimeOffset? expires = null, DateTimeOffset? notBefore = null)
    {
        var claims = new Dictionary<string, object> { ["roles"] = new[] { "staff", "manager" } };
        if (subject is not null) claims["sub"] = subject;
        var end = expires ?? _time.GetUtcNow().AddMinutes(10);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = notBefore?.UtcDateTime,
            Expires = end.UtcDateTime,
            SigningCredentials = signing ?? new(new ECDsaSecurityKey(_ec) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private string Unsigned()
    {
        var header = Base64UrlEncoder.Encode("""{"alg":"none","kid":"ec-1"}""");
        return $"{header}.{Token().Split('.')[1]}.";
    }
}

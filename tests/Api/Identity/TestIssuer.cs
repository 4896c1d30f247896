using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SmartStore.Api.Tests.Identity;

/// <summary>An issuer of tokens with a key set in a file.</summary>
internal sealed class TestIssuer : IDisposable
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "smartstore";

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public TestIssuer() => Publish("ec-1");

    /// <summary>The file of its keys.</summary>
    public string Jwks { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <summary>What a server that believes this issuer runs with.</summary>
    public ApiOptions Options => new() { JwtIssuer = Issuer, JwtAudience = Audience, Jwks = Jwks };

    public SigningCredentials Ec(string keyId) => new(new ECDsaSecurityKey(_ec) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256);

    public SigningCredentials Rsa(string algorithm = SecurityAlgorithms.RsaSha256) => new(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }, algorithm);

    /// <summary>Writes the key set: these EC keys, and <c>rsa-1</c>.</summary>
    public void Publish(params string[] ids)
    {
        var keys = ids.Select(id => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(_ec) { KeyId = id }))
            .Append(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa) { KeyId = "rsa-1" }));
        File.WriteAllText(Jwks, JsonSerializer.Serialize(new { keys = keys.Select(key => new { kty = key.Kty, kid = key.Kid, crv = key.Crv, x = key.X, y = key.Y, n = key.N, e = key.E }) }));
    }

    /// <summary>A token; every part of it may be said otherwise.</summary>
    public string Token(
        string? subject = "ann", string[]? roles = null, DateTimeOffset? expires = null, DateTimeOffset? notBefore = null,
        SigningCredentials? signing = null, string issuer = Issuer, string audience = Audience, string type = "JWT", DateTimeOffset? issued = null)
    {
        var claims = new Dictionary<string, object>();
        if (subject is not null) claims["sub"] = subject;
        if (roles is not null) claims["roles"] = roles;
        if (issued is { } at) claims["iat"] = at.ToUnixTimeSeconds();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            TokenType = type,
            NotBefore = notBefore?.UtcDateTime,
            Expires = (expires ?? DateTimeOffset.UtcNow.AddMinutes(10)).UtcDateTime,
            SigningCredentials = signing ?? Ec("ec-1"),
        });
    }

    public void Dispose()
    {
        File.Delete(Jwks);
        _ec.Dispose();
        _rsa.Dispose();
    }
}

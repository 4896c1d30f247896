using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SmartStore.Rpc.Server;

namespace SmartStore.Rpc.Identity;

/// <summary>
/// Checks bearer tokens (RFC 7519): ES256 or RS256 with a key of the issuer's set, exact issuer and audience, not expired.
/// The header of a token chooses nothing but the key id.
/// </summary>
public sealed class TokenValidator(IOptions<RpcOptions> options, IssuerKeys keys, TimeProvider time)
{
    private const int TokenCharsMax = 8 * 1024;

    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256];

    private readonly RpcAuthOptions _auth = options.Value.Auth;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenCharsMax };

    /// <summary>Who the token names; null when it is not valid, for whatever reason: the caller learns no more than that.</summary>
    public async ValueTask<RpcIdentity?> ValidateAsync(string token)
    {
        if (token.Length is 0 or > TokenCharsMax || !_handler.CanReadToken(token)) return null;
        JsonWebToken header;
        try
        {
            header = _handler.ReadJsonWebToken(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
        if (!Algorithms.Contains(header.Alg, StringComparer.Ordinal) || await keys.FindAsync(header.Kid) is not { } key) return null;
        var result = await _handler.ValidateTokenAsync(header, Rules(key));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken valid || string.IsNullOrEmpty(valid.Subject)) return null;
        return new(valid.Subject, [.. result.ClaimsIdentity.Claims.Where(c => c.Type is "roles" or "role").Select(c => c.Value)])
        {
            ExpiresAt = new DateTimeOffset(valid.ValidTo, TimeSpan.Zero),
            Claims = result.ClaimsIdentity.Claims.GroupBy(c => c.Type, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal),
        };
    }

    private TokenValidationParameters Rules(SecurityKey key) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidIssuer = _auth.Issuer,
        ValidAudience = _auth.Audience,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = _auth.ClockSkew,
        LifetimeValidator = (notBefore, expires, _, rules) =>
            time.GetUtcNow().UtcDateTime is var now && expires is { } end && end + rules.ClockSkew > now && (notBefore is not { } start || start - rules.ClockSkew <= now),
    };
}

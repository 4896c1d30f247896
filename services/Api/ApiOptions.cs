namespace SmartStore.Api;

/// <summary>What the API runs with. What contradicts itself is refused by the host's flags.</summary>
public sealed record ApiOptions
{
    /// <summary>The <c>iss</c> that bearer tokens must have, exactly; null: no tokens are taken, and loopback may do everything.</summary>
    public string? JwtIssuer { get; init; }

    /// <summary>The <c>aud</c> that bearer tokens must have, exactly.</summary>
    public string? JwtAudience { get; init; }

    /// <summary>Where the keys of the issuer are: a JWKS file, or a URL (https, or http on loopback).</summary>
    public string? Jwks { get; init; }

    /// <summary>
    /// How the issuer knows this server when people sign in with a browser; <see cref="JwtIssuer"/> is then the address at which it serves OpenID Connect discovery. Null: browsers
    /// cannot sign in.
    /// </summary>
    public string? OidcClientId { get; init; }

    /// <summary>Proves to the issuer that this server is that client; null: the client is public, and PKCE alone binds the code to it.</summary>
    public string? OidcClientSecret { get; init; }

    /// <summary>What is asked of the issuer beside <c>openid</c>: where the claim <c>roles</c> of identity tokens has to be asked for. Empty: nothing.</summary>
    public IReadOnlyList<string> OidcScopes { get; init; } = [];

    /// <summary>PEM file of the authorities that sign devices' certificates; null: certificates are not looked at.</summary>
    public string? ClientCa { get; init; }

    /// <summary>Without an issuer: callers from other machines may do everything, too. For closed networks and tests.</summary>
    public bool Insecure { get; init; }

    /// <summary>Web origins that may call, as browsers send them (https://shop.example); a single * allows every origin. Empty: none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Calls at work at one time, streams among them; 20,000. One more gets RESOURCE_EXHAUSTED.</summary>
    public int ActiveCallsMax { get; init; } = 20_000;

    /// <summary>Connections of one port, MQTT's included; 40,000, twice the calls that may be at work. One more is closed at once.</summary>
    public int ConnectionsMax { get; init; } = 40_000;

    /// <summary>Bytes of one request message, before and after inflating; 64 KiB. Layouts, catalogues and calibrations have their own limits.</summary>
    public int RequestBytesMax { get; init; } = 64 * 1024;
}

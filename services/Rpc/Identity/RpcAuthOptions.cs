namespace SmartStore.Rpc.Identity;

/// <summary>Whose tokens are believed. Without an issuer, only loopback may call, and it may do everything.</summary>
public sealed class RpcAuthOptions
{
    /// <summary>The <c>iss</c> that tokens must have, exactly.</summary>
    public string? Issuer { get; set; }

    /// <summary>The <c>aud</c> that tokens must have, exactly.</summary>
    public string? Audience { get; set; }

    /// <summary>Where the issuer's keys are: a JWKS file, or an https URL (http on loopback).</summary>
    public string? Jwks { get; set; }

    /// <summary>Without an issuer: let anybody call from anywhere. For closed networks and tests.</summary>
    public bool Insecure { get; set; }

    /// <summary>How wrong clocks may be; 30 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long keys are kept; 10 min.</summary>
    public TimeSpan KeysKeptFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The shortest time between two fetches that an unknown key id causes; 30 s.</summary>
    public TimeSpan UnknownKeyPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether tokens are believed at all.</summary>
    public bool IsConfigured => Issuer is not null || Audience is not null || Jwks is not null;

    /// <summary>One sentence for each mistake.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!IsConfigured) yield break;
        if (string.IsNullOrEmpty(Issuer)) yield return "Tokens need an issuer: set the JWT issuer.";
        if (string.IsNullOrEmpty(Audience)) yield return "Tokens need an audience: set the JWT audience.";
        if (string.IsNullOrEmpty(Jwks)) yield return "Tokens need keys: set the JWKS file or URL.";
        else if (Uri.TryCreate(Jwks, UriKind.Absolute, out var uri) && string.Equals(uri.Scheme, "http", StringComparison.Ordinal) && !uri.IsLoopback)
            yield return "The JWKS URL must be https.";
        if (Insecure) yield return "A server with an issuer cannot be insecure as well.";
    }
}

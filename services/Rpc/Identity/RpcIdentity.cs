namespace SmartStore.Rpc.Identity;

/// <summary>Who calls, as far as a verified token says so.</summary>
/// <param name="Subject">The token's <c>sub</c>; null for a call without a token.</param>
/// <param name="Roles">The token's <c>roles</c> and <c>role</c>.</param>
public sealed record RpcIdentity(string? Subject, IReadOnlyList<string> Roles)
{
    /// <summary>A call without a token.</summary>
    public static RpcIdentity Anonymous { get; } = new(null, []);

    /// <summary>A call from loopback on a server without an issuer, or on one started as insecure: everything is allowed.</summary>
    public static RpcIdentity Development { get; } = new(null, []) { IsDevelopment = true };

    /// <summary>Whether this is <see cref="Development"/>.</summary>
    public bool IsDevelopment { get; private init; }

    /// <summary>When the token stops being valid; a stream ends then. Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Every claim with one text value.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

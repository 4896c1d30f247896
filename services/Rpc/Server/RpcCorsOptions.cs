namespace SmartStore.Rpc.Server;

/// <summary>Which pages of other origins may call from a browser.</summary>
public sealed class RpcCorsOptions
{
    /// <summary>Origins as browsers send them (https://shop.example); a single * allows every origin. Empty: none.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>How long a browser may keep the answer to a preflight; 2 h.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(2);

    internal bool Allows(string origin) => AllowedOrigins.Contains("*") || AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}

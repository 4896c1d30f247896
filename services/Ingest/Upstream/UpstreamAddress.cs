using System.Security.Cryptography.X509Certificates;
using SmartStore.Contracts.Mqtt;

namespace SmartStore.Ingest.Upstream;

/// <summary>A broker's address, and what to show at its door.</summary>
public sealed record UpstreamAddress(BrokerAddress Address, string? UserName, string? Password)
{
    /// <summary>The authorities whose certificates an mqtts broker may show; null: those the system trusts. The certificate must name the host either way.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Our client id: the same after a restart, so that the session is resumed, and another for every process, so that two do not take the connection from each other.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Reads <c>mqtt(s)://[user:password@]host[:port]</c>.</summary>
    /// <returns>Null: it is not one.</returns>
    public static UpstreamAddress? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        if (scheme < 0 || at < scheme) return BrokerAddress.TryParse(text, out var plain) ? new UpstreamAddress(plain, null, null) : null;
        if (!BrokerAddress.TryParse(text[..(scheme + 3)] + text[(at + 1)..], out var address)) return null;
        var credentials = text[(scheme + 3)..at].Split(':', 2);
        return new UpstreamAddress(address, Uri.UnescapeDataString(credentials[0]), credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null);
    }
}

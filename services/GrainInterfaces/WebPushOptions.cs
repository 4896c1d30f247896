using System.Buffers.Text;
using System.Security.Cryptography;

namespace SmartStore.GrainInterfaces;

/// <summary>With which key pushes are signed (VAPID, RFC 8292), and to whom they go.</summary>
/// <param name="PublicKey">65 bytes as base64url: what browsers are told, and ask their push service to compare.</param>
/// <param name="PrivateKey">32 bytes as base64url; secret.</param>
/// <param name="Contact">Whom a push service writes to about this server: mailto: or https:.</param>
/// <param name="Services">Origins of further push services, <c>https://push.example</c>.</param>
public sealed record WebPushOptions(string PublicKey, string PrivateKey, string Contact, IReadOnlyList<string> Services)
{
    // A shopper names the address that the server posts to. The services of the browsers there are, and no address of the shop's own network.
    private static readonly string[] Known = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"];
    private static readonly string[] KnownBelow = [".push.apple.com", ".notify.windows.com", ".push.services.mozilla.com"];

    /// <summary>Reads a private key of P-256, PEM.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    /// <exception cref="ArgumentException">There is no PEM in it.</exception>
    public static WebPushOptions Of(string pem, string contact, IReadOnlyList<string> services)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var parts = key.ExportParameters(includePrivateParameters: true);
        if (key.KeySize != 256 || parts.D is not { } secret) throw new CryptographicException("It is no key of P-256.");
        return new WebPushOptions(Base64Url.EncodeToString([4, .. parts.Q.X!, .. parts.Q.Y!]), Base64Url.EncodeToString(secret), contact, services);
    }

    /// <summary>Whether pushes are sent to an address: https at a push service that is known or allowed.</summary>
    public bool Takes(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var to) && to.UserInfo.Length == 0
        && ((to.Scheme == Uri.UriSchemeHttps && to.IsDefaultPort && (Known.Contains(to.Host) || KnownBelow.Any(below => to.Host.EndsWith(below, StringComparison.Ordinal))))
            || Services.Contains(to.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase));

    /// <summary>Without the private key.</summary>
    public override string ToString() => $"web push as {Contact}";
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Tests;

/// <summary>A server's signing key that lives as long as a test, and what it signs: written here anew, so that reader and writer do not share a mistake.</summary>
internal sealed class TestSigner : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _kid;

    public TestSigner(string kid = "k1") => _kid = kid;

    /// <summary>The public half: <c>"kid","x","y"</c> and what a JWK has beside them.</summary>
    public string Jwk
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = _kid, x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) });
        }
    }

    /// <summary>The JWK set that a device gets when it is registered.</summary>
    public string KeySet => $$"""{"keys":[{{Jwk}}]}""";

    /// <summary>A compact JWS.</summary>
    /// <param name="header">Null: that of the server.</param>
    public string Sign(string payload, string? header = null)
    {
        var signed = $"{Encode(header ?? $$"""{"alg":"ES256","kid":"{{_kid}}"}""")}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>A voucher. Times as the server writes them: seconds, the first with milliseconds.</summary>
    public string Voucher(string order, DateTimeOffset issuedAt, DateTimeOffset expiresAt, string jti, string store = "demo", string terminal = "locker-1") => Sign(
        $$"""{"order":"{{order}}","store":"{{store}}","terminal":"{{terminal}}","iat":{{issuedAt.ToUnixTimeMilliseconds() / 1000m}},"exp":{{expiresAt.ToUnixTimeSeconds()}},"jti":"{{jti}}"}""");

    /// <summary>A manifest.</summary>
    /// <param name="orders">Each with its slot.</param>
    public string Manifest(long version, DateTimeOffset at, IEnumerable<(string Order, string Slot)> orders, DateTimeOffset? notBefore = null, DateTimeOffset? until = null, string keys = "")
    {
        var (from, to) = ((notBefore ?? at.AddDays(-1)).ToUnixTimeMilliseconds(), (until ?? at.AddDays(3)).ToUnixTimeMilliseconds());
        var listed = orders.Select(order => $$"""{"order":"{{order.Order}}","version":1,"slot":"{{order.Slot}}","not_before":{{from}},"until":{{to}}}""");
        return Sign($$"""{"version":{{version}},"at":{{at.ToUnixTimeMilliseconds()}},"keys":[{{keys}}],"orders":[{{string.Join(',', listed)}}]}""");
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

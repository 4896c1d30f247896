using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Grains.Passes;

/// <summary>
/// The ES256 key (RFC 7518 §3.4) of an installation, one for all its stores: a document beside the pass keys, made on first use. A device gets the
/// public half when it is registered, and checks with it what a broker hands on.
/// </summary>
public sealed class SigningKeys(IDocumentStore documents, TimeProvider time) : ISigningKeys
{
    private const string Kind = "keys";
    private const string DocumentId = "signing";

    /// <inheritdoc/>
    public async Task<string> PublicKeys()
    {
        while (true)
        {
            if (await documents.Document(Kind, DocumentId) is { Body: { } body })
                return JsonSerializer.Serialize(new { keys = JsonSerializer.Deserialize<StoredKey[]>(body)!.Select(Jwk) });
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            try
            {
                await documents.PutDocument(Kind, DocumentId, JsonSerializer.SerializeToUtf8Bytes(new[] { new StoredKey(key.ExportPkcs8PrivateKey(), time.GetUtcNow()) }), expected: 0);
            }
            catch (StoreConflictException)
            {
                // Another process was first: its key counts.
            }
        }
    }

    private static object Jwk(StoredKey stored)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(stored.Pkcs8, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        // The key's thumbprint (RFC 7638) names it: it need not be kept, and no two keys have the same.
        var kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
        return new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid, x, y };
    }

    // As it lies in the store; a list, because a key that is replaced has to be known for a while.
    private sealed record StoredKey(byte[] Pkcs8, DateTimeOffset MadeAt);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;

namespace SmartStore.Grains.Passes;

/// <summary>
/// The ES256 key (RFC 7518 §3.4) of an installation, one for all its stores: a document beside the pass keys, made on first use. A device gets the
/// public half when it is registered, and checks with it what a broker hands on.
/// </summary>
public sealed class SigningKeys(IDocumentStore documents, TimeProvider time) : ISigningKeys
{
    private const string Kind = "keys";
    private const string DocumentId = "signing";

    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private IReadOnlyList<SigningKey>? _held;
    private long _readAt;

    /// <inheritdoc/>
    public async Task<string> PublicKeys() =>
        JsonSerializer.Serialize(new { keys = (await Held()).Select(key => new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = key.Public.Kid, x = key.Public.X, y = key.Public.Y }) });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PublicSigningKey>> Keys() => [.. (await Held()).Select(key => key.Public)];

    /// <inheritdoc/>
    public async Task<string> Sign(ReadOnlyMemory<byte> payload)
    {
        var key = (await Held())[0];
        // One for each use: several threads may not share one.
        using var pair = key.Open();
        return CompactJws.Sign(key.Public.Kid, pair, payload.Span);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> Read(string token)
    {
        if (!CompactJws.TryReadKid(token, out var kid)) return null;
        var key = Find(await Held(), kid);
        // An unknown key may be one that another process made a moment ago.
        if (key is null && time.GetElapsedTime(_readAt) > ReadAgainAfter) key = Find(await Load(), kid);
        if (key is null) return null;
        using var pair = key.Open();
        return CompactJws.Verify(token, pair);
    }

    private static SigningKey? Find(IReadOnlyList<SigningKey> keys, string kid) => keys.FirstOrDefault(key => key.Public.Kid == kid);

    private async ValueTask<IReadOnlyList<SigningKey>> Held() => Volatile.Read(ref _held) ?? await Load();

    private async Task<IReadOnlyList<SigningKey>> Load()
    {
        while (true)
        {
            _readAt = time.GetTimestamp();
            if (await documents.Document(Kind, DocumentId) is { Body: { } body })
            {
                IReadOnlyList<SigningKey> keys = [.. JsonSerializer.Deserialize<StoredKey[]>(body)!.Select(stored => new SigningKey(stored.Pkcs8))];
                Volatile.Write(ref _held, keys);
                return keys;
            }
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

    // As it lies in the store; a list, because a key that is replaced has to be known for a while.
    private sealed record StoredKey(byte[] Pkcs8, DateTimeOffset MadeAt);

    private sealed class SigningKey
    {
        private readonly byte[] _pkcs8;

        public SigningKey(byte[] pkcs8)
        {
            _pkcs8 = pkcs8;
            using var key = Open();
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
            // The key's thumbprint (RFC 7638) names it: it need not be kept, and no two keys have the same.
            var kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
            Public = new PublicSigningKey(kid, x, y);
        }

        public PublicSigningKey Public { get; }

        public ECDsa Open()
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(_pkcs8, out _);
            return key;
        }
    }
}

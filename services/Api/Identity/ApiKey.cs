using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartStore.Api.Identity;

/// <summary>What an order system or a till shows in <c>x-api-key</c>: <c>id.secret</c>. The server keeps a digest of the secret, never the secret.</summary>
/// <param name="Id">Its name: an id of the contract.</param>
/// <param name="Roles">What it may do; one at least.</param>
/// <param name="SecretSha256">SHA-256 of the secret. It has 256 random bits, so a slow digest would add nothing.</param>
/// <param name="AddedAt">When it was made.</param>
public sealed record ApiKey(string Id, IReadOnlyList<string> Roles, byte[] SecretSha256, DateTimeOffset AddedAt)
{
    /// <summary>Kind of the documents that hold keys.</summary>
    public const string DocumentKind = "api-key";

    /// <summary>Keys of one store.</summary>
    public const int KeysMax = 1_000;

    private const int SecretBytes = 32;

    /// <summary>Roles that a key may have.</summary>
    public static IReadOnlyList<string> KnownRoles => Identity.Roles.OfKeys;

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and the text to show: the secret exists nowhere else.</returns>
    /// <exception cref="ArgumentException">The id or a role is none; the message says which.</exception>
    public static (ApiKey Key, string Shown) New(string id, IReadOnlyList<string> roles, DateTimeOffset now)
    {
        if (!Core.Id.IsValid(id)) throw new ArgumentException($"'{id}' is no id: 1–{Core.Id.MaxLength} characters of [A-Za-z0-9._:-].", nameof(id));
        if (roles.Count == 0 || roles.FirstOrDefault(role => !KnownRoles.Contains(role)) is not null)
            throw new ArgumentException($"A key has one or more of the roles {string.Join(", ", KnownRoles)}; '{string.Join(',', roles)}' is not that.", nameof(roles));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (new ApiKey(id, roles, SHA256.HashData(Encoding.ASCII.GetBytes(secret)), now), $"{id}.{secret}");
    }

    /// <summary>The id and the secret of what a caller shows; null: it has not the form of a key.</summary>
    public static (string Id, string Secret)? Split(string shown)
    {
        // An id may hold dots, a secret does not.
        var dot = shown.LastIndexOf('.');
        return dot > 0 && dot < shown.Length - 1 && shown.Length <= 256 ? (shown[..dot], shown[(dot + 1)..]) : null;
    }

    /// <summary>True when this is the key's secret. Takes equally long for a wrong one.</summary>
    public bool IsSecret(string secret) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SecretSha256);

    /// <summary>The document.</summary>
    public byte[] ToDocument() => JsonSerializer.SerializeToUtf8Bytes(this, ApiKeyDocument.Default.ApiKey);

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is no key.</exception>
    public static ApiKey Read(ReadOnlySpan<byte> document) =>
        JsonSerializer.Deserialize(document, ApiKeyDocument.Default.ApiKey) is { Id: not null, Roles: not null, SecretSha256: not null } key ? key : throw new JsonException("The document holds no key.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class ApiKeyDocument : JsonSerializerContext;

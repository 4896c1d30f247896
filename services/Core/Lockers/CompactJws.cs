using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Core.Lockers;

/// <summary>A signed text as it travels: <c>header.payload.signature</c>, each base64url (RFC 7515 §7.1), signed with ES256 (RFC 7518 §3.4). Read, not yet verified.</summary>
/// <param name="Kid">Names the key that is said to have signed it.</param>
/// <param name="Payload">What was signed; to be believed only after <see cref="VerifyingKeys.Verify"/>.</param>
/// <param name="Signed">Header and payload as they were signed.</param>
/// <param name="Signature">R and S, 64 bytes.</param>
public sealed record CompactJws(string Kid, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Signature)
{
    private const int SignatureBytes = 64;
    private const int HeaderCharsMax = 512;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Takes a text apart.</summary>
    /// <param name="charsMax">Longest text that is read.</param>
    /// <returns>False: it is no such text, is signed in another way, names no key, or asks for what we do not know (<c>crit</c>). Throws nothing.</returns>
    public static bool TryRead(string text, int charsMax, out CompactJws jws)
    {
        jws = new CompactJws("", default, default, default);
        if (text.Length > charsMax || text.Split('.') is not [{ Length: <= HeaderCharsMax } header, var payload, var signature]) return false;
        if (Decode(header) is not { } headerBytes || Decode(payload) is not { } payloadBytes || Decode(signature) is not { Length: SignatureBytes } signatureBytes) return false;
        if (KidOf(headerBytes) is not { } kid) return false;
        jws = new CompactJws(kid, payloadBytes, Encoding.ASCII.GetBytes($"{header}.{payload}"), signatureBytes);
        return true;
    }

    private static string? KidOf(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header, s_strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("crit", out _)) return null;
            return JsonFields.Text(root, "alg") == "ES256" && JsonFields.Text(root, "kid") is { Length: > 0 and <= VerifyingKey.KidMax } kid ? kid : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or text that is no text
        }
    }

    // The decoder of the class library also takes white space, padding and bits that stand for nothing: one text has one spelling.
    private static byte[]? Decode(string part) =>
        part.Length > 0 && Base64Url.IsValid(part) && Base64Url.DecodeFromChars(part) is var bytes && Base64Url.EncodeToString(bytes) == part ? bytes : null;
}

/// <summary>The public half of a P-256 key that signs vouchers and manifests.</summary>
/// <param name="Kid">Its name, 1 to <see cref="KidMax"/> characters.</param>
/// <param name="X">32 bytes.</param>
/// <param name="Y">32 bytes.</param>
public sealed record VerifyingKey(string Kid, ReadOnlyMemory<byte> X, ReadOnlyMemory<byte> Y)
{
    /// <summary>Longest name, characters.</summary>
    public const int KidMax = 128;

    private const int CoordinateBytes = 32;

    /// <summary>Reads <c>{"kid","x","y"}</c>, x and y base64url; other fields are not looked at.</summary>
    /// <param name="wrong">The field that is wrong; empty when it returns a key.</param>
    /// <returns>Null: a field is missing or wrong, or the point lies on no curve.</returns>
    public static VerifyingKey? Read(JsonElement json, out string wrong)
    {
        wrong = "kid";
        if (json.ValueKind != JsonValueKind.Object || JsonFields.Text(json, "kid") is not { Length: > 0 and <= KidMax } kid) return null;
        wrong = "x";
        if (Coordinate(json, "x") is not { } x) return null;
        wrong = "y";
        if (Coordinate(json, "y") is not { } y) return null;
        var key = new VerifyingKey(kid, x, y);
        try
        {
            using var usable = key.Open();
        }
        catch (CryptographicException)
        {
            return null;
        }

        wrong = "";
        return key;
    }

    internal ECDsa Open() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X.ToArray(), Y = Y.ToArray() } });

    private static byte[]? Coordinate(JsonElement json, string name) =>
        JsonFields.Text(json, name) is { Length: <= 64 } text && Base64Url.IsValid(text, out var bytes) && bytes == CoordinateBytes ? Base64Url.DecodeFromChars(text) : null;
}

/// <summary>The keys that a terminal believes.</summary>
/// <param name="All">The first one of a name counts. At most <see cref="Max"/>.</param>
public sealed record VerifyingKeys(IReadOnlyList<VerifyingKey> All)
{
    /// <summary>Most keys of a set or a manifest: one signs, and those it took the place of are known for a while.</summary>
    public const int Max = 16;

    /// <summary>Longest file of keys, bytes.</summary>
    public const int FileBytesMax = 16 * 1024;

    /// <summary>None: nothing can be verified.</summary>
    public static VerifyingKeys None { get; } = new([]);

    /// <summary>Reads a JWK set (RFC 7517 §5) of P-256 keys, as <c>smartstore device add</c> prints it. Keys of another kind are passed over.</summary>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the file's name; empty when it returns true.</param>
    public static bool TryReadSet(ReadOnlyMemory<byte> json, out VerifyingKeys keys, out string problem)
    {
        keys = None;
        problem = $"has {json.Length} bytes; at most {FileBytesMax} are read";
        if (json.Length > FileBytesMax) return false;
        problem = "is no JWK set: an object with a list 'keys'";
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array) return false;
            var read = new List<VerifyingKey>();
            foreach (var (i, entry) in list.EnumerateArray().Index())
            {
                if (entry.ValueKind == JsonValueKind.Object && (JsonFields.Text(entry, "kty") != "EC" || JsonFields.Text(entry, "crv") != "P-256")) continue;
                if (VerifyingKey.Read(entry, out var wrong) is not { } key)
                {
                    problem = $"has a key that cannot be used: keys[{i}].{wrong}";
                    return false;
                }

                read.Add(key);
            }

            problem = read.Count == 0 ? "has no P-256 key" : read.Count > Max ? $"has {read.Count} keys; at most {Max} are read" : "";
            if (problem.Length == 0) keys = new VerifyingKeys(read);
            return problem.Length == 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>True when the key of its name is here and has signed the text.</summary>
    public bool Verify(CompactJws jws)
    {
        if (All.FirstOrDefault(key => key.Kid == jws.Kid) is not { } key) return false;
        using var open = key.Open();
        return open.VerifyData(jws.Signed.Span, jws.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>With more keys; of one name the first counts.</summary>
    public VerifyingKeys And(IEnumerable<VerifyingKey> more) => new([.. All, .. more]);
}

/// <summary>Fields of an object, as a terminal reads them.</summary>
internal static class JsonFields
{
    private const long UnixMsMax = 253_402_300_799_999;

    /// <summary>A text; null: missing, or no text.</summary>
    public static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An id of the contract; null: missing, or none.</summary>
    public static string? IdOf(JsonElement json, string name) => Text(json, name) is { } text && Id.IsValid(text) ? text : null;

    /// <summary>A whole number, 0 or more; null: missing, or none.</summary>
    public static long? Count(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    /// <summary>A time in unix milliseconds; null: missing, or none.</summary>
    public static DateTimeOffset? UnixMs(JsonElement json, string name) => Count(json, name) is { } ms and <= UnixMsMax ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>A time in unix seconds, perhaps with a fraction (RFC 7519 §2, NumericDate); null: missing, or none. Finer than a millisecond is cut off.</summary>
    public static DateTimeOffset? UnixSeconds(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) && seconds is >= 0 and <= UnixMsMax / 1000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}

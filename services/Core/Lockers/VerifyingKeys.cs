using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using SmartStore.Core.Pickup;

namespace SmartStore.Core.Lockers;

/// <summary>The public half of a P-256 key that signs vouchers and manifests.</summary>
/// <param name="Kid">Its name, 1 to <see cref="CompactJws.KidMax"/> characters.</param>
/// <param name="X">32 bytes.</param>
/// <param name="Y">32 bytes.</param>
public sealed record VerifyingKey(string Kid, ReadOnlyMemory<byte> X, ReadOnlyMemory<byte> Y)
{
    private const int CoordinateBytes = 32;

    /// <summary>Reads <c>{"kid","x","y"}</c>, x and y base64url; other fields are not looked at.</summary>
    /// <param name="wrong">The field that is wrong; empty when it returns a key.</param>
    /// <returns>Null: a field is missing or wrong, or the point lies on no curve.</returns>
    public static VerifyingKey? Read(JsonElement json, out string wrong)
    {
        wrong = "kid";
        if (json.ValueKind != JsonValueKind.Object || JsonFields.Text(json, "kid") is not { Length: > 0 and <= CompactJws.KidMax } kid) return null;
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
        return jws.IsSignedBy(open);
    }

    /// <summary>With more keys; of one name the first counts.</summary>
    public VerifyingKeys And(IEnumerable<VerifyingKey> more) => new([.. All, .. more]);
}

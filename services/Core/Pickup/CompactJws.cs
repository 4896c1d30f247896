using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>A signed text as it travels: <c>header.payload.signature</c>, each base64url (RFC 7515 §7.1), signed with ES256 (RFC 7518 §3.4). Read, not yet verified.</summary>
/// <param name="Kid">Names the key that is said to have signed it.</param>
/// <param name="Payload">What was signed; to be believed only after <see cref="IsSignedBy"/>.</param>
/// <param name="Signed">Header and payload as they were signed.</param>
/// <param name="Signature">R and S, 64 bytes.</param>
public sealed record CompactJws(string Kid, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Longest text that is read, characters: a manifest of 200 orders fits.</summary>
    public const int CharsMax = 64 * 1024;

    /// <summary>Longest name of a key, characters.</summary>
    public const int KidMax = 128;

    private const int SignatureBytes = 64;
    private const int HeaderCharsMax = 512;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>True when a text begins as every such text does.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<char> text) => text.StartsWith("eyJ");

    /// <summary>Signs a payload.</summary>
    /// <param name="kid">Names the key: letters, digits, _ and -.</param>
    public static string Sign(string kid, ECDsa key, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{kid}}"}"""))}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

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

    /// <summary>True when the key has signed it.</summary>
    public bool IsSignedBy(ECDsa key) => key.VerifyData(Signed.Span, Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static string? KidOf(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header, s_strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("crit", out _)) return null;
            return JsonFields.Text(root, "alg") == "ES256" && JsonFields.Text(root, "kid") is { Length: > 0 and <= KidMax } kid ? kid : null;
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

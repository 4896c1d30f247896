using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartStore.Core.Pickup;

/// <summary>
/// What opens a slot of a locker without the server: a token that the server signed for one order. As claims of a compact JWS:
/// <c>{"order","store","terminal","iat","exp","jti"}</c>, times in seconds since 1970 UTC, <c>iat</c> with milliseconds.
/// </summary>
/// <param name="Terminal">The locker in which the order lay when the voucher was issued.</param>
/// <param name="Id">Names the voucher, 1..64 characters.</param>
public sealed record Voucher(OrderId Order, StoreId Store, string Terminal, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string Id)
{
    /// <summary>Longest token, characters: what fits into a QR code that phones show and old cameras read.</summary>
    public const int TokenMax = 512;

    /// <summary>How much longer it is taken, because clocks are not exact.</summary>
    public static readonly TimeSpan Grace = PassKeys.Grace;

    /// <summary>The claims, UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("order", Order.Value);
            json.WriteString("store", Store.Value);
            json.WriteString("terminal", Terminal);
            json.WriteNumber("iat", IssuedAt.ToUnixTimeMilliseconds() / 1000m);
            json.WriteNumber("exp", ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti", Id);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>Reads claims whose signature was verified. False: they are not those of a voucher.</summary>
    public static bool TryRead(ReadOnlySpan<byte> claims, out Voucher voucher)
    {
        voucher = null!;
        try
        {
            var reader = new Utf8JsonReader(claims);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return false;
            var (order, store, terminal, id) = (Text(root, "order"), Text(root, "store"), Text(root, "terminal"), Text(root, "jti"));
            if (!Core.Id.IsValid(order) || !Core.Id.IsValid(store) || !Core.Id.IsValid(terminal) || !Core.Id.IsValid(id)) return false;
            if (Time(root, "iat") is not { } issuedAt || Time(root, "exp") is not { } expiresAt) return false;
            voucher = new Voucher(new OrderId(order), new StoreId(store), terminal, issuedAt, expiresAt, id);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static DateTimeOffset? Time(JsonElement root, string name)
    {
        const long latestUnixS = 253_402_300_799;
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var seconds) || seconds is < 0 or > latestUnixS) return null;
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
    }
}

/// <summary>Tokens that the server signed with ES256, in the compact form of JWS (RFC 7515 §7.1, RFC 7518 §3.4).</summary>
public static class CompactJws
{
    /// <summary>Longest token that is read, characters: a manifest of 200 orders fits.</summary>
    public const int TokenMax = 64 * 1024;

    private const int SignatureBytes = 64;

    /// <summary>True when a text begins as every such token does.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<char> text) => text.StartsWith("eyJ");

    /// <summary>Signs a payload.</summary>
    /// <param name="kid">Names the key: letters, digits, _ and -.</param>
    public static string Sign(string kid, ECDsa key, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{kid}}"}"""))}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    /// <summary>The name of the key that a token says it was signed with. False: it is no such token.</summary>
    public static bool TryReadKid(string token, out string kid)
    {
        kid = "";
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (token.Length > TokenMax || dot <= 0 || !Base64Url.IsValid(token.AsSpan(0, dot), out _)) return false;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, dot)));
            var root = header.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String || !alg.ValueEquals("ES256")) return false;
            if (root.TryGetProperty("crit", out _)) return false;
            if (!root.TryGetProperty("kid", out var name) || name.ValueKind != JsonValueKind.String) return false;
            kid = name.GetString()!;
            return kid.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The payload of a token whose signature is that of the key; null: it is not.</summary>
    public static byte[]? Verify(string token, ECDsa key)
    {
        var last = token.LastIndexOf('.');
        var first = token.IndexOf('.', StringComparison.Ordinal);
        if (token.Length > TokenMax || first <= 0 || last <= first + 1 || token.AsSpan(first + 1, last - first - 1).Contains('.')) return null;
        var (payload, signature) = (token.AsSpan(first + 1, last - first - 1), token.AsSpan(last + 1));
        if (!Base64Url.IsValid(payload, out _) || !Base64Url.IsValid(signature, out var bytes) || bytes != SignatureBytes) return null;
        return key.VerifyData(Encoding.ASCII.GetBytes(token[..last]), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? Base64Url.DecodeFromChars(payload)
            : null;
    }
}

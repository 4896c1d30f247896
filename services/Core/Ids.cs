using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core;

/// <summary>Rules that every id of the contract obeys: 1–64 characters of <c>[A-Za-z0-9._:-]</c>.</summary>
public static class Id
{
    /// <summary>Longest id, characters.</summary>
    public const int MaxLength = 64;

    /// <summary>True when the text may be an id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or ':' or '-'))
                return false;
        return true;
    }
}

/// <summary>A shopper, as the app knows them.</summary>
public readonly record struct ShopperId(string Value)
{
    /// <summary>No shopper, or not known which.</summary>
    public static ShopperId Nobody { get; } = new("");

    /// <summary>True when it names no shopper.</summary>
    public bool IsNobody => string.IsNullOrEmpty(Value);

    public override string ToString() => Value;
}

/// <summary>A shop.</summary>
public readonly record struct StoreId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A named area of a store. Empty: unknown.</summary>
public readonly record struct ZoneId(string Value)
{
    /// <summary>No receiver, no zone.</summary>
    public static ZoneId Unknown { get; } = new("");

    /// <summary>True when the zone is not known.</summary>
    public bool IsUnknown => string.IsNullOrEmpty(Value);

    public override string ToString() => Value;
}

/// <summary>Something a store sells; the id is the store's own. Empty: not known which.</summary>
public readonly record struct ProductId(string Value)
{
    /// <summary>No product named.</summary>
    public static ProductId None { get; } = new("");

    /// <summary>True when no product is named.</summary>
    public bool IsNone => string.IsNullOrEmpty(Value);

    public override string ToString() => Value;
}

/// <summary>A pickup order.</summary>
public readonly record struct OrderId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>People who share one list.</summary>
public readonly record struct HouseholdId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One stay of one shopper in one store.</summary>
public readonly record struct VisitId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One suggestion that was decided; never changes for one decision.</summary>
public readonly record struct SuggestionId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A short stand-in for a longer value: the first 8 bytes of its SHA-256, little-endian. Stored: never change it.</summary>
public static class Fingerprint
{
    /// <summary>Of a text, as UTF-8.</summary>
    public static ulong Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}

/// <summary>
/// Ids of effects, derived from their cause: the same decision on the same fact has the same id after a crash, a replay or on another
/// machine. 96 bits of SHA-256 over the parts, base64url, after a letter that says what it is.
/// </summary>
public static class DerivedId
{
    private const int Bytes = 12;

    /// <param name="prefix">What it names: <c>v</c> visit, <c>s</c> suggestion, <c>u</c> update, <c>m</c> message, <c>i</c> list item, <c>t</c> tap, <c>g</c> grant.</param>
    /// <param name="cause">Id of the fact.</param>
    /// <param name="rule">Which rule decided.</param>
    /// <param name="subject">About what; may be empty.</param>
    /// <returns>18 characters of <c>[A-Za-z0-9_-]</c>.</returns>
    public static string Of(char prefix, string cause, string rule, string subject)
    {
        // Length-prefixed, so that no two different triples are the same bytes.
        var text = $"{cause.Length}:{cause}{rule.Length}:{rule}{subject}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return $"{prefix}-{Base64Url.EncodeToString(hash[..Bytes])}";
    }
}

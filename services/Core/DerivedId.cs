using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core;

/// <summary>
/// Ids of effects, derived from their cause: the same decision on the same fact has the same id after a crash, a replay or on another
/// machine. 96 bits of SHA-256 over the parts, base64url, after a letter that says what it is.
/// </summary>
public static class DerivedId
{
    private const int Bytes = 12;

    /// <param name="prefix">What it names: <c>v</c> visit, <c>s</c> suggestion, <c>u</c> update, <c>m</c> message, <c>i</c> list item, <c>t</c> tap.</param>
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

using System.Buffers.Text;
using System.Security.Cryptography;

namespace SmartStore.Core.Members;

/// <summary>Where a browser of the member takes pushes, and how they are sealed for it (RFC 8030, RFC 8291).</summary>
/// <param name="Endpoint">Address at the browser's push service; secret, because whoever knows it can send there.</param>
/// <param name="P256dh">The browser's public key: 65 bytes, an uncompressed point of P-256, base64url.</param>
/// <param name="Auth">What the two share: 16 bytes, base64url.</param>
/// <param name="At">When the member allowed it.</param>
public sealed record PushAddress(string Endpoint, string P256dh, string Auth, DateTimeOffset At)
{
    /// <summary>Browsers of one member; the one that was allowed first makes room.</summary>
    public const int PerMemberMax = 5;

    /// <summary>Longest endpoint.</summary>
    public const int EndpointCharsMax = 1_000;

    private const int AuthBytes = 16;
    private const int PointBytes = 65;

    /// <summary>What is wrong with it, by field; empty: nothing. Which services are taken is not asked.</summary>
    public IReadOnlyList<Stores.Problem> Problems()
    {
        var found = new List<Stores.Problem>();
        if (Endpoint.Length is 0 or > EndpointCharsMax || !Uri.TryCreate(Endpoint, UriKind.Absolute, out _)) found.Add(new("endpoint", $"must be an address of at most {EndpointCharsMax} characters"));
        if (!IsPoint(Bytes(P256dh))) found.Add(new("p256dh", "must be a point of P-256, 65 bytes as base64url"));
        if (Bytes(Auth).Length != AuthBytes) found.Add(new("auth", $"must be {AuthBytes} bytes as base64url"));
        return found;
    }

    private static byte[] Bytes(string base64)
    {
        try
        {
            return Base64Url.DecodeFromChars(base64);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static bool IsPoint(byte[] bytes)
    {
        if (bytes.Length != PointBytes || bytes[0] != 4) return false;
        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = bytes[1..33], Y = bytes[33..] } });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

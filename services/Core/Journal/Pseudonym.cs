using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Core.Journal;

/// <summary>
/// Who a journal row and an erasure are about, without saying who: the same for one shopper as long as the store has its key, and to be turned back by
/// nobody who has not the key.
/// </summary>
public static class Pseudonym
{
    /// <summary>Bytes of the key; random.</summary>
    public const int KeyBytes = 32;

    /// <summary>Hexadecimal digits of it.</summary>
    public const int Digits = 16;

    /// <summary>The first <see cref="Digits"/> of HMAC-SHA-256 over the id. Stored: never change it.</summary>
    public static string Of(ReadOnlySpan<byte> key, ShopperId shopper)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(shopper.Value), digest);
        return Convert.ToHexStringLower(digest[..(Digits / 2)]);
    }
}

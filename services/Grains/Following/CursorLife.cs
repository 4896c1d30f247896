using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Grains.Following;

/// <summary>First part of a grain's cursors: a digest of the store's life, the grain and the record's life. A cursor of another shopper, of a restored store or of an erased record has another.</summary>
internal static class CursorLife
{
    /// <summary>Hexadecimal digits of it.</summary>
    public const int Digits = 10;

    /// <summary>The digest.</summary>
    public static string Of(string storeLife, string grain, long recordLife)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{storeLife}\n{grain}\n{recordLife}")));
        return Convert.ToHexStringLower(digest.AsSpan(0, Digits / 2));
    }
}

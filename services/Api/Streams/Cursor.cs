using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmartStore.Api.Streams;

/// <summary>
/// A place in one grain's stream: <c>{life}.{sequence}</c>, opaque to receivers, at most 30 characters.
/// The life names the store's history and the grain, so that a cursor of another shopper or of a restored store is recognised.
/// </summary>
internal readonly record struct Cursor(string Life, long Sequence)
{
    /// <summary>Longest cursor the contract allows, characters.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Place of an update that is one of several which only together tell how things stand, and not the last of them. To resume there would lose the
    /// rest: nothing is that far, so the caller is told to begin with an empty cursor.
    /// </summary>
    public const long Midway = long.MaxValue;

    private const int LifeLength = 10;

    /// <summary>The life of a grain's stream: a digest of the store's epoch and the grain's key.</summary>
    public static string LifeOf(string epoch, string grain)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{epoch}\n{grain}"));
        return Convert.ToHexStringLower(digest.AsSpan(0, LifeLength / 2));
    }

    /// <summary>Reads a cursor. False: it never came from here.</summary>
    public static bool TryParse(string text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length is <= LifeLength + 1 or > MaxLength || text[LifeLength] != '.') return false;
        foreach (var c in text.AsSpan(0, LifeLength))
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        if (!long.TryParse(text.AsSpan(LifeLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        cursor = new Cursor(text[..LifeLength], sequence);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Life}.{Sequence}";
}

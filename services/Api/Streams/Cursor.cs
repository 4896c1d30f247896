using System.Globalization;

namespace SmartStore.Api.Streams;

/// <summary>
/// A place in one grain's stream: <c>{life}.{sequence}</c>, opaque to receivers, at most 30 characters. The grain gives the life: it names the
/// history of the store and of the grain, so that the grain recognises a cursor that is not its own.
/// </summary>
internal readonly record struct Cursor(string Life, long Sequence)
{
    /// <summary>Longest cursor the contract allows, characters.</summary>
    public const int MaxLength = 64;

    private const int LifeLength = 10;

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

    public override string ToString() => $"{Life}.{Sequence}";
}

using SmartStore.Core.Pickup;

namespace SmartStore.Terminal.Readers;

/// <summary>What a shopper showed, as a tap carries it.</summary>
/// <param name="Pass">The code; not yet judged. Never log it.</param>
internal sealed record ShownCode(TapKind Kind, string Pass)
{
    /// <summary>Longest code that is sent, characters: twice a voucher. More is no pass of ours.</summary>
    public const int CharsMax = 1_024;

    private const int PickupCodeDigits = 8;

    /// <summary>
    /// Reads a line of a reader: the message of a tag in hexadecimal, with or without its block; a pass, a voucher or an address with one of them; the 8 digits of an order. The number
    /// of a card is sent as it is: it is for the server to say that it is no pass.
    /// </summary>
    /// <returns>Null: there is no code in it, or a longer one than <see cref="CharsMax"/>.</returns>
    public static ShownCode? Of(string line)
    {
        var text = line.Trim();
        var pass = "";
        var isTag = IsHex(text) && ScannedCode.TryReadMessage(Convert.FromHexString(text), out pass);
        if (!isTag) pass = ScannedCode.Of(line);
        if (pass.Length is 0 or > CharsMax) return null;
        var isDigits = pass.Length == PickupCodeDigits && pass.All(char.IsAsciiDigit);
        return new ShownCode(isTag ? TapKind.Nfc : isDigits ? TapKind.Pin : TapKind.Qr, pass);
    }

    private static bool IsHex(string text) => text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"a code ({Kind})";
}

using System.Text;

namespace SmartStore.Core.Nfc;

/// <summary>What text and URI records carry (NFC Forum RTD Text 1.0 §3.2, RTD URI 1.0 §3.2).</summary>
public static class NdefPayload
{
    private const byte IsUtf16 = 0x80;
    private const byte LanguageMask = 0x3F;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding s_utf16High = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding s_utf16Low = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    // RTD URI 1.0, table 3: the first byte is a place here.
    private static readonly string[] s_abbreviations =
    [
        "", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:", "ftp://anonymous:anonymous@", "ftp://ftp.", "ftps://", "sftp://", "smb://", "nfs://", "ftp://", "dav://", "news:",
        "telnet://", "imap:", "rtsp://", "urn:", "pop:", "sip:", "sips:", "tftp:", "btspp://", "btl2cap://", "btgoep://", "tcpobex://", "irdaobex://", "file://", "urn:epc:id:", "urn:epc:tag:", "urn:epc:pat:",
        "urn:epc:raw:", "urn:epc:", "urn:nfc:",
    ];

    /// <summary>The highest first byte that stands for something, 23 hexadecimal.</summary>
    public static int AbbreviationLast => s_abbreviations.Length - 1;

    /// <summary>What the first byte of a URI record stands for.</summary>
    /// <param name="first">0 to <see cref="AbbreviationLast"/>.</param>
    public static string Abbreviation(int first) => s_abbreviations[first];

    /// <summary>Reads status [1: UTF-16 80, length of the language 3F], language, text.</summary>
    /// <param name="language">As <c>en</c> or <c>en-US</c>; ASCII.</param>
    /// <returns>False: there is no language, it is cut, or the bytes are no such text. Throws nothing.</returns>
    public static bool TryReadText(ReadOnlySpan<byte> payload, out string text, out string language)
    {
        (text, language) = ("", "");
        if (payload.IsEmpty || (payload[0] & LanguageMask) is var length && (length == 0 || payload.Length < 1 + length)) return false;
        var (name, body) = (payload.Slice(1, length), payload[(1 + length)..]);
        if (!Ascii.IsValid(name)) return false;
        try
        {
            text = (payload[0] & IsUtf16) == 0 ? s_utf8.GetString(body)
                : body is [0xFF, 0xFE, ..] ? s_utf16Low.GetString(body[2..])
                // Without a mark the high byte comes first.
                : s_utf16High.GetString(body is [0xFE, 0xFF, ..] ? body[2..] : body);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        language = Encoding.ASCII.GetString(name);
        return true;
    }

    /// <summary>Reads abbreviation [1], rest.</summary>
    /// <returns>False: the abbreviation is none of the table, or the rest is no UTF-8 without control characters. Throws nothing.</returns>
    public static bool TryReadUri(ReadOnlySpan<byte> payload, out string uri)
    {
        uri = "";
        if (payload.IsEmpty || payload[0] > AbbreviationLast) return false;
        try
        {
            var rest = s_utf8.GetString(payload[1..]);
            if (rest.Any(char.IsControl)) return false;
            uri = s_abbreviations[payload[0]] + rest;
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

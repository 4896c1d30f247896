using System.Buffers;
using System.Text;
using SmartStore.Core.Nfc;

namespace SmartStore.Core.Pickup;

/// <summary>
/// The code in what a scanner sent. Scanners in keyboard mode end a code with Enter or Tab, serial ones frame it with STX and ETX or begin it with the
/// symbology's id (<c>]Q1</c>, ISO/IEC 15424), C programs end it with NUL, and NFC readers hand over a record of the tag as it lies there: the payload of a
/// text or URI record (NFC Forum RTD Text 1.0 §3.2, RTD URI 1.0 §3.2), the record with its head, or the block it lies in. What is left over is the
/// code; whether it is a pass is judged elsewhere.
/// </summary>
public static class ScannedCode
{
    private const char StartOfText = '\u0002';
    private const char BlockOfRecords = '\u0003';

    // White space, NUL, ETX, EOT and the separators FS to US. Not STX, which may be a record's first byte.
    private static readonly char[] s_around = [.. " \t\r\n\v\f\0\u0003\u0004\u001c\u001d\u001e\u001f\u00a0\ufeff"];

    // What scanners put before a code; EOT may be a URI record's first byte, too.
    private static readonly char[] s_before = [.. s_around.Except(['\u0003', '\u0004'])];

    private static readonly SearchValues<char> s_ofLanguages = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    /// <summary>Takes off what is not the code.</summary>
    public static string Of(string sent)
    {
        if (!TryReadRecord(sent, out var code)) code = ReadPayload(sent.TrimEnd(s_around).TrimStart(s_before));
        return Inside(code);
    }

    private static string Inside(string text)
    {
        var code = text.Trim(s_around);
        if (code.Length > 3 && code[0] == ']' && char.IsAsciiLetter(code[1]) && char.IsAsciiLetterOrDigit(code[2])) code = code[3..];
        return LastPart(code);
    }

    private static bool TryReadRecord(string sent, out string code)
    {
        code = "";
        if (sent is [>= '\u0080' or BlockOfRecords, ..] && !sent.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') && TryReadMessage(Encoding.Latin1.GetBytes(sent), out var whole))
        {
            code = whole;
            return true;
        }

        // One that lost bytes on its way: flags of a short record of a well-known type, 1, length of the payload, T or U, payload; perhaps in a block: 03, length, records, FE.
        const int head = 4;
        var record = sent.AsSpan();
        if (record is [BlockOfRecords, _, >= '\u0080', ..]) record = record[2..];
        if (record is not [>= '\u0080' and <= '\u00ff', '\u0001', _, 'T' or 'U', ..] || (record[0] & 0x17) != 0x11) return false;
        var payload = record.Slice(head, Math.Min(record[2], record.Length - head)).ToString();
        code = record[3] == 'T' ? TextOf(payload) : UriOf(payload);
        return true;
    }

    /// <summary>The code in the first text or URI record of a message as it lies on a tag, with or without its block.</summary>
    /// <returns>False: the bytes are no message, or hold no such record. Throws nothing.</returns>
    public static bool TryReadMessage(ReadOnlyMemory<byte> bytes, out string code)
    {
        code = "";
        if (!NdefMessage.TryRead(NdefMessage.InBlock(bytes), out var records) || records.Select(record => record.Code).FirstOrDefault(text => text is not null) is not { } found) return false;
        code = Inside(found);
        return true;
    }

    // Without its head nothing says which record it was.
    private static string ReadPayload(string payload)
    {
        if (payload.Length == 0 || payload[0] is '\0' or >= ' ') return payload;
        // A voucher's head begins as a language would.
        if (IsPassOrAddress(payload[1..])) return payload[1..];
        var text = TextOf(payload);
        if (text.Length < payload.Length && (IsPassOrAddress(text) || !payload.Contains('/', StringComparison.Ordinal))) return text;
        return payload[0] == StartOfText && !payload.Contains('/', StringComparison.Ordinal) ? payload[1..] : UriOf(payload);
    }

    private static bool IsPassOrAddress(string code) => code.StartsWith("v1.", StringComparison.Ordinal) || code.StartsWith("eyJ", StringComparison.Ordinal) || code.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    // Length of the language [6 bits; bit 7: UTF-16, which no reader hands over as text], language, text. As it is when it is not that.
    private static string TextOf(string payload)
    {
        if (payload.Length == 0 || payload[0] is < '\u0002' or > '\u0008') return payload;
        int language = payload[0];
        var isLanguage = payload.Length > 1 + language && !payload.AsSpan(1, language).ContainsAnyExcept(s_ofLanguages);
        return isLanguage ? payload[(1 + language)..] : payload;
    }

    private static string UriOf(string payload) => payload.Length == 0 || payload[0] > NdefPayload.AbbreviationLast ? payload : NdefPayload.Abbreviation(payload[0]) + payload[1..];

    // A pass in a web address is its last part: /p/PASS, ?pass=PASS or #PASS.
    private static string LastPart(string code)
    {
        if (!code.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !code.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) return code;
        return code[(code.LastIndexOfAny(['/', '?', '=', '#', '&']) + 1)..];
    }
}

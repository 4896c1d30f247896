namespace SmartStore.Ingest.Sightings;

/// <summary>
/// Makes JSON of what a maker's gateway sent as such. Strangers choose some of its bytes (the name of a device that was heard), and some firmware
/// escapes nothing: what is odd inside a text becomes <c>?</c>, and a bare word that is no value (<c>nan</c>, <c>-inf</c>) becomes null. So the
/// oddity costs the field it stands in, and not what was heard beside it. Our own format is not mended.
/// </summary>
internal static class JsonMending
{
    private const byte Odd = (byte)'?';

    private static readonly SearchValues<byte> s_endsAWord = SearchValues.Create("\"{}[],: \t\r\n\0"u8);

    /// <summary>Room for the longest result, bytes: a word of one byte becomes null.</summary>
    public static int BytesMax(int payloadBytes) => (payloadBytes * 5 / 2) + 8;

    /// <summary>Writes what came, mended.</summary>
    /// <param name="mended">At least <see cref="BytesMax"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Mend(ReadOnlySpan<byte> payload, Span<byte> mended)
    {
        var written = 0;
        var rest = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        while (!rest.IsEmpty)
        {
            if (rest[0] == (byte)'"')
            {
                TakeText(ref rest, mended, ref written);
                continue;
            }
            var word = rest.IndexOfAny(s_endsAWord) is var end and >= 0 ? rest[..end] : rest;
            if (word.IsEmpty)
            {
                // A text that ends with the NUL of the language it was written in.
                mended[written++] = rest[0] == 0 ? (byte)' ' : rest[0];
                rest = rest[1..];
                continue;
            }
            var value = word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8) || IsNumber(word) ? word : "null"u8;
            value.CopyTo(mended[written..]);
            written += value.Length;
            rest = rest[word.Length..];
        }
        return written;
    }

    private static void TakeText(ref ReadOnlySpan<byte> rest, Span<byte> mended, ref int written)
    {
        mended[written++] = (byte)'"';
        rest = rest[1..];
        while (!rest.IsEmpty)
        {
            var taken = rest[0] switch
            {
                (byte)'"' => EndsHere(rest[1..]) ? 0 : -1,
                (byte)'\\' => EscapeBytes(rest),
                < 0x20 => -1,
                < 0x80 => 1,
                _ => Rune.DecodeFromUtf8(rest, out _, out var bytes) == OperationStatus.Done ? bytes : -1,
            };
            if (taken == 0)
            {
                mended[written++] = (byte)'"';
                rest = rest[1..];
                return;
            }
            if (taken < 0) mended[written++] = Odd;
            else rest[..taken].CopyTo(mended[written..]);
            written += Math.Max(taken, 0);
            rest = rest[Math.Abs(taken)..];
        }
    }

    // A quotation mark inside a name that nobody escaped is followed by more of the name.
    private static bool EndsHere(ReadOnlySpan<byte> after)
    {
        var next = after.TrimStart(" \t\r\n\0"u8);
        return next.IsEmpty || next[0] is (byte)',' or (byte)':' or (byte)'}' or (byte)']';
    }

    // Bytes of an escape; -1: it is none, or half a surrogate pair, and its backslash is the odd byte.
    private static int EscapeBytes(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return -1;
        if ("\"\\/bfnrt"u8.Contains(text[1])) return 2;
        if (!TryReadUnit(text, out var unit) || unit is >= 0xDC00 and < 0xE000) return -1;
        if (unit is < 0xD800 or >= 0xE000) return 6;
        return TryReadUnit(text[6..], out var low) && low is >= 0xDC00 and < 0xE000 ? 12 : -1;
    }

    // \uXXXX
    private static bool TryReadUnit(ReadOnlySpan<byte> text, out int unit)
    {
        unit = 0;
        Span<byte> bytes = stackalloc byte[2];
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u' || Convert.FromHexString(text[2..6], bytes, out _, out _) != OperationStatus.Done) return false;
        unit = (bytes[0] << 8) | bytes[1];
        return true;
    }

    // RFC 8259 §6.
    private static bool IsNumber(ReadOnlySpan<byte> word)
    {
        if (word[0] == (byte)'-') word = word[1..];
        var isZeroLed = word is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..];
        if (isZeroLed || !TakeDigits(ref word)) return false;
        if (word is [(byte)'.', ..])
        {
            word = word[1..];
            if (!TakeDigits(ref word)) return false;
        }
        if (word is [(byte)'e' or (byte)'E', ..])
        {
            word = word is [_, (byte)'+' or (byte)'-', ..] ? word[2..] : word[1..];
            if (!TakeDigits(ref word)) return false;
        }
        return word.IsEmpty;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> word)
    {
        var before = word.Length;
        word = word.TrimStart("0123456789"u8);
        return word.Length < before;
    }
}

namespace SmartStore.Core.Sightings;

/// <summary>
/// A Bluetooth device address as 48 bits in the order it is printed: <c>aa:bb:cc:dd:ee:ff</c> is <c>0xAABBCCDDEEFF</c>.
/// Zero means "not given": no device has it, and gateways write it for "unknown".
/// </summary>
public static class Mac
{
    /// <summary>No address was given.</summary>
    public const ulong None = 0;

    /// <summary>Longest accepted spelling, characters: six pairs and five separators.</summary>
    public const int MaxSpelling = 17;

    /// <summary>
    /// Reads any spelling gateways use: twelve hex digits in either case, bare, or parted by <c>:</c>, <c>-</c> or <c>_</c> after each pair,
    /// or by <c>.</c> after each four. One kind of separator a text.
    /// </summary>
    /// <param name="utf8">The text alone, no spaces around it.</param>
    /// <param name="mac">The address; <see cref="None"/> when all digits are zero.</param>
    /// <returns>False when it is no address. Throws nothing.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ulong mac)
    {
        mac = 0;
        var group = utf8.Length switch { 12 => 12, 17 => 2, 14 => 4, _ => 0 };
        if (group == 0) return false;
        var separator = group == 12 ? (byte)0 : utf8[group];
        if (group == 2 && separator is not ((byte)':' or (byte)'-' or (byte)'_')) return false;
        if (group == 4 && separator is not (byte)'.') return false;
        var bits = 0UL;
        for (int i = 0, inGroup = 0; i < utf8.Length; i++)
        {
            if (inGroup == group)
            {
                if (utf8[i] != separator) return false;
                inGroup = 0;
                continue;
            }
            var digit = HexDigit(utf8[i]);
            if (digit < 0) return false;
            bits = (bits << 4) | (uint)digit;
            inGroup++;
        }
        mac = bits;
        return true;
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{byte}, out ulong)"/>, for text in memory.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong mac)
    {
        mac = 0;
        if (text.Length > MaxSpelling) return false;
        Span<byte> utf8 = stackalloc byte[MaxSpelling];
        return System.Text.Ascii.FromUtf16(text, utf8, out var written) == System.Buffers.OperationStatus.Done && TryParse(utf8[..written], out mac);
    }

    /// <summary>Reads the six bytes of an address as the air and HCI carry them: last printed byte first (Core 5.4 Vol 6 Part B §1.3).</summary>
    /// <param name="bytes">At least six bytes; the first six count.</param>
    public static ulong FromAir(ReadOnlySpan<byte> bytes) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        | ((ulong)System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 32);

    /// <summary>Reads six bytes in the order they are printed.</summary>
    /// <param name="bytes">At least six bytes; the first six count.</param>
    public static ulong FromPrinted(ReadOnlySpan<byte> bytes) =>
        ((ulong)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
        | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);

    /// <summary>The contract's spelling: lower case, pairs parted by colons.</summary>
    public static string Format(ulong mac) => string.Create(MaxSpelling, mac, static (text, bits) =>
    {
        for (var i = 0; i < 6; i++)
        {
            var b = (byte)(bits >> (40 - (8 * i)));
            text[i * 3] = HexChar(b >> 4);
            text[(i * 3) + 1] = HexChar(b & 0xF);
            if (i < 5) text[(i * 3) + 2] = ':';
        }
    });

    private static int HexDigit(byte c)
    {
        var letter = (uint)((c | 0x20) - 'a');
        if (letter <= 5) return (int)letter + 10;
        var digit = (uint)(c - '0');
        return digit <= 9 ? (int)digit : -1;
    }

    private static char HexChar(int nibble) => (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
}

using System.Buffers;
using System.Text;

namespace SmartStore.Core.Sightings;

public readonly partial struct BeaconKey
{
    /// <summary>Longest accepted spelling, characters; longer text is no key. The longest canonical one has 77.</summary>
    public const int MaxSpelling = 96;

    private const int UuidDigits = 32;

    /// <summary>Reads a key as the contract spells it; case, hyphens of a UUID and the spelling of a MAC do not matter.</summary>
    /// <returns>False when it is no key. Throws nothing.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out BeaconKey key)
    {
        key = default;
        if (utf8.Length > MaxSpelling) return false;
        var colon = utf8.IndexOf((byte)':');
        if (colon < 0) return false;
        var kind = utf8[..colon];
        var rest = utf8[(colon + 1)..];
        if (Ascii.EqualsIgnoreCase(kind, "mac"u8))
        {
            if (!Sightings.Mac.TryParse(rest, out var address) || address == Sightings.Mac.None) return false;
            key = OfMac(address);
            return true;
        }

        var mac = Sightings.Mac.None;
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            if (!Sightings.Mac.TryParse(rest[(at + 1)..], out mac) || mac == Sightings.Mac.None) return false;
            rest = rest[..at];
        }
        bool read;
        if (Ascii.EqualsIgnoreCase(kind, "ibeacon"u8)) read = TryParseNumbered(BeaconKind.IBeacon, rest, out key);
        else if (Ascii.EqualsIgnoreCase(kind, "altbeacon"u8)) read = TryParseNumbered(BeaconKind.AltBeacon, rest, out key);
        else if (Ascii.EqualsIgnoreCase(kind, "eddystone"u8)) read = TryParseEddystone(rest, out key);
        else return false;
        if (read) key = key.WithMac(mac);
        return read;
    }

    /// <summary>As <see cref="TryParse(ReadOnlySpan{byte}, out BeaconKey)"/>, for text in memory.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BeaconKey key)
    {
        key = default;
        if (text.Length > MaxSpelling) return false;
        Span<byte> utf8 = stackalloc byte[MaxSpelling];
        return Ascii.FromUtf16(text, utf8, out var written) == OperationStatus.Done && TryParse(utf8[..written], out key);
    }

    /// <summary>The contract's spelling, lower case. An ephemeral id is spelled <c>eid:HEX</c>, for logs only; the empty key as empty text.</summary>
    public override string ToString()
    {
        var id = Kind switch
        {
            BeaconKind.IBeacon => $"ibeacon:{UuidText()}:{Major}:{Minor}",
            BeaconKind.AltBeacon => $"altbeacon:{UuidText()}:{Major}:{Minor}",
            BeaconKind.Eddystone => $"eddystone:{_idHigh:x16}{_idLow >> 48:x4}:{_idLow & MacMask:x12}",
            BeaconKind.Mac => "mac:" + Sightings.Mac.Format(Mac),
            BeaconKind.Eid => $"eid:{_idLow:x16}",
            _ => "",
        };
        return HasMac && Kind != BeaconKind.Mac ? id + "@" + Sightings.Mac.Format(Mac) : id;
    }

    private string UuidText() =>
        $"{_idHigh >> 32:x8}-{(_idHigh >> 16) & 0xFFFF:x4}-{_idHigh & 0xFFFF:x4}-{_idLow >> 48:x4}-{_idLow & MacMask:x12}";

    // UUID ":" NUMBER ":" NUMBER. The UUID has 32 hex digits, hyphens only where a UUID has them.
    private static bool TryParseNumbered(BeaconKind kind, ReadOnlySpan<byte> text, out BeaconKey key)
    {
        key = default;
        Span<byte> id = stackalloc byte[16];
        var colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryParseUuid(text[..colon], id)) return false;
        text = text[(colon + 1)..];
        colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryParseNumber(text[..colon], out var second) || !TryParseNumber(text[(colon + 1)..], out var third)) return false;
        key = Ids(kind, id, second, third);
        return true;
    }

    private static bool TryParseEddystone(ReadOnlySpan<byte> text, out BeaconKey key)
    {
        key = default;
        Span<byte> id = stackalloc byte[16];
        if (text.Length != 33 || text[20] != ':' || !TryParseHex(text[..20], id) || !TryParseHex(text[21..], id[10..])) return false;
        key = Eddystone(id);
        return true;
    }

    /// <summary>Reads 32 hex digits of a UUID, bare or with hyphens where a UUID has them.</summary>
    /// <param name="uuid">At least 16 bytes; what they hold after false says nothing.</param>
    public static bool TryParseUuid(ReadOnlySpan<byte> text, Span<byte> uuid)
    {
        if (text.Length == UuidDigits) return TryParseHex(text, uuid);
        if (text.Length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
        return TryParseHex(text[..8], uuid) && TryParseHex(text[9..13], uuid[4..]) && TryParseHex(text[14..18], uuid[6..])
            && TryParseHex(text[19..23], uuid[8..]) && TryParseHex(text[24..], uuid[10..]);
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, Span<byte> bytes) =>
        Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;

    // 0..65535, digits only.
    private static bool TryParseNumber(ReadOnlySpan<byte> digits, out ushort number)
    {
        number = 0;
        if (digits.Length is 0 or > 5) return false;
        var value = 0;
        foreach (var c in digits)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + (c - '0');
        }
        number = (ushort)value;
        return value <= ushort.MaxValue;
    }
}

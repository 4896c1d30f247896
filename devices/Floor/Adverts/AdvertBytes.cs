using System.Buffers.Binary;
using System.Globalization;

namespace SmartStore.Floor.Adverts;

/// <summary>Writes what a beacon sends: the reverse of reading an advert.</summary>
public static class AdvertBytes
{
    /// <summary>Eddystone states power at 0 m; one metre of air costs this much (Eddystone protocol specification, "Tx Power Level").</summary>
    private const int LossOverFirstMetreDb = 41;

    /// <summary>The payload of one advertising packet for a beacon key.</summary>
    /// <param name="beaconKey">As the contract spells it; a <c>mac:</c> key gives a nameless advert that only its address tells apart.</param>
    /// <param name="powerAt1MDbm">Calibrated power at one metre, dBm, -127..20; goes into the advert.</param>
    /// <returns>13–31 bytes: AD structures, as on the air (Bluetooth Core 5.4 Vol 3 Part C §11).</returns>
    /// <exception cref="ArgumentException">Not a beacon key.</exception>
    public static byte[] For(string beaconKey, int powerAt1MDbm)
    {
        var parts = beaconKey.Split('@')[0].Split(':');
        return parts switch
        {
            ["ibeacon", var uuid, var major, var minor] => IBeacon(Hex(uuid, 16), Number(major), Number(minor), powerAt1MDbm),
            ["altbeacon", var id1, var id2, var id3] => AltBeacon(Hex(id1, 16), Number(id2), Number(id3), powerAt1MDbm),
            ["eddystone", var space, var instance] => EddystoneUid(Hex(space, 10), Hex(instance, 6), powerAt1MDbm),
            ["mac", ..] => Nameless(),
            _ => throw new ArgumentException($"'{beaconKey}' is no beacon key.", nameof(beaconKey)),
        };
    }

    /// <summary>The address a beacon sends from: the one in its key, else a random static one made from the key.</summary>
    /// <returns>Lower case, pairs parted by colons.</returns>
    public static string MacFor(string beaconKey)
    {
        var at = beaconKey.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0) return beaconKey[(at + 1)..];
        if (beaconKey.StartsWith("mac:", StringComparison.Ordinal)) return beaconKey["mac:".Length..];
        var bits = Dice.For(0, beaconKey).Next() | (0b11UL << 46); // two top bits set: static random (Core 5.4 Vol 6 Part B §1.3.2.1)
        return string.Join(':', Enumerable.Range(0, 6).Select(i => ((byte)(bits >> (40 - (8 * i)))).ToString("x2", CultureInfo.InvariantCulture)));
    }

    // Flags; manufacturer data: company 0x004C, type 0x02, length 0x15, UUID, major, minor, power (Proximity Beacon Specification R1).
    private static byte[] IBeacon(byte[] uuid, ushort major, ushort minor, int powerDbm) =>
        [0x02, 0x01, 0x06, 0x1A, 0xFF, 0x4C, 0x00, 0x02, 0x15, .. uuid, .. BigEndian(major), .. BigEndian(minor), (byte)powerDbm];

    // Flags; manufacturer data: company, 0xBEAC, ids, power, one byte for the maker (AltBeacon 1.0). 0xFFFF is the company of tests.
    private static byte[] AltBeacon(byte[] id1, ushort id2, ushort id3, int powerDbm) =>
        [0x02, 0x01, 0x06, 0x1B, 0xFF, 0xFF, 0xFF, 0xBE, 0xAC, .. id1, .. BigEndian(id2), .. BigEndian(id3), (byte)powerDbm, 0x00];

    // Flags; the service list; service data: 0xFEAA, frame 0x00, power at 0 m, namespace, instance, two reserved bytes.
    private static byte[] EddystoneUid(byte[] space, byte[] instance, int powerDbm) =>
        [0x02, 0x01, 0x06, 0x03, 0x03, 0xAA, 0xFE, 0x17, 0x16, 0xAA, 0xFE, 0x00, (byte)(powerDbm + LossOverFirstMetreDb), .. space, .. instance, 0x00, 0x00];

    // Flags and a complete local name, as cheap tags send.
    private static byte[] Nameless() => [0x02, 0x01, 0x06, 0x09, 0x09, .. "ShopTag1"u8];

    private static byte[] Hex(string text, int bytes)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length != bytes * 2) throw new ArgumentException($"'{text}' has not {bytes * 2} hex digits.", nameof(text));
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException wrong)
        {
            throw new ArgumentException($"'{text}' is not hex.", nameof(text), wrong);
        }
    }

    private static ushort Number(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"'{text}' is not a number from 0 to 65535.", nameof(text));

    private static byte[] BigEndian(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}

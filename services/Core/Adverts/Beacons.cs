using System.Buffers.Binary;
using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

/// <summary>Google's Eddystone (google/eddystone protocol-specification.md): service data of 0xFEAA, the frame's type in its first byte.</summary>
public static class Eddystone
{
    /// <summary>The service, low byte first as the air carries it.</summary>
    private const ushort ServiceLowFirst = 0xAAFE;

    /// <summary>Eddystone claims its power at 0 m; one metre of air costs this many dB (same text, "Tx Power Level").</summary>
    private const int LossOverFirstMetreDb = 41;

    private const byte Uid = 0x00;
    private const byte Url = 0x10;
    private const byte Tlm = 0x20;
    private const byte Eid = 0x30;

    /// <summary>Reads service data with a 16-bit UUID.</summary>
    /// <param name="serviceData">Service first.</param>
    public static bool TryRead(ReadOnlySpan<byte> serviceData, out Advert advert)
    {
        advert = default;
        return serviceData.Length >= 3 && BinaryPrimitives.ReadUInt16BigEndian(serviceData) == ServiceLowFirst && TryReadFrame(serviceData[2..], out advert);
    }

    /// <summary>Reads a frame without the service before it.</summary>
    /// <param name="frame">Type first.</param>
    public static bool TryReadFrame(ReadOnlySpan<byte> frame, out Advert advert)
    {
        advert = default;
        if (frame.IsEmpty) return false;
        switch (frame[0])
        {
            // power, namespace[10], instance[6], two reserved bytes that some beacons leave out
            case Uid when frame.Length >= 18:
                advert = new Advert(AdvertKind.EddystoneUid, BeaconKey.Eddystone(frame[2..18]), PowerAt1M(frame[1]));
                return true;
            // power, id[8]
            case Eid when frame.Length >= 10:
                advert = new Advert(AdvertKind.EddystoneEid, BeaconKey.OfEid(BinaryPrimitives.ReadUInt64BigEndian(frame[2..])), PowerAt1M(frame[1]));
                return true;
            // power, scheme, address[0..17]
            case Url when frame.Length is >= 3 and <= 20:
                advert = new Advert(AdvertKind.EddystoneUrl, default, PowerAt1M(frame[1]));
                return true;
            // version 0: battery, temperature and counters in the clear; version 1: the same encrypted, with salt and check
            case Tlm when (frame.Length >= 14 && frame[1] == 0x00) || (frame.Length >= 18 && frame[1] == 0x01):
                advert = new Advert(AdvertKind.EddystoneTlm, default, 0);
                return true;
            default:
                return false;
        }
    }

    private static sbyte PowerAt1M(byte claimedAt0M) => (sbyte)Math.Max((sbyte)claimedAt0M - LossOverFirstMetreDb, sbyte.MinValue);
}

/// <summary>Apple's iBeacon (Proximity Beacon Specification R1): company 0x004C, type 0x02, length 0x15.</summary>
public static class IBeacon
{
    /// <summary>Company, type, length, UUID, major, minor, power.</summary>
    private const int Bytes = 2 + 2 + 16 + 2 + 2 + 1;

    /// <summary>Reads manufacturer data. More than the 25 bytes may follow: Apple chains its types.</summary>
    /// <param name="manufacturerData">Company first.</param>
    public static bool TryRead(ReadOnlySpan<byte> manufacturerData, out Advert advert)
    {
        advert = default;
        if (manufacturerData.Length < Bytes || BinaryPrimitives.ReadUInt32BigEndian(manufacturerData) != 0x4C00_0215) return false;
        var key = BeaconKey.IBeacon(
            manufacturerData[4..],
            BinaryPrimitives.ReadUInt16BigEndian(manufacturerData[20..]),
            BinaryPrimitives.ReadUInt16BigEndian(manufacturerData[22..]));
        advert = new Advert(AdvertKind.IBeacon, key, (sbyte)manufacturerData[24]);
        return true;
    }
}

/// <summary>AltBeacon 1.0 (AltBeacon/spec): any company, code 0xBEAC, ids, power, one byte for the maker.</summary>
public static class AltBeacon
{
    /// <summary>Company, code, ids, power. Beacons that leave the maker's byte out are on the market, so it is not asked for.</summary>
    private const int Bytes = 2 + 2 + 16 + 2 + 2 + 1;

    /// <summary>Reads manufacturer data.</summary>
    /// <param name="manufacturerData">Company first.</param>
    public static bool TryRead(ReadOnlySpan<byte> manufacturerData, out Advert advert)
    {
        advert = default;
        if (manufacturerData.Length < Bytes || BinaryPrimitives.ReadUInt16BigEndian(manufacturerData[2..]) != 0xBEAC) return false;
        var key = BeaconKey.AltBeacon(
            manufacturerData[4..],
            BinaryPrimitives.ReadUInt16BigEndian(manufacturerData[20..]),
            BinaryPrimitives.ReadUInt16BigEndian(manufacturerData[22..]));
        advert = new Advert(AdvertKind.AltBeacon, key, (sbyte)manufacturerData[24]);
        return true;
    }
}

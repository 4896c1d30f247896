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
        return TryGetFrame(serviceData, out var frame) && TryReadFrame(frame, out advert);
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
            case Url when frame.Length is >= 3 and <= EddystoneUrl.MaxFrameBytes:
                advert = new Advert(AdvertKind.EddystoneUrl, default, PowerAt1M(frame[1]));
                return true;
            case Tlm when EddystoneTlm.IsWhole(frame):
                advert = new Advert(AdvertKind.EddystoneTlm, default, 0);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The frame inside service data; false when the service is another one.</summary>
    public static bool TryGetFrame(ReadOnlySpan<byte> serviceData, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (serviceData.Length < 3 || BinaryPrimitives.ReadUInt16BigEndian(serviceData) != ServiceLowFirst) return false;
        frame = serviceData[2..];
        return true;
    }

    private static sbyte PowerAt1M(byte claimedAt0M) => (sbyte)Math.Max((sbyte)claimedAt0M - LossOverFirstMetreDb, sbyte.MinValue);
}

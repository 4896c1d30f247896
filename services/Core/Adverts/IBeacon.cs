using System.Buffers.Binary;
using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

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

using System.Buffers.Binary;
using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

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

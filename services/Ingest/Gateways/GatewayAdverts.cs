using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Whose adverts gateways pass on.</summary>
internal static class GatewayAdverts
{
    /// <summary>
    /// The beacon in the advert, else the address it came from; the empty key when there is neither. An advert that some firmware cut short
    /// still came from its address, which the receiver's controller vouches for.
    /// </summary>
    public static BeaconKey Name(ReadOnlySpan<byte> advertBytes, ulong mac)
    {
        var key = Advert.Read(advertBytes).Key;
        return key.Kind == BeaconKind.None ? BeaconKey.OfMac(mac) : key;
    }
}

using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Beacon keys in the spellings of gateways.</summary>
internal static class GatewayKeys
{
    /// <summary>
    /// The beacon in the advert, else the address it came from; the empty key when there is neither. An advert that some firmware cut short
    /// still came from its address, which the receiver's controller vouches for.
    /// </summary>
    public static BeaconKey OfAdvert(ReadOnlySpan<byte> advertBytes, ulong mac)
    {
        var key = Advert.Read(advertBytes).Key;
        return key.Kind == BeaconKind.None ? BeaconKey.OfMac(mac) : key;
    }

    /// <summary>Reads an id as home automation writes it.</summary>
    /// <param name="kind">Kind in the contract's spelling, with its colon.</param>
    /// <param name="id">A UUID with or without hyphens, then <c>-major-minor</c> in decimal.</param>
    public static bool TryReadDashed(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id, out BeaconKey key)
    {
        key = default;
        var minor = id.LastIndexOf((byte)'-');
        var major = minor > 0 ? id[..minor].LastIndexOf((byte)'-') : -1;
        if (major < 0 || kind.Length + id.Length > BeaconKey.MaxSpelling) return false;
        Span<byte> spelled = stackalloc byte[BeaconKey.MaxSpelling];
        kind.CopyTo(spelled);
        id.CopyTo(spelled[kind.Length..]);
        spelled[kind.Length + major] = (byte)':';
        spelled[kind.Length + minor] = (byte)':';
        return BeaconKey.TryParse(spelled[..(kind.Length + id.Length)], out key);
    }
}

using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

/// <summary>What an advert turned out to be.</summary>
public enum AdvertKind : byte
{
    /// <summary>Well formed, and none of the kinds below.</summary>
    Other = 0,
    /// <summary>A length in it runs over its end, and no beacon came before.</summary>
    Malformed = 1,
    /// <summary>UUID, major, minor.</summary>
    IBeacon = 2,
    /// <summary>Identifiers of 16, 2 and 2 bytes.</summary>
    AltBeacon = 3,
    /// <summary>Namespace and instance.</summary>
    EddystoneUid = 4,
    /// <summary>A rotating id.</summary>
    EddystoneEid = 5,
    /// <summary>A web address. It names no beacon.</summary>
    EddystoneUrl = 6,
    /// <summary>Battery, temperature and counters. It names no beacon.</summary>
    EddystoneTlm = 7,
}

/// <summary>A beacon's advert, as far as presence needs it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The beacon's key, without address; empty for kinds that name no beacon.</param>
/// <param name="PowerAt1MDbm">Power heard at one metre as the beacon claims, dBm; 0 when it claims nothing. Claims of 0 or above are wrong in the field.</param>
public readonly record struct Advert(AdvertKind Kind, BeaconKey Key, sbyte PowerAt1MDbm)
{
    /// <summary>Most bytes one advert may have here: the payload of one extended advert's report (Core 5.4 Vol 4 Part E §7.7.65.13).</summary>
    public const int MaxBytes = 229;

    /// <summary>Finds the beacon in an advert: the first AD structure that names one, else the first Eddystone frame that names none.</summary>
    /// <param name="payload">AD structures without header and address. Any bytes; nothing is thrown or allocated.</param>
    public static Advert Read(ReadOnlySpan<byte> payload)
    {
        var nameless = default(Advert);
        var structures = new AdStructures(payload);
        while (structures.MoveNext())
        {
            var data = structures.Current.Data;
            switch (structures.Current.Type)
            {
                case AdStructure.Manufacturer:
                    if (Adverts.IBeacon.TryRead(data, out var advert) || Adverts.AltBeacon.TryRead(data, out advert)) return advert;
                    break;
                case AdStructure.ServiceData16:
                    if (!Eddystone.TryRead(data, out advert)) break;
                    if (advert.Key.Kind != BeaconKind.None) return advert;
                    if (nameless.Kind == AdvertKind.Other) nameless = advert;
                    break;
                default:
                    break;
            }
        }
        return nameless.Kind == AdvertKind.Other && structures.IsMalformed ? new Advert(AdvertKind.Malformed, default, 0) : nameless;
    }
}

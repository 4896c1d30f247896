using System.Buffers;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;

namespace SmartStore.Ingest.Sightings;

/// <summary>The fields of one entry of <c>heard</c> as they came, and the judgement on them.</summary>
internal ref struct HeardEntry
{
    /// <summary>Fields that were given.</summary>
    public HeardFields Given;

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long AtUnixMs;

    /// <summary>dBm, not yet checked.</summary>
    public long RssiDbm;

    /// <summary>Advert bytes as hex digits.</summary>
    public ReadOnlySpan<byte> AdvHex;

    /// <summary>A beacon key.</summary>
    public ReadOnlySpan<byte> Beacon;

    /// <summary>A device address.</summary>
    public ReadOnlySpan<byte> MacText;

    /// <summary>True when any of the fields was given.</summary>
    public readonly bool Has(HeardFields fields) => (Given & fields) != HeardFields.None;

    /// <summary>Makes a sighting of the fields, or says which one is wrong and why.</summary>
    /// <param name="field">The wrong field with its dot; empty when the entry as a whole is wrong.</param>
    /// <param name="value">The number to show with the reason.</param>
    public readonly RefusalReason Judge(out Sighting sighting, out string field, out long value)
    {
        sighting = default;
        value = 0;
        field = ".at";
        if (!Has(HeardFields.At)) return RefusalReason.Missing;
        field = ".rssi";
        if (!Has(HeardFields.Rssi)) return RefusalReason.Missing;
        value = RssiDbm;
        if (RssiDbm is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm) return RefusalReason.RssiOutOfRange;
        value = 0;

        var mac = Mac.None;
        field = ".mac";
        if (Has(HeardFields.Mac) && !Mac.TryParse(MacText, out mac)) return RefusalReason.NotAMac;

        var key = default(BeaconKey);
        if (Has(HeardFields.Beacon))
        {
            field = ".beacon";
            if (!BeaconKey.TryParse(Beacon, out key)) return RefusalReason.NotABeaconKey;
            if (key.HasMac)
            {
                if (mac != Mac.None && mac != key.Mac) return RefusalReason.Contradiction;
                mac = key.Mac;
                key = key.WithoutMac;
            }
        }
        if (Has(HeardFields.Adv))
        {
            field = ".adv";
            var reason = ReadAdvert(AdvHex, mac, out var heard);
            if (reason != RefusalReason.None) return reason;
            if (Has(HeardFields.Beacon) && heard != key) return RefusalReason.Contradiction;
            key = heard;
        }
        field = "";
        if (!Has(HeardFields.Adv | HeardFields.Beacon)) return RefusalReason.NamesNobody;
        sighting = new Sighting(key, mac, (short)RssiDbm, AtUnixMs);
        return RefusalReason.None;
    }

    /// <summary>Whose advert it is: the beacon in it, else the address it came from.</summary>
    private static RefusalReason ReadAdvert(ReadOnlySpan<byte> hex, ulong mac, out BeaconKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Advert.MaxBytes];
        if (hex.Length > 2 * Advert.MaxBytes || Convert.FromHexString(hex, bytes, out _, out var written) != OperationStatus.Done) return RefusalReason.NotHex;
        var advert = Advert.Read(bytes[..written]);
        if (advert.Kind == AdvertKind.Malformed) return RefusalReason.AdvertCutShort;
        key = advert.Key.Kind == BeaconKind.None ? BeaconKey.OfMac(mac) : advert.Key;
        return key.Kind == BeaconKind.None ? RefusalReason.NamesNobody : RefusalReason.None;
    }
}

/// <summary>Fields of an entry of <c>heard</c>.</summary>
[Flags]
internal enum HeardFields : byte
{
    /// <summary>Nothing was given.</summary>
    None = 0,

    /// <summary>When.</summary>
    At = 1,

    /// <summary>How strong.</summary>
    Rssi = 2,

    /// <summary>Advert bytes.</summary>
    Adv = 4,

    /// <summary>Beacon key.</summary>
    Beacon = 8,

    /// <summary>Address.</summary>
    Mac = 16,
}

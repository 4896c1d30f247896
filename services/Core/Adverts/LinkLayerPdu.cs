using SmartStore.Core.Sightings;

namespace SmartStore.Core.Adverts;

/// <summary>An advertising PDU as sniffers and some gateways give it (Core 5.4 Vol 6 Part B §2.3): header [2], address [6], payload.</summary>
public readonly ref struct LinkLayerPdu
{
    /// <summary>Header and the longest payload of an advertising channel.</summary>
    public const int MaxBytes = 2 + 255;

    private const int HeaderBytes = 2;
    private const int AddressBytes = 6;

    private LinkLayerPdu(PduType type, bool isRandom, ulong mac, ReadOnlySpan<byte> payload)
    {
        Type = type;
        IsRandom = isRandom;
        Address = mac;
        Payload = payload;
    }

    /// <summary>What the PDU is for.</summary>
    public PduType Type { get; }

    /// <summary>True when the address is random: it may change at any time.</summary>
    public bool IsRandom { get; }

    /// <summary>The advertiser's address, <see cref="Mac"/>.</summary>
    public ulong Address { get; }

    /// <summary>AD structures; empty for directed advertising, which has none.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a PDU of a kind that an advertiser sends.</summary>
    /// <param name="pdu">From the header on, without access address and CRC. Bytes after the declared length are left out.</param>
    /// <returns>False for other kinds, and when the declared length does not fit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> pdu, out LinkLayerPdu read)
    {
        read = default;
        if (pdu.Length < HeaderBytes + AddressBytes) return false;
        int length = pdu[1];
        if (length < AddressBytes || length > pdu.Length - HeaderBytes) return false;
        var type = (PduType)(pdu[0] & 0x0F);
        if (type is not (PduType.Advert or PduType.DirectedAdvert or PduType.NonConnectableAdvert or PduType.ScanResponse or PduType.ScannableAdvert)) return false;
        var body = type == PduType.DirectedAdvert ? default : pdu[(HeaderBytes + AddressBytes)..(HeaderBytes + length)];
        read = new LinkLayerPdu(type, (pdu[0] & 0x40) != 0, Mac.FromAir(pdu[HeaderBytes..]), body);
        return true;
    }
}

/// <summary>Kinds of advertising PDUs that carry an advertiser's address (same section, table 2.3).</summary>
public enum PduType : byte
{
    /// <summary>ADV_IND: any peer may connect.</summary>
    Advert = 0,

    /// <summary>ADV_DIRECT_IND: for one peer; no data.</summary>
    DirectedAdvert = 1,

    /// <summary>ADV_NONCONN_IND: beacons.</summary>
    NonConnectableAdvert = 2,

    /// <summary>SCAN_RSP: the answer to a scanner's question.</summary>
    ScanResponse = 4,

    /// <summary>ADV_SCAN_IND: may be asked, not connected to.</summary>
    ScannableAdvert = 6,
}

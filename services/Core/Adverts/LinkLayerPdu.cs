namespace SmartStore.Core.Adverts;

/// <summary>An advertising PDU as sniffers and some gateways give it (Core 5.4 Vol 6 Part B §2.3): header [2], address [6], payload.</summary>
public readonly ref struct LinkLayerPdu
{
    /// <summary>Header and the longest payload of an advertising channel.</summary>
    public const int MaxBytes = 2 + 255;

    private const int HeaderBytes = 2;
    private const int AddressBytes = 6;

    // Kinds that carry an advertiser's address (same section, table 2.3).
    private const int Advert = 0; // ADV_IND: any peer may connect
    private const int DirectedAdvert = 1; // ADV_DIRECT_IND: for one peer; no data
    private const int NonConnectableAdvert = 2; // ADV_NONCONN_IND: beacons
    private const int ScanResponse = 4; // SCAN_RSP: the answer to a scanner's question
    private const int ScannableAdvert = 6; // ADV_SCAN_IND: may be asked, not connected to

    private LinkLayerPdu(ReadOnlySpan<byte> payload) => Payload = payload;

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
        var kind = pdu[0] & 0x0F;
        if (kind is not (Advert or DirectedAdvert or NonConnectableAdvert or ScanResponse or ScannableAdvert)) return false;
        read = new LinkLayerPdu(kind == DirectedAdvert ? default : pdu[(HeaderBytes + AddressBytes)..(HeaderBytes + length)]);
        return true;
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// MokoSmart gateways, <c>{"msg_id","device_info":{"mac"},"data":…}</c>. Message 3004 of the first protocol: <c>data</c> is a list of
/// <c>{"type","value":{"mac","rssi","timestamp","raw"}}</c>, times like <c>2021-01-01&amp;17:10:16+08</c>, the advert also as <c>raw data</c>. Message 3070
/// (MKGW3 and others since 2023): a flat list, times in unix milliseconds, the advert in <c>adv_data</c> and <c>rsp_data</c>, or parsed. There 3004 is the
/// network's status, an object; 3999 is the will. Others answer commands or tell of connections, and are not read.
/// (reelyactive/barnowl-mokosmart; MKScannerPro/POE_Gateway_MKGW3_iOS.)
/// </summary>
internal static class Mokosmart
{
    private const long OldStatus = 3003;
    private const long ScannedOrStatus = 3004;
    private const long Scanned = 3070;
    private const long Will = 3999;

    private static readonly string[] s_adverts = ["adv_data", "raw", "raw data", "raw_data", "rsp_data"];

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.TryNumber("msg_id", out var id)) return;
        var receiver = fields.TryGetObject("device_info", out var info) ? info.Receiver("mac") : null;
        var isList = fields.TryGet("data", out var data) && data.ValueKind == JsonValueKind.Array;
        var word = id switch
        {
            Scanned or ScannedOrStatus when isList => GatewayWord.Heartbeat,
            OldStatus or ScannedOrStatus => fields.TryGetObject("data", out var state) && state.Is("net_state", "offline") ? GatewayWord.Offline : GatewayWord.Heartbeat,
            Will => GatewayWord.Offline,
            _ => GatewayWord.NotUnderstood,
        };
        fields.Batch.Say(word, receiver);
        if (!isList || word != GatewayWord.Heartbeat) return;
        foreach (var item in fields.Each("data"))
            if (item.IsObject())
                ReadHeard(item.TryGetObject("value", out var value) ? value : item, receiver);
    }

    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
        if (fields.Address("mac", out var mac) && fields.Rssi("rssi", out var rssiDbm) && TryReadTime(fields, out var atUnixMs) && TryReadKey(fields, mac, out var key))
            fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    // The first advert with a beacon's id, else what the gateway parsed, else the address.
    private static bool TryReadKey(GatewayFields fields, ulong mac, out BeaconKey key)
    {
        key = BeaconKey.OfMac(mac);
        foreach (var field in s_adverts)
        {
            if (!fields.Has(field) || fields.Is(field, "")) continue;
            if (!fields.Advert(field, mac, out key)) return false;
            if (key.Kind != BeaconKind.Mac) return true;
        }
        var isParsed = fields.Is("type", "ibeacon") && fields.Has("uuid") && fields.Has("major");
        return !isParsed || fields.IBeacon("uuid", "major", "minor", out key);
    }

    // The older spelling differs from ISO-8601 by "&" for "T" and by an offset that may be of hours alone.
    private static bool TryReadTime(GatewayFields fields, out long atUnixMs)
    {
        if (!fields.TryGet("timestamp", out var value) || !JsonMessage.TryGetText(value, out var text) || text.IndexOf((byte)'&') != 10) return fields.TimeIfAny("timestamp", out atUnixMs);
        Span<byte> iso = stackalloc byte[25];
        atUnixMs = 0;
        var isRead = text.Length is 22 or 24 or 25;
        if (isRead)
        {
            text.CopyTo(iso);
            iso[10] = (byte)'T';
            if (text.Length == 24) text[22..].CopyTo(iso[23..]);
            if (text.Length == 22) "00"u8.CopyTo(iso[23..]);
            iso[22] = (byte)':';
        }
        return (isRead && InstantText.TryParse(iso, out atUnixMs)) || fields.Refuse("timestamp", RefusalReason.NotATime);
    }
}

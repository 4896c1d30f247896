namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cassia gateways. Over MQTT an envelope <c>{"action","gateway","data"}</c> whose <c>data</c> is one heard device or a list;
/// over SSE the heard device alone. <c>gateway_status</c> and <c>heartbeat</c> hear nothing; other actions answer calls or tell of connections,
/// and are not read. No time a device. (CassiaSDKGuide.)
/// </summary>
internal static class Cassia
{
    private const string Scan = "data.scan";

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var receiver = fields.Receiver("gateway");
        var isHeard = fields.Has("bdaddrs");
        // An envelope without an action is an older firmware's scan.
        if (!isHeard && fields.Has("action") && !fields.Is("action", Scan) && !fields.Is("action", "scan"))
        {
            if (fields.Is("action", "heartbeat") || fields.Is("action", "gateway_status")) fields.Batch.Say(GatewayWord.Heartbeat, receiver);
            return;
        }
        if (!isHeard && !fields.Has("data")) return;
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        foreach (var heard in isHeard ? [fields] : fields.Each("data"))
            if (heard.IsObject())
                ReadHeard(heard, receiver);
    }

    // "bdaddrs": [{"bdaddr": …}]
    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
        if (!fields.Rssi("rssi", out var rssiDbm)) return;
        if (!fields.TryGet("bdaddrs", out var addresses) || addresses.ValueKind != JsonValueKind.Array || addresses.GetArrayLength() == 0 || addresses[0].ValueKind != JsonValueKind.Object)
        {
            fields.Refuse("bdaddrs", RefusalReason.WrongType);
            return;
        }
        var mac = new GatewayFields(addresses[0], fields.Batch, fields.ReceivedAtUnixMs).AddressIfAny("bdaddr");
        if (mac == Mac.None)
        {
            fields.Refuse("bdaddrs[0].bdaddr", RefusalReason.NotAMac);
            return;
        }
        var key = BeaconKey.OfMac(mac);
        var advert = fields.Has("adData") ? "adData" : "scanData";
        if (!fields.Has(advert) || fields.Advert(advert, mac, out key)) fields.Accept(key, mac, rssiDbm, fields.ReceivedAtUnixMs, receiver);
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cassia gateways. Over MQTT an envelope <c>{"action","gateway","data"}</c> whose <c>data</c> is one heard device or a list;
/// over SSE the heard device alone. Status and heartbeat hear nothing. No time a device. (CassiaSDKGuide.)
/// </summary>
internal static class Cassia
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var receiver = fields.Receiver("gateway");
        foreach (var heard in fields.TryGet("bdaddrs", out _) ? [fields] : fields.Each("data"))
            if (heard.IsObject() && heard.TryGet("bdaddrs", out var addresses))
                ReadHeard(heard, addresses, receiver);
    }

    // "bdaddrs": [{"bdaddr": …}]
    private static void ReadHeard(GatewayFields fields, JsonElement addresses, string? receiver)
    {
        if (!fields.Rssi("rssi", out var rssiDbm)) return;
        if (addresses.ValueKind != JsonValueKind.Array || addresses.GetArrayLength() == 0 || addresses[0].ValueKind != JsonValueKind.Object)
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
        var advert = fields.TryGet("adData", out _) ? "adData" : "scanData";
        if (!fields.TryGet(advert, out _) || fields.Advert(advert, mac, out key)) fields.Accept(key, mac, rssiDbm, fields.ReceivedAtUnixMs, receiver);
    }
}

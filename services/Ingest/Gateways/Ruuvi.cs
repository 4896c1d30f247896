namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Ruuvi Gateway: over MQTT one tag a message on <c>{prefix}/{gateway}/{tag}</c>, over HTTP a map of tags. Times are unix seconds in text,
/// and missing when the gateway has no clock. (ruuvi/docs ruuvi-gateway-firmware/data-formats.)
/// </summary>
internal static class Ruuvi
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        if (fields.TryGetObject("data", out var data)) ReadTags(data);
        else if (fields.TryGet("rssi", out _))
            ReadHeard(fields, Mac.TryParse(message.LastLevel, out var mac) ? mac : Mac.None, fields.TryGet("ts", out _) ? "ts" : "gwts", fields.Receiver("gw_mac"));
    }

    private static void ReadTags(GatewayFields data)
    {
        if (!data.TryGet("tags", out _) || !data.Object("tags", out var tags)) return;
        var receiver = data.Receiver("gw_mac");
        foreach (var tag in tags.Value.EnumerateObject())
        {
            var heard = tags.In(tag.Name, tag.Value);
            if (!heard.IsObject()) continue;
            if (!Mac.TryParse(tag.Name, out var mac)) heard.Refuse("", RefusalReason.NotAMac);
            else ReadHeard(heard, mac, "timestamp", receiver);
        }
    }

    private static void ReadHeard(GatewayFields fields, ulong mac, string timeField, string? receiver)
    {
        if (fields.TimeInSecondsIfAny(timeField, out var atUnixMs) && fields.Rssi("rssi", out var rssiDbm) && fields.Advert("data", mac, out var key))
            fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Ruuvi Gateway: over MQTT one tag a message on <c>{prefix}/{gateway}/{tag}</c>, over HTTP a map of tags. Times are unix seconds in text,
/// and missing when the gateway has no clock. <c>{prefix}/{gateway}/gw_status</c> is the will's topic, and the HTTP status a heartbeat.
/// (ruuvi/docs ruuvi-gateway-firmware/data-formats.)
/// </summary>
internal static class Ruuvi
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.LastLevel.SequenceEqual("gw_status"u8)) batch.Say(message.TryReadStatus(out var status) ? status : GatewayWord.NotUnderstood, GatewayMessage.Receiver(message.LevelFromEnd(1)));
        else GatewayMakers.ReadJson(message, batch, ReadJson);
    }

    private static void ReadJson(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        if (fields.TryGetObject("data", out var data)) ReadTags(data);
        else if (fields.Has("ESP_FW") || fields.Has("DEVICE_ADDR")) fields.Batch.Say(GatewayWord.Heartbeat, fields.Receiver("DEVICE_ADDR"));
        else if (fields.Has("data") || fields.Has("rssi"))
            ReadHeard(fields, Mac.TryParse(message.LastLevel, out var mac) ? mac : Mac.None, fields.Has("ts") ? "ts" : "gwts", fields.Receiver("gw_mac"));
    }

    private static void ReadTags(GatewayFields data)
    {
        var receiver = data.Receiver("gw_mac");
        if (!data.Has("tags"))
        {
            if (receiver is not null) data.Batch.Say(GatewayWord.Heartbeat, receiver);
            return;
        }
        data.Batch.Say(GatewayWord.Heartbeat, receiver);
        if (!data.Object("tags", out var tags)) return;
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
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        if (fields.TimeInSecondsIfAny(timeField, out var atUnixMs) && fields.Rssi("rssi", out var rssiDbm) && fields.Advert("data", mac, out var key))
            fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }
}

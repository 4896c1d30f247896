using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Ruuvi Gateway: over MQTT one tag a message on <c>{prefix}/{gateway}/{tag}</c>, over HTTP a map of tags. Times are unix seconds in text,
/// and missing when the gateway has no clock. (ruuvi/docs ruuvi-gateway-firmware/data-formats.)
/// </summary>
internal static class Ruuvi
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject()) return;
            if (fields.TryGet("data", out var data) && data.ValueKind == JsonValueKind.Object)
                ReadTags(new GatewayFields(data, batch, "data"), message.ReceivedAtUnixMs);
            else if (fields.TryGet("rssi", out _))
                ReadTag(fields, message.LastLevel, message.ReceivedAtUnixMs);
        }
    }

    private static void ReadTag(GatewayFields fields, ReadOnlySpan<byte> tag, long receivedAtUnixMs)
    {
        var receiver = fields.TryGet("gw_mac", out var gateway) ? GatewayJson.Receiver(gateway) : null;
        var mac = Mac.TryParse(tag, out var address) ? address : Mac.None;
        var timeField = fields.TryGet("ts", out _) ? "ts" : "gwts";
        ReadHeard(fields, mac, timeField, receivedAtUnixMs, receiver);
    }

    private static void ReadTags(GatewayFields fields, long receivedAtUnixMs)
    {
        if (!fields.TryGet("tags", out var tags)) return;
        if (tags.ValueKind != JsonValueKind.Object)
        {
            fields.Refuse("tags", RefusalReason.WrongType);
            return;
        }
        var receiver = fields.TryGet("gw_mac", out var gateway) ? GatewayJson.Receiver(gateway) : null;
        foreach (var tag in tags.EnumerateObject())
        {
            var heard = new GatewayFields(tag.Value, fields.Batch, "data.tags." + tag.Name);
            if (!heard.IsObject()) continue;
            if (!Mac.TryParse(tag.Name, out var mac)) heard.Refuse("", RefusalReason.NotAMac);
            else ReadHeard(heard, mac, "timestamp", receivedAtUnixMs, receiver);
        }
    }

    private static void ReadHeard(GatewayFields fields, ulong mac, string timeField, long receivedAtUnixMs, string? receiver)
    {
        var atUnixMs = receivedAtUnixMs;
        if (fields.TryGet(timeField, out _) && !fields.TimeInSeconds(timeField, out atUnixMs)) return;
        if (fields.Rssi("rssi", out var rssiDbm) && fields.Advert("data", mac, out var key)) fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }
}

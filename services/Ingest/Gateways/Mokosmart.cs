using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// MokoSmart gateways, message 3004 "scanned": <c>{"msg_id","device_info":{"mac"},"data":[{"type","value":{…}}]}</c>, times like
/// <c>2021-01-01&amp;17:10:16+08</c>. Other message ids are status. (reelyactive/barnowl-mokosmart.)
/// </summary>
internal static class Mokosmart
{
    private const int Scanned = 3004;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || !fields.TryGet("msg_id", out var id) || !JsonMessage.TryGetWhole(id, out var number) || number != Scanned) return;
            if (!fields.TryGet("data", out var data)) return;
            var hasInfo = fields.TryGet("device_info", out var info) && info.ValueKind == System.Text.Json.JsonValueKind.Object;
            var receiver = hasInfo && info.TryGetProperty("mac"u8, out var gateway) ? GatewayJson.Receiver(gateway) : null;
            foreach (var item in GatewayJson.Each(data, batch, "data")) ReadHeard(item, receiver);
        }
    }

    private static void ReadHeard(GatewayFields item, string? receiver)
    {
        if (!item.IsObject()) return;
        if (!item.TryGet("value", out var value) || value.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            item.Refuse("value", RefusalReason.WrongType);
            return;
        }
        var fields = new GatewayFields(value, item.Batch, item.Index < 0 ? "data.value" : $"data[{item.Index}].value");
        if (!fields.Address("mac", out var mac) || !fields.Rssi("rssi", out var rssiDbm)) return;
        if (!fields.TryGet("timestamp", out var timestamp) || !JsonMessage.TryGetText(timestamp, out var text) || !TryReadTime(text, out var atUnixMs))
            fields.Refuse("timestamp", RefusalReason.NotATime);
        else if (fields.Advert("raw", mac, out var key))
            fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    // The maker's spelling differs from ISO-8601 by "&" for "T" and by an offset of hours alone.
    private static bool TryReadTime(ReadOnlySpan<byte> text, out long atUnixMs)
    {
        atUnixMs = 0;
        Span<byte> iso = stackalloc byte[25];
        if (text.Length != 22 || text[10] != '&') return false;
        text.CopyTo(iso);
        iso[10] = (byte)'T';
        ":00"u8.CopyTo(iso[22..]);
        return InstantText.TryParse(iso, out atUnixMs);
    }
}

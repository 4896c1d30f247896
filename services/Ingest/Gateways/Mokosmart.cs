namespace SmartStore.Ingest.Gateways;

/// <summary>
/// MokoSmart gateways, message 3004 "scanned": <c>{"msg_id","device_info":{"mac"},"data":[{"type","value":{…}}]}</c>, times like
/// <c>2021-01-01&amp;17:10:16+08</c>. Other message ids are status. (reelyactive/barnowl-mokosmart.)
/// </summary>
internal static class Mokosmart
{
    private const int Scanned = 3004;

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.TryGet("msg_id", out var id) || !JsonMessage.TryGetWhole(id, out var number) || number != Scanned) return;
        var receiver = fields.TryGetObject("device_info", out var info) ? info.Receiver("mac") : null;
        foreach (var item in fields.Each("data"))
            if (item.IsObject() && item.Object("value", out var heard))
                ReadHeard(heard, receiver);
    }

    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
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

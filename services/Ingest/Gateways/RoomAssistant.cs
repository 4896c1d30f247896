namespace SmartStore.Ingest.Gateways;

/// <summary>
/// room-assistant's entity updates: <c>entity.measuredValues</c> holds the (filtered) power each room hears, <c>entity.distances</c> when.
/// <c>entity.id</c> is <c>ble-</c> with an address or <c>uuid-major-minor</c>. Other topics and entities hear nothing. (docs/integrations/mqtt.md.)
/// </summary>
internal static class RoomAssistant
{
    public static bool IsHeard(in GatewayMessage message) => message.Level(1).SequenceEqual("entity"u8);

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.TryGetObject("entity", out var entity) || !entity.TryGet("measuredValues", out _)) return;
        if (entity.Object("measuredValues", out var rooms) && TryReadId(entity, out var key, out var mac)) ReadRooms(entity, rooms, key, mac);
    }

    private static void ReadRooms(GatewayFields entity, GatewayFields rooms, BeaconKey key, ulong mac)
    {
        var hasTimes = entity.TryGetObject("distances", out var distances);
        foreach (var room in rooms.Value.EnumerateObject())
        {
            var heard = rooms.In(room.Name, room.Value);
            if (!heard.IsObject() || !heard.Rssi("rssi", out var rssiDbm)) continue;
            var atUnixMs = entity.ReceivedAtUnixMs;
            if (hasTimes && distances.Value.TryGetProperty(room.Name, out var distance))
            {
                var when = distances.In(room.Name, distance);
                if (!when.IsObject() || !when.Time("lastUpdatedAt", out atUnixMs)) continue;
            }
            heard.Accept(key, mac, rssiDbm, atUnixMs, room.Name);
        }
    }

    private static bool TryReadId(GatewayFields entity, out BeaconKey key, out ulong mac)
    {
        (key, mac) = (default, Mac.None);
        if (!entity.Text("id", out var text)) return false;
        if (text.StartsWith("ble-"u8)) text = text[4..];
        if (Mac.TryParse(text, out mac)) key = BeaconKey.OfMac(mac);
        return key.Kind != BeaconKind.None || GatewayFields.TryReadDashed("ibeacon:"u8, text, out key) || entity.Refuse("id", RefusalReason.NamesNobody);
    }
}

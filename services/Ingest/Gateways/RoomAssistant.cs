using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// room-assistant's entity updates: <c>entity.measuredValues</c> holds the (filtered) power each room hears, <c>entity.distances</c> when.
/// <c>entity.id</c> is <c>ble-</c> with an address or <c>uuid-major-minor</c>. Other topics and entities hear nothing. (docs/integrations/mqtt.md.)
/// </summary>
internal static class RoomAssistant
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!message.Level(1).SequenceEqual("entity"u8)) return;
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var whole = new GatewayFields(json.Root, batch);
            if (!whole.IsObject() || !whole.TryGet("entity", out var element) || element.ValueKind != JsonValueKind.Object) return;
            var entity = new GatewayFields(element, batch, "entity");
            if (!entity.TryGet("measuredValues", out var rooms)) return;
            if (rooms.ValueKind != JsonValueKind.Object) entity.Refuse("measuredValues", RefusalReason.WrongType);
            else if (TryReadId(entity, out var key, out var mac)) ReadRooms(entity, rooms, key, mac, message.ReceivedAtUnixMs);
        }
    }

    private static void ReadRooms(GatewayFields entity, JsonElement rooms, BeaconKey key, ulong mac, long receivedAtUnixMs)
    {
        foreach (var room in rooms.EnumerateObject())
        {
            var heard = new GatewayFields(room.Value, entity.Batch, "entity.measuredValues." + room.Name);
            if (!heard.IsObject() || !heard.Rssi("rssi", out var rssiDbm)) continue;
            var atUnixMs = receivedAtUnixMs;
            if (entity.TryGet("distances", out var distances) && distances.ValueKind == JsonValueKind.Object && distances.TryGetProperty(room.Name, out var distance))
            {
                var when = new GatewayFields(distance, entity.Batch, "entity.distances." + room.Name);
                if (!when.IsObject() || !when.Time("lastUpdatedAt", out atUnixMs)) continue;
            }
            heard.Accept(key, mac, rssiDbm, atUnixMs, room.Name);
        }
    }

    private static bool TryReadId(GatewayFields entity, out BeaconKey key, out ulong mac)
    {
        key = default;
        mac = Mac.None;
        if (!entity.TryGet("id", out var id) || !JsonMessage.TryGetText(id, out var text)) return entity.Refuse("id", RefusalReason.Missing);
        if (text.StartsWith("ble-"u8)) text = text[4..];
        if (Mac.TryParse(text, out mac)) key = BeaconKey.OfMac(mac);
        return key.Kind != BeaconKind.None || GatewayKeys.TryReadDashed("ibeacon:"u8, text, out key) || entity.Refuse("id", RefusalReason.NamesNobody);
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// room-assistant's entity updates: <c>entity.measuredValues</c> holds the (filtered) power each room hears, <c>entity.distances</c> when.
/// <c>entity.id</c> is <c>ble-</c> with an address or <c>uuid-major-minor</c>. <c>room-assistant/status/{instance}</c> is the will's topic; the status of an
/// entity and entities of other kinds say nothing of a room's radio. (docs/integrations/mqtt.md; home-assistant.service.ts.)
/// </summary>
internal static class RoomAssistant
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!message.TryReadStatus(out var status)) GatewayMakers.ReadJson(message, batch, ReadEntity);
        else if (message.LevelFromEnd(1).SequenceEqual("status"u8)) batch.Say(status, GatewayMessage.Text(message.LastLevel));
        else batch.Say(message.LastLevel.SequenceEqual("status"u8) ? GatewayWord.Aside : GatewayWord.NotUnderstood);
    }

    private static void ReadEntity(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.TryGetObject("entity", out var entity)) return;
        if (!entity.Has("measuredValues"))
        {
            fields.Batch.Say(GatewayWord.Aside);
            return;
        }
        // One instance speaks for all rooms of its cluster.
        fields.Batch.SpeaksForMany = true;
        fields.Batch.Say(GatewayWord.Aside);
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
            if (hasTimes && distances.TryGetObject(room.Name, out var distance) && !distance.TimeIfAny("lastUpdatedAt", out atUnixMs)) continue;
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

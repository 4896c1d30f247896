namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Minew G1 and later, JSON or binary by firmware. A message lists a device under every type it was decoded as, so the same advert
/// comes twice. (Minew G1 user guide; reelyactive/barnowl-minew.)
/// </summary>
internal static class Minew
{
    // What no JSON begins with.
    private const byte FrameStart = 0xBB;
    private const byte LongFrame = 0x01;
    private const byte FrameEnd = 0xDD;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Payload is [FrameStart, ..]) ReadFrame(message.Payload, message.ReceivedAtUnixMs, batch);
        else GatewayMakers.ReadJson(message, batch, ReadJson);
    }

    private static void ReadJson(GatewayFields root, in GatewayMessage message)
    {
        string? receiver = null;
        foreach (var element in root.Each())
        {
            if (!element.IsObject()) continue;
            if (element.Is("type", "Gateway")) receiver = element.Receiver("mac");
            else ReadHeard(element, receiver);
        }
    }

    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
        if (!fields.Address("mac", out var mac) || !fields.Rssi("rssi", out var rssiDbm) || !fields.Time("timestamp", out var atUnixMs)) return;
        var key = BeaconKey.OfMac(mac);
        var isRead = fields.Is("type", "iBeacon")
            ? fields.IBeacon("ibeaconUuid", "ibeaconMajor", "ibeaconMinor", out key)
            : !fields.TryGet("rawData", out _) || fields.Is("rawData", "") || fields.Advert("rawData", mac, out key);
        if (isRead) fields.Batch.AcceptStrongest(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);
    }

    // BB 01, length of all [4], gateway [6], devices [2], then per device address [6] and adverts [2], per advert length [1], bytes, flags [1],
    // rssi [1]; last DD. Big-endian. No time.
    private static void ReadFrame(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new ByteCursor(payload);
        reader.Skip(1);
        if (reader.Byte() != LongFrame || reader.UInt32() != (uint)payload.Length || payload[^1] != FrameEnd)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 1));
            return;
        }
        var receiver = Mac.Format(reader.Address());
        int devices = reader.UInt16();
        for (var device = 0; device < devices && !reader.IsCutShort; device++)
        {
            var mac = reader.Address();
            for (int adverts = reader.UInt16(); adverts > 0 && !reader.IsCutShort; adverts--)
            {
                var advert = reader.Bytes(reader.Byte());
                reader.Skip(1);
                var rssiDbm = (sbyte)reader.Byte();
                if (reader.IsCutShort) break;
                batch.AcceptRecord(new Sighting(GatewayFields.BeaconOf(advert, mac), mac, rssiDbm, atUnixMs), receiver, "devices", device, strongestOnly: true);
            }
        }
        if (reader.IsCutShort) batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", Value: payload.Length));
    }
}

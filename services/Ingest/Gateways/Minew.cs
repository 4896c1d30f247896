using System.Buffers.Binary;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Minew G1 and later, JSON (long or raw) or binary (long or connect) by firmware. A message lists a device under every type it was decoded as, so the
/// same advert comes twice. (Minew G1 user guide; reelyactive/barnowl-minew.)
/// </summary>
internal static class Minew
{
    // What no JSON begins with.
    private const byte FrameStart = 0xBB;
    private const byte LongFrame = 0x01;
    private const byte ConnectFrame = 0x02;
    private const byte FrameEnd = 0xDD;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Payload is [FrameStart, ConnectFrame, ..]) ReadConnectFrame(message.Payload, message.ReceivedAtUnixMs, batch);
        else if (message.Payload is [FrameStart, ..]) ReadFrame(message.Payload, message.ReceivedAtUnixMs, batch);
        else GatewayMakers.ReadJson(message, batch, ReadJson);
    }

    private static void ReadJson(GatewayFields root, in GatewayMessage message)
    {
        // The answer to a command.
        if (root.Value.ValueKind == JsonValueKind.Object && !root.Has("mac") && !root.Has("rssi")) return;
        string? receiver = null;
        foreach (var element in root.Each())
        {
            if (!element.IsObject()) continue;
            if (element.Is("type", "Gateway")) receiver = element.Receiver("mac");
            else if (element.Has("gateway")) receiver = element.Receiver("gateway");
            else ReadHeard(element, receiver);
        }
        root.Batch.Say(GatewayWord.Heartbeat, receiver);
    }

    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
        if (!fields.Address("mac", out var mac) || !fields.Rssi("rssi", out var rssiDbm) || !fields.TimeIfAny("timestamp", out var atUnixMs)) return;
        var key = BeaconKey.OfMac(mac);
        var isRead = fields.Is("type", "iBeacon")
            ? fields.IBeacon("ibeaconUuid", "ibeaconMajor", "ibeaconMinor", out key)
            : !fields.Has("rawData") || fields.Is("rawData", "") || fields.Advert("rawData", mac, out key);
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
        batch.Say(GatewayWord.Heartbeat, receiver);
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

    // BB 02, 4 bytes that are not read, length of all [4], length of the body [4], 84 3E, length of the records [4], then records: length of the
    // rest [2], receiver [1], flags [1], address [6], rssi [1], length of the advert [1], advert, and perhaps angles. Little-endian but for the
    // address. No time, and no name of the gateway.
    private static void ReadConnectFrame(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        const int headBytes = 20;
        if (payload.Length < headBytes || BinaryPrimitives.ReadUInt32LittleEndian(payload[6..]) != (uint)payload.Length || payload[14] != 0x84 || payload[15] != 0x3E)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: 2));
            return;
        }
        batch.Say(GatewayWord.Heartbeat);
        var rest = payload[headBytes..];
        for (var device = 0; !rest.IsEmpty; device++)
        {
            var isWhole = rest.Length >= 2 && BinaryPrimitives.ReadUInt16LittleEndian(rest) is var length && rest.Length >= 2 + length;
            var reader = new ByteCursor(isWhole ? rest.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(rest)) : default);
            reader.Skip(2);
            var mac = reader.Address();
            var rssiDbm = (sbyte)reader.Byte();
            var advert = reader.Bytes(reader.Byte());
            if (reader.IsCutShort)
            {
                batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", device, Value: payload.Length - rest.Length));
                return;
            }
            batch.AcceptRecord(new Sighting(GatewayFields.BeaconOf(advert, mac), mac, rssiDbm, atUnixMs), receiver: null, "devices", device, strongestOnly: true);
            rest = rest[(2 + BinaryPrimitives.ReadUInt16LittleEndian(rest))..];
        }
    }
}

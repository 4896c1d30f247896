using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// April Brother AB gateways. Version 4: MessagePack or JSON <c>{"mac","devices":[…]}</c>; version 2: a JSON line, then frames.
/// Both carry the same record of a heard device: type [1], address [6], rssi [1], advert. <c>time</c> counts from power-on, so it is not used.
/// (AprilBrother/ab-ble-gateway-sdk-php; wiki.aprbrother.com.)
/// </summary>
internal static class AprilBrother
{
    /// <summary>Type, address, rssi.</summary>
    internal const int RecordHeadBytes = 8;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var payload = message.Payload;
        if (payload.Length > 0 && payload[0] != (byte)'{') AprilBrotherMessagePack.Read(payload, message.ReceivedAtUnixMs, batch);
        else if (payload.IndexOf("\r\n\r\n"u8) is var head and >= 0) AprilBrotherFrames.Read(payload[..head], payload[(head + 4)..], message.ReceivedAtUnixMs, batch);
        else ReadJson(message, batch);
    }

    private static void ReadJson(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || !fields.TryGet("devices", out var devices)) return;
            var receiver = fields.TryGet("mac", out var gateway) ? GatewayJson.Receiver(gateway) : null;
            Span<byte> record = stackalloc byte[RecordHeadBytes + Core.Adverts.Advert.MaxBytes];
            foreach (var device in GatewayJson.Each(devices, batch, "devices"))
            {
                var read = JsonMessage.TryGetText(device.Object, out var hex) && hex.Length <= 2 * record.Length;
                var length = 0;
                if (read && Convert.FromHexString(hex, record, out _, out length) == System.Buffers.OperationStatus.Done)
                    ReadRecord(record[..length], message.ReceivedAtUnixMs, receiver, device.Index, batch);
                else
                    device.Refuse("", RefusalReason.NotHex);
            }
        }
    }

    /// <summary>Reads the record of one heard device.</summary>
    internal static void ReadRecord(ReadOnlySpan<byte> record, long atUnixMs, string? receiver, int index, SightingBatch batch)
    {
        if (record.Length < RecordHeadBytes)
        {
            batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", index, Value: record.Length));
            return;
        }
        var mac = Mac.FromPrinted(record[1..]);
        var rssiDbm = (sbyte)record[7];
        var key = GatewayKeys.OfAdvert(record[RecordHeadBytes..], mac);
        if (key.Kind == BeaconKind.None) batch.Refuse(new Refusal(RefusalReason.NamesNobody, "devices", index));
        else if (rssiDbm > Sighting.MaxRssiDbm || rssiDbm < Sighting.MinRssiDbm) batch.Refuse(new Refusal(RefusalReason.RssiOutOfRange, "devices", index, ".rssi", rssiDbm));
        else batch.Accept(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);
    }
}

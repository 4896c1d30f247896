using System.Text.Json;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// OpenMQTTGateway and Theengs Gateway: <c>{base}/{gateway}/BTtoMQTT/{address or uuid}</c>, decoded fields beside raw ones. No time.
/// <c>id</c> is the address, or the UUID with <c>mac</c> beside it, or a short id of the device. (docs/use/ble.md and docs/use/use.md.)
/// </summary>
internal static class Theengs
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || fields.Is("presence", "absent")) return; // a tracker that left was not heard
            var isOnGatewayTopic = message.Level(2).SequenceEqual("BTtoMQTT"u8);
            var receiver = isOnGatewayTopic ? GatewayMessage.Text(message.Level(1)) : null;
            Read(fields, Mac.TryParse(message.LastLevel, out var topicMac) ? topicMac : Mac.None, message.ReceivedAtUnixMs, receiver);
        }
    }

    private static void Read(GatewayFields fields, ulong topicMac, long atUnixMs, string? receiver)
    {
        if (!fields.Rssi("rssi", out var rssiDbm)) return;
        var mac = fields.AddressIfAny("mac");
        if (mac == Mac.None) mac = fields.AddressIfAny("id");
        if (mac == Mac.None) mac = topicMac;
        if (!TryReadKey(fields, out var key)) return;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        if (key.Kind == BeaconKind.None) fields.Refuse("id", RefusalReason.NamesNobody);
        else fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    // False: refused. True with the empty key: the message holds no beacon.
    private static bool TryReadKey(GatewayFields fields, out BeaconKey key)
    {
        key = default;
        if (fields.Is("model_id", "IBEACON") && fields.TryGet("uuid", out _)) return fields.IBeacon("uuid", "major", "minor", out key);
        Span<byte> bytes = stackalloc byte[Advert.MaxBytes];
        if (fields.TryGet("manufacturerdata", out var manufacturer))
        {
            if (!TryReadHex(manufacturer, bytes, out var length)) return fields.Refuse("manufacturerdata", RefusalReason.NotHex);
            if (IBeacon.TryRead(bytes[..length], out var advert) || AltBeacon.TryRead(bytes[..length], out advert)) key = advert.Key;
        }
        else if (fields.TryGet("servicedata", out var service) && (fields.Is("servicedatauuid", "0xfeaa") || fields.Is("servicedatauuid", "feaa")))
        {
            if (!TryReadHex(service, bytes, out var length)) return fields.Refuse("servicedata", RefusalReason.NotHex);
            if (Eddystone.TryReadFrame(bytes[..length], out var advert)) key = advert.Key;
        }
        return true;
    }

    private static bool TryReadHex(JsonElement value, Span<byte> bytes, out int length)
    {
        length = 0;
        return JsonMessage.TryGetText(value, out var hex) && hex.Length <= 2 * bytes.Length
            && Convert.FromHexString(hex, bytes, out _, out length) == System.Buffers.OperationStatus.Done;
    }
}

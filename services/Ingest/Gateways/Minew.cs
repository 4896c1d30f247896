using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Minew G1 and later, JSON or binary by firmware. A message lists a device under every type it was decoded as, so the same advert
/// comes twice. (Minew G1 user guide; reelyactive/barnowl-minew.)
/// </summary>
internal static class Minew
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Payload.Length > 0 && message.Payload[0] == MinewBinary.FirstByte)
        {
            MinewBinary.Read(message.Payload, message.ReceivedAtUnixMs, batch);
            return;
        }
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            string? receiver = null;
            foreach (var element in GatewayJson.Each(json.Root, batch, ""))
            {
                if (!element.IsObject()) continue;
                if (element.Is("type", "Gateway")) receiver = element.TryGet("mac", out var mac) ? GatewayJson.Receiver(mac) : null;
                else ReadHeard(element, receiver);
            }
        }
    }

    private static void ReadHeard(GatewayFields fields, string? receiver)
    {
        if (!fields.Address("mac", out var mac) || !fields.Rssi("rssi", out var rssiDbm) || !fields.Time("timestamp", out var atUnixMs)) return;
        var key = BeaconKey.OfMac(mac);
        if (fields.Is("type", "iBeacon"))
        {
            if (!fields.IBeacon("ibeaconUuid", "ibeaconMajor", "ibeaconMinor", out key)) return;
        }
        else if (fields.TryGet("rawData", out var raw) && !(raw.ValueKind == JsonValueKind.String && raw.ValueEquals("")))
        {
            if (!fields.Advert("rawData", mac, out key)) return;
        }
        fields.Batch.AcceptStrongest(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);
    }
}

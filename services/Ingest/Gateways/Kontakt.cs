using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Kontakt.io location streams: one event or a list of them. <c>trackingId</c> is the tag's address or Kontakt's own short id, which is
/// no transmitter we could know. Times are ISO-8601 or unix seconds. (developer.kontakt.io, location services.)
/// </summary>
internal static class Kontakt
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            foreach (var @event in GatewayJson.Each(json.Root, batch, "")) ReadHeard(@event);
        }
    }

    private static void ReadHeard(GatewayFields fields)
    {
        if (!fields.IsObject() || !fields.Rssi("rssi", out var rssiDbm)) return;
        var isNumber = fields.TryGet("timestamp", out var timestamp) && timestamp.ValueKind == JsonValueKind.Number;
        if (!(isNumber ? fields.TimeInSeconds("timestamp", out var atUnixMs) : fields.Time("timestamp", out atUnixMs))) return;
        var mac = fields.AddressIfAny("trackingId");
        if (mac == Mac.None)
        {
            fields.Refuse("trackingId", RefusalReason.NamesNobody);
            return;
        }
        fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, fields.TryGet("sourceId", out var source) ? GatewayJson.Receiver(source) : null);
    }
}

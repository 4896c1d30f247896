namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Kontakt.io location streams: one event or a list of them. <c>trackingId</c> is the tag's address or Kontakt's own short id, which is
/// no transmitter we could know. Times are ISO-8601 or unix seconds. (developer.kontakt.io, location services.)
/// </summary>
internal static class Kontakt
{
    public static void Read(GatewayFields root, in GatewayMessage message)
    {
        foreach (var heard in root.Each())
        {
            if (!heard.IsObject() || !heard.Rssi("rssi", out var rssiDbm)) continue;
            var isNumber = heard.TryGet("timestamp", out var timestamp) && timestamp.ValueKind == JsonValueKind.Number;
            if (!(isNumber ? heard.TimeInSecondsIfAny("timestamp", out var atUnixMs) : heard.Time("timestamp", out atUnixMs))) continue;
            var mac = heard.AddressIfAny("trackingId");
            heard.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, heard.Receiver("sourceId"), "trackingId");
        }
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Kontakt.io location streams: one event or a list of them. <c>trackingId</c> is the tag's address or Kontakt's own short id, which is
/// no transmitter we could know. Times are ISO-8601, unix seconds or milliseconds. (developer.kontakt.io, location services.)
/// </summary>
internal static class Kontakt
{
    // As seconds it would lie in the year 5138.
    private const long MillisecondsFrom = 100_000_000_000;

    public static void Read(GatewayFields root, in GatewayMessage message)
    {
        if (root.Value.ValueKind == JsonValueKind.Object && !root.Has("trackingId")) return; // a stream of something else
        root.Batch.Say(GatewayWord.Heartbeat, root.Receiver("sourceId"));
        foreach (var heard in root.Each())
        {
            if (!heard.IsObject() || !heard.Rssi("rssi", out var rssiDbm)) continue;
            var isInSeconds = heard.TryNumber("timestamp", out var number) && number < MillisecondsFrom;
            if (!(isInSeconds ? heard.TimeInSecondsIfAny("timestamp", out var atUnixMs) : heard.TimeIfAny("timestamp", out atUnixMs))) continue;
            var mac = heard.AddressIfAny("trackingId");
            heard.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, heard.Receiver("sourceId"), "trackingId");
        }
    }
}

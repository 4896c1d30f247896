using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Aruba access points, IoT transport, in its JSON form: <c>{"bleData":[{"mac","data","rssi"}],"reporter":{"mac"}}</c>. No time a device.
/// (reelyactive/barnowl-aruba.)
/// </summary>
internal static class Aruba
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || !fields.TryGet("bleData", out var heard)) return;
            var hasReporter = fields.TryGet("reporter", out var reporter) && reporter.ValueKind == System.Text.Json.JsonValueKind.Object;
            var receiver = hasReporter && reporter.TryGetProperty("mac"u8, out var gateway) ? GatewayJson.Receiver(gateway) : null;
            foreach (var device in GatewayJson.Each(heard, batch, "bleData"))
            {
                if (device.IsObject() && device.Address("mac", out var mac) && device.Rssi("rssi", out var rssiDbm) && device.Advert("data", mac, out var key))
                    device.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, receiver);
            }
        }
    }
}

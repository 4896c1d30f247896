using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cisco Meraki scanning API 2.1, <c>BluetoothDevicesSeen</c>: <c>data.observations[]</c> with <c>clientMac</c>, <c>rssi</c>, <c>seenTime</c>.
/// Its other message types are about Wi-Fi and hear nothing for us. The secret in it is not checked: the transport's credentials are.
/// </summary>
internal static class Meraki
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || !fields.Is("type", "BluetoothDevicesSeen")) return;
            if (!fields.TryGet("data", out var element) || element.ValueKind != System.Text.Json.JsonValueKind.Object)
            {
                fields.Refuse("data", RefusalReason.WrongType);
                return;
            }
            var data = new GatewayFields(element, batch, "data");
            if (!data.TryGet("observations", out var observations)) return;
            var receiver = data.TryGet("apMac", out var gateway) ? GatewayJson.Receiver(gateway) : null;
            foreach (var seen in GatewayJson.Each(observations, batch, "data.observations"))
            {
                if (seen.IsObject() && seen.Address("clientMac", out var mac) && seen.Rssi("rssi", out var rssiDbm) && seen.Time("seenTime", out var atUnixMs))
                    seen.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
            }
        }
    }
}

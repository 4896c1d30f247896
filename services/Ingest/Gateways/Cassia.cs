using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cassia gateways. Over MQTT an envelope <c>{"action","gateway","data"}</c> whose <c>data</c> is one heard device or a list;
/// over SSE the heard device alone. Status and heartbeat hear nothing. No time a device. (CassiaSDKGuide.)
/// </summary>
internal static class Cassia
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject()) return;
            var receiver = fields.TryGet("gateway", out var gateway) ? GatewayJson.Receiver(gateway) : null;
            if (fields.TryGet("bdaddrs", out _))
            {
                ReadHeard(fields, message.ReceivedAtUnixMs, receiver);
            }
            else if (fields.TryGet("data", out var data))
            {
                foreach (var heard in GatewayJson.Each(data, batch, "data"))
                    if (heard.IsObject() && heard.TryGet("bdaddrs", out _))
                        ReadHeard(heard, message.ReceivedAtUnixMs, receiver);
            }
        }
    }

    private static void ReadHeard(GatewayFields fields, long atUnixMs, string? receiver)
    {
        if (!fields.Rssi("rssi", out var rssiDbm) || !TryReadAddress(fields, out var mac)) return;
        var key = BeaconKey.OfMac(mac);
        var advert = fields.TryGet("adData", out _) ? "adData" : "scanData";
        if (fields.TryGet(advert, out _) && !fields.Advert(advert, mac, out key)) return;
        fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    // "bdaddrs": [{"bdaddr": …}]
    private static bool TryReadAddress(GatewayFields fields, out ulong mac)
    {
        mac = Mac.None;
        fields.TryGet("bdaddrs", out var addresses);
        if (addresses.ValueKind != JsonValueKind.Array || addresses.GetArrayLength() == 0 || addresses[0].ValueKind != JsonValueKind.Object)
            return fields.Refuse("bdaddrs", RefusalReason.WrongType);
        return addresses[0].TryGetProperty("bdaddr"u8, out var address) && JsonMessage.TryGetText(address, out var text) && Mac.TryParse(text, out mac)
            ? true
            : fields.Refuse("bdaddrs[0].bdaddr", RefusalReason.NotAMac);
    }
}

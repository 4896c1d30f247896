using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// andrewjfreyer/monitor: <c>monitor/{install}/{address, or uuid-major-minor}</c>. Its reports about known phones carry a confidence instead
/// of power, and <c>confidence</c> 0 means gone: both hear nothing. Its times are local words, so ours are used.
/// </summary>
internal static class Monitor
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (message.Level(2).IsEmpty || message.LastLevel.SequenceEqual("status"u8)) return;
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json)
        {
            var fields = new GatewayFields(json.Root, batch);
            if (!fields.IsObject() || !fields.TryGet("rssi", out _)) return;
            if (fields.Is("confidence", "0") || (fields.TryGet("confidence", out var confidence) && JsonMessage.TryGetWhole(confidence, out var percent) && percent == 0)) return;
            ReadHeard(fields, message.ReceivedAtUnixMs, GatewayMessage.Text(message.Level(1)));
        }
    }

    private static void ReadHeard(GatewayFields fields, long atUnixMs, string? receiver)
    {
        if (!fields.Rssi("rssi", out var rssiDbm)) return;
        if (!fields.TryGet("id", out var id) || !JsonMessage.TryGetText(id, out var text))
        {
            fields.Refuse("id", RefusalReason.Missing);
            return;
        }
        var mac = fields.AddressIfAny("mac");
        if (Mac.TryParse(text, out var address)) fields.Accept(BeaconKey.OfMac(address), address, rssiDbm, atUnixMs, receiver);
        else if (GatewayKeys.TryReadDashed("ibeacon:"u8, text, out var key)) fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
        else fields.Refuse("id", RefusalReason.NamesNobody);
    }
}

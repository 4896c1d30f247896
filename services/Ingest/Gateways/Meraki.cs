namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cisco Meraki. Scanning API 2.1, <c>BluetoothDevicesSeen</c>: <c>data.observations[]</c> of one access point. Scanning API 3, <c>Bluetooth</c>:
/// observations of a network, each with the powers that several access points heard (<c>locations[].rssiRecords[]</c>), or the last one
/// (<c>latestRecord</c>). The access points' own MQTT stream, <c>meraki/v1/mr/{network}/{access point}/ble/{client}</c>: one client a message, every
/// value as text. What is about Wi-Fi is not read. The secret is not checked: the transport's credentials are. (developer.cisco.com/meraki/scanning-api;
/// the stream as its subscribers read it, no published schema.)
/// </summary>
internal static class Meraki
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        if (fields.Has("mrMac") || message.LevelFromEnd(1).SequenceEqual("ble"u8)) ReadStreamed(fields);
        else if (fields.Is("type", "BluetoothDevicesSeen") && fields.Object("data", out var seen)) ReadOfOne(seen);
        else if ((fields.Is("type", "Bluetooth") || fields.Is("type", "BLE")) && fields.Object("data", out var data)) ReadOfNetwork(data);
    }

    private static void ReadStreamed(GatewayFields fields)
    {
        if (!fields.Has("clientMac") || fields.Is("radio", "wifi")) return;
        var receiver = fields.Receiver("mrMac");
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        if (fields.Address("clientMac", out var mac) && fields.Rssi("rssi", out var rssiDbm) && fields.TimeIfAny("timestamp", out var atUnixMs) && TryReadKey(fields, mac, "UUID", out var key))
            fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }

    private static void ReadOfOne(GatewayFields data)
    {
        var receiver = data.Receiver("apMac");
        data.Batch.Say(GatewayWord.Heartbeat, receiver);
        foreach (var seen in data.Each("observations"))
            if (seen.IsObject() && seen.Address("clientMac", out var mac) && seen.Rssi("rssi", out var rssiDbm) && seen.TimeIfAny("seenTime", out var atUnixMs))
                seen.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
    }

    private static void ReadOfNetwork(GatewayFields data)
    {
        var accessPoints = data.Each("reportingAps").Select(accessPoint => accessPoint.Receiver("mac")).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        data.Batch.SpeaksForMany = accessPoints.Count > 1;
        data.Batch.Say(accessPoints.Count > 1 ? GatewayWord.Aside : GatewayWord.Heartbeat, accessPoints.FirstOrDefault());
        foreach (var seen in data.Each("observations"))
            if (seen.IsObject() && seen.Address("clientMac", out var mac) && TryReadBeacon(seen, mac, out var key))
                ReadPowers(seen, key, mac);
    }

    // The last record repeats the last location.
    private static void ReadPowers(GatewayFields seen, BeaconKey key, ulong mac)
    {
        var isLocated = false;
        foreach (var location in seen.Each("locations"))
        {
            if (!location.IsObject() || !location.TimeIfAny("time", out var atUnixMs)) continue;
            foreach (var record in location.Each("rssiRecords"))
            {
                if (!record.IsObject() || !record.Rssi("rssi", out var rssiDbm)) continue;
                record.Accept(key, mac, rssiDbm, atUnixMs, record.Receiver("apMac"));
                isLocated = true;
            }
        }
        if (!isLocated && seen.TryGetObject("latestRecord", out var latest) && latest.Rssi("nearestApRssi", out var latestDbm) && latest.TimeIfAny("time", out var latestUnixMs))
            latest.Accept(key, mac, latestDbm, latestUnixMs, latest.Receiver("nearestApMac"));
    }

    // The first iBeacon among what the client sends, else its address.
    private static bool TryReadBeacon(GatewayFields seen, ulong mac, out BeaconKey key)
    {
        key = BeaconKey.OfMac(mac);
        foreach (var beacon in seen.Each("bleBeacons"))
            if (beacon.Has("uuid") && beacon.Has("major"))
                return TryReadKey(beacon, mac, "uuid", out key);
        return true;
    }

    private static bool TryReadKey(GatewayFields fields, ulong mac, string uuidField, out BeaconKey key)
    {
        key = BeaconKey.OfMac(mac);
        var isIBeacon = fields.Is("bleType", "ibeacon") || fields.Is("bleType", "iBeacon");
        return !isIBeacon || !fields.Has(uuidField) || !fields.Has("major") || fields.IBeacon(uuidField, "major", "minor", out key);
    }
}

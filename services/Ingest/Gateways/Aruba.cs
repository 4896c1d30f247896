namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Aruba access points, IoT transport, in its JSON form. BLE data: <c>{"bleData":[{"mac","data","rssi"}],"reporter":{"mac"}}</c>, no time a
/// device. BLE telemetry: <c>"reported":[{"mac","rssi":{"last"},"lastSeen","beacons":[{"ibeacon":{"uuid","major","minor"}}]}]</c>, times in unix
/// seconds. (reelyactive/barnowl-aruba; Aruba IoT basics and technologies guide, telemetry.)
/// </summary>
internal static class Aruba
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var receiver = fields.TryGetObject("reporter", out var reporter) ? reporter.Receiver("mac") : null;
        if (!fields.Has("bleData") && !fields.Has("reported")) return;
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        foreach (var device in fields.Each("bleData"))
            if (device.IsObject() && device.Address("mac", out var mac) && device.Rssi("rssi", out var rssiDbm) && device.Advert("data", mac, out var key))
                device.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, receiver);
        foreach (var device in fields.Each("reported"))
            if (device.IsObject()) ReadReported(device, receiver);
    }

    private static void ReadReported(GatewayFields device, string? receiver)
    {
        if (!device.Address("mac", out var mac) || !device.TimeInSecondsIfAny("lastSeen", out var atUnixMs)) return;
        var rssiDbm = Sighting.NotMeasuredDbm;
        if (device.TryGetObject("rssi", out var power) && !power.Rssi("last", out rssiDbm)) return;
        var key = BeaconKey.OfMac(mac);
        foreach (var beacon in device.Each("beacons"))
            if (beacon.TryGetObject("ibeacon", out var told) && !told.IBeacon("uuid", "major", "minor", out key)) return;
        device.Accept(key, mac, rssiDbm, atUnixMs, receiver);
    }
}

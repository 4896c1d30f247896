namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Aruba access points, IoT transport, in its JSON form: <c>{"bleData":[{"mac","data","rssi"}],"reporter":{"mac"}}</c>. No time a device. Other
/// content (telemetry, Wi-Fi, Zigbee, serial data) is not read. (reelyactive/barnowl-aruba.)
/// </summary>
internal static class Aruba
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var receiver = fields.TryGetObject("reporter", out var reporter) ? reporter.Receiver("mac") : null;
        if (!fields.Has("bleData")) return;
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        foreach (var device in fields.Each("bleData"))
            if (device.IsObject() && device.Address("mac", out var mac) && device.Rssi("rssi", out var rssiDbm) && device.Advert("data", mac, out var key))
                device.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, receiver);
    }
}

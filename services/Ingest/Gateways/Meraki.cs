namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Cisco Meraki scanning API 2.1, <c>BluetoothDevicesSeen</c>: <c>data.observations[]</c> with <c>clientMac</c>, <c>rssi</c>, <c>seenTime</c>.
/// Its other message types are about Wi-Fi and hear nothing for us. The secret in it is not checked: the transport's credentials are.
/// </summary>
internal static class Meraki
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.Is("type", "BluetoothDevicesSeen") || !fields.Object("data", out var data)) return;
        var receiver = data.Receiver("apMac");
        foreach (var seen in data.Each("observations"))
            if (seen.IsObject() && seen.Address("clientMac", out var mac) && seen.Rssi("rssi", out var rssiDbm) && seen.Time("seenTime", out var atUnixMs))
                seen.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// andrewjfreyer/monitor: <c>monitor/{install}/{address, or uuid-major-minor}</c>. Its reports about known phones carry a confidence instead
/// of power, and <c>confidence</c> 0 means gone: both hear nothing. Its times are local words, so ours are used.
/// </summary>
internal static class Monitor
{
    public static bool IsHeard(in GatewayMessage message) => !message.Level(2).IsEmpty && !message.LastLevel.SequenceEqual("status"u8);

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.TryGet("rssi", out _) || IsGone(fields)) return;
        if (!fields.Rssi("rssi", out var rssiDbm) || !fields.Text("id", out var id)) return;
        if (Mac.TryParse(id, out var mac)) fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, message.ReceivedAtUnixMs, GatewayMessage.Text(message.Level(1)));
        else if (!GatewayFields.TryReadDashed("ibeacon:"u8, id, out var key)) fields.Refuse("id", RefusalReason.NamesNobody);
        else fields.Accept(key, fields.AddressIfAny("mac"), rssiDbm, message.ReceivedAtUnixMs, GatewayMessage.Text(message.Level(1)));
    }

    private static bool IsGone(GatewayFields fields) =>
        fields.Is("confidence", "0") || (fields.TryGet("confidence", out var confidence) && JsonMessage.TryGetWhole(confidence, out var percent) && percent == 0);
}

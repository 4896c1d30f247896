namespace SmartStore.Ingest.Gateways;

/// <summary>
/// andrewjfreyer/monitor: <c>monitor/{node}/{address, or uuid-major-minor}</c>, every value as text, and the power alone on
/// <c>{address}/rssi</c>. Its reports about known phones carry a confidence instead of power, and <c>confidence</c> 0 means gone: both hear nothing, but the
/// node speaks. Its times are local words, so ours are used. <c>{node}/status</c> is the will's topic; <c>scan/…</c> are words of one node to all.
/// Not read: one topic for all reports of a node (PREF_MQTT_SINGLE_TOPIC_MODE). (andrewjfreyer/monitor support/mqtt.)
/// </summary>
internal static class Monitor
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var node = GatewayMessage.Text(message.LevelFromEnd(1));
        if (message.LastLevel.SequenceEqual("status"u8)) batch.Say(message.TryReadStatus(out var status) ? status : GatewayWord.NotUnderstood, node);
        else if (message.LastLevel.SequenceEqual("echo"u8)) batch.Say(GatewayWord.Heartbeat, node);
        else if (message.LastLevel.SequenceEqual("device_tracker"u8)) batch.Say(GatewayWord.Heartbeat, GatewayMessage.Text(message.LevelFromEnd(2)));
        else if (message.LastLevel.SequenceEqual("rssi"u8)) ReadPower(message, batch);
        else GatewayMakers.ReadJson(message, batch, ReadReport);
    }

    // The topic names a phone by its address, or by an alias that nobody else knows.
    private static void ReadPower(in GatewayMessage message, SightingBatch batch)
    {
        var node = GatewayMessage.Text(message.LevelFromEnd(2));
        if (!JsonMessage.TryParseMended(message.Payload, out var json, out _)) return;
        using (json)
        {
            if (json.Root.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return;
            batch.Say(GatewayWord.Heartbeat, node);
            if (Mac.TryParse(message.LevelFromEnd(1), out var mac) && mac != Mac.None && GatewayFields.Power(json.Root, out var rssiDbm))
                batch.Accept(new Sighting(BeaconKey.OfMac(mac), mac, rssiDbm, message.ReceivedAtUnixMs), node);
        }
    }

    private static void ReadReport(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var node = GatewayMessage.Text(message.LevelFromEnd(1));
        if (fields.Has("identity"))
        {
            fields.Batch.Say(GatewayWord.Heartbeat, fields.Receiver("identity"));
            return;
        }
        fields.Batch.Say(fields.Has("id") && fields.Has("confidence") ? GatewayWord.Heartbeat : GatewayWord.NotUnderstood, node);
        if (!fields.Has("rssi") || !fields.Has("id") || (fields.TryNumber("confidence", out var percent) && percent == 0)) return;
        fields.Batch.Say(GatewayWord.Heartbeat, node);
        if (!fields.Rssi("rssi", out var rssiDbm) || !fields.Text("id", out var id)) return;
        if (Mac.TryParse(id, out var mac)) fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, message.ReceivedAtUnixMs, node);
        else if (!GatewayFields.TryReadDashed("ibeacon:"u8, id, out var key)) fields.Refuse("id", RefusalReason.NamesNobody);
        else fields.Accept(key, fields.AddressIfAny("mac"), rssiDbm, message.ReceivedAtUnixMs, node);
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// OpenMQTTGateway and Theengs Gateway: <c>{base}/{gateway}/BTtoMQTT/{address or uuid}</c>, decoded fields beside raw ones; for Home Assistant's rooms
/// also <c>{base}/home_presence/{gateway}</c>. No time. <c>id</c> is the address, or the UUID with <c>mac</c> beside it, or a short id of the device.
/// <c>{gateway}/LWT</c> is the will's topic, <c>SYStoMQTT</c> a heartbeat. (docs/use/ble.md and docs/use/use.md.)
/// </summary>
internal static class Theengs
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var gateway = GatewayMessage.Text(message.LevelFromEnd(1));
        if (message.LastLevel.SequenceEqual("LWT"u8)) batch.Say(message.TryReadStatus(out var status) ? status : GatewayWord.NotUnderstood, gateway);
        else if (message.LastLevel.SequenceEqual("SYStoMQTT"u8)) batch.Say(GatewayWord.Heartbeat, gateway);
        else GatewayMakers.ReadJson(message, batch, ReadHeard);
    }

    private static void ReadHeard(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.Has("id")) return;
        var receiver = message.LevelBefore("BTtoMQTT"u8) ?? (message.LevelFromEnd(1).SequenceEqual("home_presence"u8) ? GatewayMessage.Text(message.LastLevel) : null);
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        // A tracker that left was not heard.
        if (fields.Is("presence", "absent") || !fields.Rssi("rssi", out var rssiDbm)) return;
        var mac = fields.AddressIfAny("mac");
        if (mac == Mac.None) mac = fields.AddressIfAny("id");
        if (mac == Mac.None && Mac.TryParse(message.LastLevel, out var topicMac)) mac = topicMac;
        if (!TryReadKey(fields, out var key)) return;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        fields.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, receiver, "id");
    }

    // False: refused. True with the empty key: the message holds no beacon.
    private static bool TryReadKey(GatewayFields fields, out BeaconKey key)
    {
        key = default;
        if (fields.Is("model_id", "IBEACON") && fields.Has("uuid")) return fields.IBeacon("uuid", "major", "minor", out key);
        Span<byte> bytes = stackalloc byte[Advert.MaxBytes];
        if (fields.Has("manufacturerdata"))
        {
            if (!fields.Hex("manufacturerdata", bytes, out var length)) return false;
            if (IBeacon.TryRead(bytes[..length], out var advert) || AltBeacon.TryRead(bytes[..length], out advert)) key = advert.Key;
        }
        else if (fields.Has("servicedata") && (fields.Is("servicedatauuid", "0xfeaa") || fields.Is("servicedatauuid", "feaa")))
        {
            if (!fields.Hex("servicedata", bytes, out var length)) return false;
            if (Eddystone.TryReadFrame(bytes[..length], out var advert)) key = advert.Key;
        }
        return true;
    }
}

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// OpenMQTTGateway and Theengs Gateway: <c>{base}/{gateway}/BTtoMQTT/{address or uuid}</c>, decoded fields beside raw ones. No time.
/// <c>id</c> is the address, or the UUID with <c>mac</c> beside it, or a short id of the device. (docs/use/ble.md and docs/use/use.md.)
/// </summary>
internal static class Theengs
{
    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        // A tracker that left was not heard.
        if (!fields.IsObject() || fields.Is("presence", "absent") || !fields.Rssi("rssi", out var rssiDbm)) return;
        var mac = fields.AddressIfAny("mac");
        if (mac == Mac.None) mac = fields.AddressIfAny("id");
        if (mac == Mac.None && Mac.TryParse(message.LastLevel, out var topicMac)) mac = topicMac;
        if (!TryReadKey(fields, out var key)) return;
        if (key.Kind == BeaconKind.None) key = BeaconKey.OfMac(mac);
        var receiver = message.Level(2).SequenceEqual("BTtoMQTT"u8) ? GatewayMessage.Text(message.Level(1)) : null;
        fields.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, receiver, "id");
    }

    // False: refused. True with the empty key: the message holds no beacon.
    private static bool TryReadKey(GatewayFields fields, out BeaconKey key)
    {
        key = default;
        if (fields.Is("model_id", "IBEACON") && fields.TryGet("uuid", out _)) return fields.IBeacon("uuid", "major", "minor", out key);
        Span<byte> bytes = stackalloc byte[Advert.MaxBytes];
        if (fields.TryGet("manufacturerdata", out _))
        {
            if (!fields.Hex("manufacturerdata", bytes, out var length)) return false;
            if (IBeacon.TryRead(bytes[..length], out var advert) || AltBeacon.TryRead(bytes[..length], out advert)) key = advert.Key;
        }
        else if (fields.TryGet("servicedata", out _) && (fields.Is("servicedatauuid", "0xfeaa") || fields.Is("servicedatauuid", "feaa")))
        {
            if (!fields.Hex("servicedata", bytes, out var length)) return false;
            if (Eddystone.TryReadFrame(bytes[..length], out var advert)) key = advert.Key;
        }
        return true;
    }
}

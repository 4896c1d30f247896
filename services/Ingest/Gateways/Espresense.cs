namespace SmartStore.Ingest.Gateways;

/// <summary>
/// ESPresense firmware: <c>espresense/devices/{id}/{room}</c>, before version 3 <c>espresense/rooms/{room}</c>. Its power is a median already
/// and has no time; its distance depends on settings we do not know and is not used. (ESPresense src/BleFingerprint.cpp, <c>fill</c>.)
/// </summary>
internal static class Espresense
{
    public static bool IsHeard(in GatewayMessage message) =>
        (message.Level(1).SequenceEqual("devices"u8) && !message.Level(3).IsEmpty) || (message.Level(1).SequenceEqual("rooms"u8) && message.Level(3).IsEmpty);

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.Rssi("rssi", out var rssiDbm) || !fields.Text("id", out var id)) return;
        var mac = fields.AddressIfAny("mac");
        if (!TryReadId(id, out var key)) key = BeaconKey.OfMac(mac);
        fields.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, GatewayMessage.Text(message.LastLevel), "id");
    }

    // "iBeacon:UUID-major-minor", "altBeacon:…", "eddy:NAMESPACE-INSTANCE"; an alias, a name or an address is none of these.
    private static bool TryReadId(ReadOnlySpan<byte> id, out BeaconKey key)
    {
        key = default;
        var colon = id.IndexOf((byte)':');
        if (colon < 0) return false;
        var rest = id[(colon + 1)..];
        if (id.StartsWith("iBeacon:"u8)) return GatewayFields.TryReadDashed("ibeacon:"u8, rest, out key);
        if (id.StartsWith("altBeacon:"u8)) return GatewayFields.TryReadDashed("altbeacon:"u8, rest, out key);
        return id.StartsWith("eddy:"u8) && TryReadEddystone(rest, out key);
    }

    // The firmware prints the fifth byte of the namespace twice: 22 digits instead of 20.
    private static bool TryReadEddystone(ReadOnlySpan<byte> digits, out BeaconKey key)
    {
        key = default;
        var doubled = digits.Length == 35 && digits[8..10].SequenceEqual(digits[10..12]);
        if ((digits.Length != 33 && !doubled) || digits[^13] != '-') return false;
        Span<byte> spelled = stackalloc byte[BeaconKey.MaxSpelling];
        "eddystone:"u8.CopyTo(spelled);
        var at = 10;
        digits[..8].CopyTo(spelled[at..]);
        var rest = digits[(doubled ? 10 : 8)..];
        rest.CopyTo(spelled[(at + 8)..]);
        at += 8 + rest.Length;
        spelled[at - 13] = (byte)':';
        return BeaconKey.TryParse(spelled[..at], out key);
    }
}

using System.Collections.Frozen;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// ESPresense firmware: <c>espresense/devices/{id}/{room}</c>, before version 3 <c>espresense/rooms/{room}</c>. Its power is a median already
/// and has no time; its distance depends on settings we do not know and is not used. <c>rooms/{room}/status</c> is its will's topic,
/// <c>rooms/{room}/telemetry</c> a heartbeat. (ESPresense src/BleFingerprint.cpp, <c>fill</c>; src/main.cpp.)
/// </summary>
internal static class Espresense
{
    // Settings that a node retains, and those that others send it.
    private static readonly FrozenSet<string> s_settings = new[]
    {
        "name", "max_distance", "absorption", "tx_ref_rssi", "rx_adj_rssi", "query", "include", "exclude", "known_macs", "known_irks", "count_ids", "config", "set",
        "arduino_ota", "auto_update", "prerelease", "pir_timeout", "radar_timeout", "switch_1_timeout", "switch_2_timeout", "button_1_timeout", "button_2_timeout",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var room = message.LevelFromEnd(1);
        if (message.LevelFromEnd(2).SequenceEqual("devices"u8)) GatewayMakers.ReadJson(message, batch, ReadHeard);
        else if (room.SequenceEqual("rooms"u8)) GatewayMakers.ReadJson(message, batch, ReadHeard);
        else if (message.LevelFromEnd(3).SequenceEqual("devices"u8)) batch.Say(GatewayWord.Heartbeat, GatewayMessage.Text(room)); // what a sensor tag measures
        else if (s_settings.Contains(Encoding.UTF8.GetString(message.LastLevel))) batch.Say(GatewayWord.Aside);
        else if (!message.LevelFromEnd(2).SequenceEqual("rooms"u8)) batch.Say(GatewayWord.NotUnderstood);
        else if (message.LastLevel.SequenceEqual("telemetry"u8)) batch.Say(GatewayWord.Heartbeat, GatewayMessage.Text(room));
        else batch.Say(message.LastLevel.SequenceEqual("status"u8) && message.TryReadStatus(out var status) ? status : GatewayWord.NotUnderstood, GatewayMessage.Text(room));
    }

    private static void ReadHeard(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject() || !fields.Has("id")) return;
        var room = GatewayMessage.Text(message.LastLevel);
        fields.Batch.Say(GatewayWord.Heartbeat, room);
        if (!fields.Rssi("rssi", out var rssiDbm) || !fields.Text("id", out var id)) return;
        var mac = fields.AddressIfAny("mac");
        if (!TryReadId(id, out var key)) key = BeaconKey.OfMac(mac);
        fields.Accept(key, mac, rssiDbm, message.ReceivedAtUnixMs, room, "id");
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

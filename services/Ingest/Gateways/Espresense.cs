using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// ESPresense firmware: <c>espresense/devices/{id}/{room}</c>, before version 3 <c>espresense/rooms/{room}</c>. Its power is a median already
/// and has no time; its distance depends on settings we do not know and is not used. (ESPresense src/BleFingerprint.cpp, <c>fill</c>.)
/// </summary>
internal static class Espresense
{
    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var isDevice = message.Level(1).SequenceEqual("devices"u8) && !message.Level(3).IsEmpty;
        var isOldRoom = message.Level(1).SequenceEqual("rooms"u8) && message.Level(3).IsEmpty;
        if (!isDevice && !isOldRoom) return; // status, telemetry, settings
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json) Read(json.Root, message.ReceivedAtUnixMs, GatewayMessage.Text(message.LastLevel), batch);
    }

    private static void Read(JsonElement root, long atUnixMs, string? room, SightingBatch batch)
    {
        var fields = new GatewayFields(root, batch);
        if (!fields.IsObject() || !fields.Rssi("rssi", out var rssiDbm)) return;
        if (!fields.TryGet("id", out var id))
        {
            fields.Refuse("id", RefusalReason.Missing);
            return;
        }
        if (!JsonMessage.TryGetText(id, out var text))
        {
            fields.Refuse("id", RefusalReason.WrongType);
            return;
        }
        var mac = fields.AddressIfAny("mac");
        if (TryReadId(text, out var key)) fields.Accept(key, mac, rssiDbm, atUnixMs, room);
        else if (mac != Mac.None) fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, room);
        else fields.Refuse("id", RefusalReason.NamesNobody);
    }

    // "iBeacon:UUID-major-minor", "altBeacon:…", "eddy:NAMESPACE-INSTANCE"; an alias, a name or an address is none of these.
    private static bool TryReadId(ReadOnlySpan<byte> id, out BeaconKey key)
    {
        key = default;
        var colon = id.IndexOf((byte)':');
        if (colon < 0) return false;
        var rest = id[(colon + 1)..];
        if (id.StartsWith("iBeacon:"u8)) return GatewayKeys.TryReadDashed("ibeacon:"u8, rest, out key);
        if (id.StartsWith("altBeacon:"u8)) return GatewayKeys.TryReadDashed("altbeacon:"u8, rest, out key);
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

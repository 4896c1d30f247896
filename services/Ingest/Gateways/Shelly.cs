using System.Buffers.Text;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Shelly devices that scan: <c>{prefix}/events/rpc</c> with <c>NotifyEvent</c>. The scanner script's <c>data</c> is a list of version and
/// adverts in Base64, the button scripts' an object of one device. (aioshelly ble/parser; ALLTERCO shelly-script-examples.)
/// </summary>
internal static class Shelly
{
    /// <summary>Longest advert in Base64, characters.</summary>
    private const int MaxBase64 = (Advert.MaxBytes + 2) / 3 * 4;

    public static void Read(GatewayFields fields, in GatewayMessage message)
    {
        if (fields.Value.ValueKind == JsonValueKind.Array)
        {
            ReadScan(fields, message.ReceivedAtUnixMs, receiver: null);
            return;
        }
        if (!fields.IsObject()) return;
        var receiver = fields.Receiver("src");
        if (fields.TryGetObject("params", out var parameters) && parameters.Value.TryGetProperty("events", out var events))
            foreach (var @event in parameters.In("events", events).Each()) ReadEvent(@event, receiver);
        else if (fields.TryGet("info", out var info))
            ReadEvent(fields.In("info", info), receiver);
    }

    private static void ReadEvent(GatewayFields fields, string? receiver)
    {
        if (!fields.IsObject()) return;
        var isScan = fields.Is("event", "ble.scan_result");
        if (!isScan && !fields.Is("event", "oh-blu.data") && !fields.Is("event", "shelly-blu")) return; // other scripts talk here too
        if (!fields.TimeInSecondsIfAny("ts", out var atUnixMs)) return;
        if (!fields.TryGet("data", out var data)) fields.Refuse("data", RefusalReason.Missing);
        else if (isScan) ReadScan(fields.In("data", data), atUnixMs, receiver);
        else ReadButton(fields.In("data", data), atUnixMs, receiver);
    }

    // {"addr" or "address", "rssi", …}
    private static void ReadButton(GatewayFields fields, long atUnixMs, string? receiver)
    {
        if (fields.IsObject() && fields.Rssi("rssi", out var rssiDbm) && fields.Address(fields.TryGet("addr", out _) ? "addr" : "address", out var mac))
            fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
    }

    // [1, address, rssi, advert, scan response] or [2, [[address, rssi, advert, scan response], …]]
    private static void ReadScan(GatewayFields scan, long atUnixMs, string? receiver)
    {
        var data = scan.Value;
        if (data.ValueKind != JsonValueKind.Array || data.GetArrayLength() < 2 || !JsonMessage.TryGetWhole(data[0], out var version)) scan.Refuse("", RefusalReason.WrongType);
        else if (version == 1) ReadHeard(scan, 1, atUnixMs, receiver);
        else if (version == 2 && data[1].ValueKind == JsonValueKind.Array)
            foreach (var heard in scan.At(1).Each()) ReadHeard(heard, 0, atUnixMs, receiver);
        else scan.At(0).Refuse("", RefusalReason.NotAllowed);
    }

    private static void ReadHeard(GatewayFields fields, int first, long atUnixMs, string? receiver)
    {
        var heard = fields.Value;
        if (heard.ValueKind != JsonValueKind.Array || heard.GetArrayLength() < first + 3) fields.Refuse("", RefusalReason.WrongType);
        else if (!JsonMessage.TryGetText(heard[first], out var address) || !Mac.TryParse(address, out var mac)) fields.At(first).Refuse("", RefusalReason.NotAMac);
        else if (!JsonMessage.TryGetWhole(heard[first + 1], out var rssiDbm) || rssiDbm is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm)
            fields.At(first + 1).Refuse("", RefusalReason.RssiOutOfRange, rssiDbm);
        else if (!TryReadAdvert(heard[first + 2], mac, out var key)) fields.At(first + 2).Refuse("", RefusalReason.NotReadable);
        else fields.Accept(key, mac, (short)rssiDbm, atUnixMs, receiver);
    }

    private static bool TryReadAdvert(JsonElement base64, ulong mac, out BeaconKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[MaxBase64];
        if (!JsonMessage.TryGetText(base64, out var text) || text.Length > MaxBase64) return false;
        text.CopyTo(bytes);
        var encoded = bytes[..text.Length];
        ClearUnusedBits(encoded);
        if (Base64.DecodeFromUtf8InPlace(encoded, out var length) != OperationStatus.Done) return false;
        key = GatewayFields.BeaconOf(bytes[..length], mac);
        return key.Kind != BeaconKind.None;
    }

    // Some scripts leave bits behind the last byte, which the platform's decoder refuses.
    private static void ClearUnusedBits(Span<byte> encoded)
    {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        var text = encoded.TrimEnd((byte)'=');
        if (text.IsEmpty || text.Length == encoded.Length) return;
        var last = alphabet.IndexOf(text[^1]);
        if (last >= 0) text[^1] = alphabet[last & (encoded.Length - text.Length == 1 ? ~0b11 : ~0b1111)];
    }
}

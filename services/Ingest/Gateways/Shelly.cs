using System.Buffers.Text;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Shelly devices that scan: <c>{prefix}/events/rpc</c> with <c>NotifyEvent</c>. The scanner script's <c>data</c> is a list of version and
/// adverts in Base64, the button scripts' an object of one device. ioBroker's script: <c>{prefix}/events/ble</c> with <c>{"src","srcBle":{"mac","rssi"}}</c>;
/// scripts that publish one device themselves: an object with its address and power. <c>{prefix}/online</c> is the will's topic. A device that only
/// tells its own status need not scan. (aioshelly ble/parser; ALLTERCO shelly-script-examples ble/; ioBroker.shelly docs/en/ble-devices.md.)
/// </summary>
internal static class Shelly
{
    /// <summary>Longest advert in Base64, characters.</summary>
    private const int MaxBase64 = (Advert.MaxBytes + 2) / 3 * 4;

    private static readonly string[] s_addresses = ["addr", "address", "mac"];

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!message.LastLevel.SequenceEqual("online"u8)) GatewayMakers.ReadJson(message, batch, ReadJson);
        else if (message.Payload.SequenceEqual("true"u8)) batch.Say(GatewayWord.Online, GatewayMessage.Text(message.LevelFromEnd(1)));
        else if (message.Payload.SequenceEqual("false"u8)) batch.Say(GatewayWord.Offline, GatewayMessage.Text(message.LevelFromEnd(1)));
    }

    private static void ReadJson(GatewayFields fields, in GatewayMessage message)
    {
        if (fields.Value.ValueKind == JsonValueKind.Array)
        {
            fields.Batch.Say(GatewayWord.Heartbeat);
            ReadScan(fields, message.ReceivedAtUnixMs, receiver: null);
            return;
        }
        if (!fields.IsObject()) return;
        var receiver = fields.Receiver("src");
        if (fields.Is("method", "NotifyStatus") || fields.Is("method", "NotifyFullStatus")) fields.Batch.Say(GatewayWord.Aside);
        else if (fields.TryGetObject("params", out var parameters) && parameters.Has("events"))
            foreach (var @event in parameters.Each("events")) ReadEvent(@event, receiver);
        else if (fields.TryGet("info", out var info))
            ReadEvent(fields.In("info", info), receiver);
        else if (fields.TryGetObject("srcBle", out var heard))
            ReadDevice(heard, message.ReceivedAtUnixMs, receiver);
        else if (fields.Has("rssi") && s_addresses.Any(fields.Has))
            ReadDevice(fields, message.ReceivedAtUnixMs, receiver ?? fields.Receiver("gateway"));
    }

    private static void ReadEvent(GatewayFields fields, string? receiver)
    {
        if (!fields.IsObject()) return;
        var isScan = fields.Is("event", "ble.scan_result");
        if (!isScan && !fields.Is("event", "oh-blu.data") && !fields.Is("event", "shelly-blu")) return; // other scripts talk here too
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        if (!fields.TimeInSecondsIfAny("ts", out var atUnixMs)) return;
        if (!fields.TryGet("data", out var data)) fields.Refuse("data", RefusalReason.Missing);
        else if (isScan) ReadScan(fields.In("data", data), atUnixMs, receiver);
        else ReadDevice(fields.In("data", data), atUnixMs, receiver);
    }

    // {"addr", "address" or "mac", "rssi", …}
    private static void ReadDevice(GatewayFields fields, long atUnixMs, string? receiver)
    {
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        if (fields.IsObject() && fields.Rssi("rssi", out var rssiDbm) && fields.Address(s_addresses.FirstOrDefault(fields.Has, "address"), out var mac))
            fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
    }

    // [1, address, rssi, advert, scan response] or [2, [[address, rssi, advert, scan response], …]]
    private static void ReadScan(GatewayFields scan, long atUnixMs, string? receiver)
    {
        var data = scan.Value;
        if (data.ValueKind != JsonValueKind.Array || data.GetArrayLength() < 2 || !JsonMessage.TryGetWholeOrText(data[0], out var version)) scan.Refuse("", RefusalReason.WrongType);
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
        else if (!GatewayFields.Power(heard[first + 1], out var rssiDbm)) fields.At(first + 1).Refuse("", RefusalReason.RssiOutOfRange, JsonMessage.TryGetWholeOrText(heard[first + 1], out var power) ? power : 0);
        else if (!TryReadAdvert(heard[first + 2], mac, out var key)) fields.At(first + 2).Refuse("", RefusalReason.NotReadable);
        else fields.Accept(key, mac, rssiDbm, atUnixMs, receiver);
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

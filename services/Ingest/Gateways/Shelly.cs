using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using SmartStore.Core.Adverts;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Shelly devices that scan: <c>{prefix}/events/rpc</c> with <c>NotifyEvent</c>. The scanner script's <c>data</c> is a list of version and
/// adverts in Base64, the button scripts' an object of one device. (aioshelly ble/parser; ALLTERCO shelly-script-examples.)
/// </summary>
internal static class Shelly
{
    /// <summary>Longest advert in Base64, characters.</summary>
    private const int MaxBase64 = (Advert.MaxBytes + 2) / 3 * 4;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        if (!GatewayJson.TryParse(message, batch, out var json)) return;
        using (json) Read(json.Root, message.ReceivedAtUnixMs, batch);
    }

    private static void Read(JsonElement root, long receivedAtUnixMs, SightingBatch batch)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            ReadScan(root, batch, "", receivedAtUnixMs, receiver: null);
            return;
        }
        var fields = new GatewayFields(root, batch);
        if (!fields.IsObject()) return;
        var receiver = fields.TryGet("src", out var source) ? GatewayJson.Receiver(source) : null;
        if (fields.TryGet("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("events", out var events))
        {
            foreach (var @event in GatewayJson.Each(events, batch, "params.events")) ReadEvent(@event, receivedAtUnixMs, receiver);
        }
        else if (fields.TryGet("info", out var info))
        {
            ReadEvent(new GatewayFields(info, batch, "info"), receivedAtUnixMs, receiver);
        }
    }

    private static void ReadEvent(GatewayFields fields, long receivedAtUnixMs, string? receiver)
    {
        if (!fields.IsObject()) return;
        var isScan = fields.Is("event", "ble.scan_result");
        if (!isScan && !fields.Is("event", "oh-blu.data") && !fields.Is("event", "shelly-blu")) return; // other scripts talk here too
        var atUnixMs = receivedAtUnixMs;
        if (fields.TryGet("ts", out _) && !fields.TimeInSeconds("ts", out atUnixMs)) return;
        if (!fields.TryGet("data", out var data))
        {
            fields.Refuse("data", RefusalReason.Missing);
            return;
        }
        var where = fields.Index < 0 ? fields.Where + ".data" : $"{fields.Where}[{fields.Index}].data";
        if (isScan) ReadScan(data, fields.Batch, where, atUnixMs, receiver);
        else ReadButton(new GatewayFields(data, fields.Batch, where), atUnixMs, receiver);
    }

    // {"addr" or "address", "rssi", …}
    private static void ReadButton(GatewayFields fields, long atUnixMs, string? receiver)
    {
        if (!fields.IsObject() || !fields.Rssi("rssi", out var rssiDbm)) return;
        if (fields.Address(fields.TryGet("addr", out _) ? "addr" : "address", out var mac))
            fields.Accept(BeaconKey.OfMac(mac), mac, rssiDbm, atUnixMs, receiver);
    }

    // [1, address, rssi, advert, scan response] or [2, [[address, rssi, advert, scan response], …]]
    private static void ReadScan(JsonElement data, SightingBatch batch, string where, long atUnixMs, string? receiver)
    {
        var whole = new GatewayFields(data, batch, where);
        if (data.ValueKind != JsonValueKind.Array || data.GetArrayLength() < 2 || !JsonMessage.TryGetWhole(data[0], out var version))
        {
            whole.Refuse("", RefusalReason.WrongType);
        }
        else if (version == 1)
        {
            ReadHeard(data, 1, whole, atUnixMs, receiver);
        }
        else if (version == 2 && data[1].ValueKind == JsonValueKind.Array)
        {
            foreach (var heard in GatewayJson.Each(data[1], batch, where + "[1]")) ReadHeard(heard.Object, 0, heard, atUnixMs, receiver);
        }
        else
        {
            batch.Refuse(new Refusal(RefusalReason.NotAllowed, where, 0));
        }
    }

    private static void ReadHeard(JsonElement heard, int first, GatewayFields fields, long atUnixMs, string? receiver)
    {
        if (heard.ValueKind != JsonValueKind.Array || heard.GetArrayLength() < first + 3)
        {
            fields.Refuse("", RefusalReason.WrongType);
            return;
        }
        var where = fields.Index < 0 ? fields.Where : $"{fields.Where}[{fields.Index}]";
        if (!JsonMessage.TryGetText(heard[first], out var address) || !Mac.TryParse(address, out var mac))
        {
            fields.Batch.Refuse(new Refusal(RefusalReason.NotAMac, where, first));
        }
        else if (!JsonMessage.TryGetWhole(heard[first + 1], out var rssiDbm) || rssiDbm is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm)
        {
            fields.Batch.Refuse(new Refusal(RefusalReason.RssiOutOfRange, where, first + 1, Value: rssiDbm));
        }
        else if (!TryReadAdvert(heard[first + 2], mac, out var key))
        {
            fields.Batch.Refuse(new Refusal(RefusalReason.NotReadable, where, first + 2));
        }
        else
        {
            fields.Accept(key, mac, (short)rssiDbm, atUnixMs, receiver);
        }
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
        key = GatewayKeys.OfAdvert(bytes[..length], mac);
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

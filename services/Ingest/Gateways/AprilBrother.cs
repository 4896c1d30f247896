using MessagePack;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// April Brother AB gateways. Version 4: MessagePack or JSON <c>{"mac","devices":[…]}</c>; version 2: a JSON line, an empty line, then frames
/// <c>FE</c>, length [1] that counts itself, record, CR LF. Each carries the same record of a heard device: type [1], address [6], rssi [1], advert.
/// <c>time</c> counts from power-on, so it is not used. (AprilBrother/ab-ble-gateway-sdk-php; wiki.aprbrother.com.)
/// </summary>
internal static class AprilBrother
{
    private const int RecordHeadBytes = 8;
    private const byte FrameStart = 0xFE;

    public static void Read(in GatewayMessage message, SightingBatch batch)
    {
        var payload = message.Payload;
        if (payload.Length > 0 && payload[0] != (byte)'{') ReadMessagePack(payload, message.ReceivedAtUnixMs, batch);
        else if (payload.IndexOf("\r\n\r\n"u8) is var head and >= 0) ReadFrames(payload[..head], payload[(head + 4)..], message.ReceivedAtUnixMs, batch);
        else GatewayMakers.ReadJson(message, batch, ReadJson);
    }

    private static void ReadJson(GatewayFields fields, in GatewayMessage message)
    {
        if (!fields.IsObject()) return;
        var receiver = fields.Receiver("mac");
        if (!fields.Has("devices")) return;
        fields.Batch.Say(GatewayWord.Heartbeat, receiver);
        Span<byte> record = stackalloc byte[RecordHeadBytes + Advert.MaxBytes];
        foreach (var device in fields.Each("devices"))
            if (device.Hex("", record, out var length))
                ReadRecord(record[..length], message.ReceivedAtUnixMs, receiver, device.Index, fields.Batch);
    }

    // A record may hold CR LF itself, so the length leads; after a broken frame reading goes on at the next CR LF FE.
    private static void ReadFrames(ReadOnlySpan<byte> head, ReadOnlySpan<byte> frames, long atUnixMs, SightingBatch batch)
    {
        if (!JsonMessage.TryParseMended(head, out var json, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        string? receiver;
        using (json) receiver = json.Root.ValueKind == JsonValueKind.Object ? new GatewayFields(json.Root, batch, atUnixMs).Receiver("id") : null;
        batch.Say(GatewayWord.Heartbeat, receiver);
        for (var index = 0; frames.Length > 0; index++)
        {
            if (TryTakeFrame(ref frames, out var record))
            {
                ReadRecord(record, atUnixMs, receiver, index, batch);
                continue;
            }
            batch.Refuse(new Refusal(RefusalReason.NotReadable, "devices", index));
            var next = frames.IndexOf([(byte)'\r', (byte)'\n', FrameStart]);
            frames = next < 0 ? default : frames[(next + 2)..];
        }
    }

    private static bool TryTakeFrame(ref ReadOnlySpan<byte> frames, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (frames.Length < 2 || frames[0] != FrameStart || frames[1] == 0) return false;
        var end = 1 + frames[1];
        if (end > frames.Length || (end < frames.Length && !frames[end..].StartsWith("\r\n"u8))) return false;
        record = frames[2..end];
        frames = frames[Math.Min(frames.Length, end + 2)..];
        return true;
    }

    // When the bytes end inside a record, what came before stays; otherwise the whole message is refused.
    private static void ReadMessagePack(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new MessagePackReader(payload.ToArray());
        var (index, startsAt) = (-1, 0L);
        try
        {
            if (TryReadMap(ref reader, atUnixMs, batch, ref index, ref startsAt)) return;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ArgumentException or OverflowException)
        {
            // The reader meets a length beyond all bounds with the exceptions of the platform.
        }
        if (index < 0) batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: reader.Consumed));
        else batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", index, Value: startsAt));
    }

    private static bool TryReadMap(ref MessagePackReader reader, long atUnixMs, SightingBatch batch, ref int index, ref long startsAt)
    {
        string? receiver = null;
        for (var fields = reader.ReadMapHeader(); fields > 0; fields--)
        {
            if (!TryReadBytes(ref reader, out var name)) return false;
            if (name.SequenceEqual("devices"u8) && reader.NextMessagePackType == MessagePackType.Array)
            {
                var devices = reader.ReadArrayHeader();
                batch.Say(GatewayWord.Heartbeat, receiver);
                for (index = 0; index < devices; index++)
                {
                    startsAt = reader.Consumed;
                    if (!TryReadBytes(ref reader, out var record)) return false;
                    ReadRecord(record, atUnixMs, receiver, index, batch);
                }
                index = -1;
            }
            else if (name.SequenceEqual("mac"u8) && TryReadBytes(ref reader, out var gateway))
            {
                receiver = Mac.TryParse(gateway, out var mac) ? Mac.Format(mac) : null;
            }
            else if (reader.NextMessagePackType is MessagePackType.Array or MessagePackType.Map or MessagePackType.Extension)
            {
                return false; // no gateway writes one here, and skipping nested ones recurses
            }
            else
            {
                reader.Skip();
            }
        }
        return true;
    }

    // Text or binary, of one piece like the payload.
    private static bool TryReadBytes(ref MessagePackReader reader, out ReadOnlySpan<byte> bytes)
    {
        var value = reader.NextMessagePackType switch
        {
            MessagePackType.String => reader.ReadStringSequence(),
            MessagePackType.Binary => reader.ReadBytes(),
            _ => null,
        };
        bytes = value is { } sequence ? sequence.FirstSpan : default;
        return value is not null;
    }

    private static void ReadRecord(ReadOnlySpan<byte> record, long atUnixMs, string? receiver, int index, SightingBatch batch)
    {
        if (record.Length < RecordHeadBytes)
        {
            batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", index, Value: record.Length));
            return;
        }
        var mac = Mac.FromPrinted(record[1..]);
        var key = GatewayFields.BeaconOf(record[RecordHeadBytes..], mac);
        batch.AcceptRecord(new Sighting(key, mac, (sbyte)record[7], atUnixMs), receiver, "devices", index);
    }
}

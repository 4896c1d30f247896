using System.Text.Json;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Version 2 of April Brother's format: a line of JSON, an empty line, then frames <c>FE</c>, length [1] that counts itself, record, CR LF.
/// A record may hold CR LF itself, so the length leads; after a broken frame reading goes on at the next <c>CR LF FE</c>.
/// </summary>
internal static class AprilBrotherFrames
{
    private const byte Start = 0xFE;

    private static ReadOnlySpan<byte> NextFrame => [(byte)'\r', (byte)'\n', Start];

    public static void Read(ReadOnlySpan<byte> head, ReadOnlySpan<byte> frames, long atUnixMs, SightingBatch batch)
    {
        if (!JsonMessage.TryParse(head, int.MaxValue, out var json, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        string? receiver = null;
        using (json)
        {
            if (json.Root.ValueKind == JsonValueKind.Object && json.Root.TryGetProperty("id"u8, out var id)) receiver = GatewayJson.Receiver(id);
        }
        for (var index = 0; frames.Length > 0; index++)
        {
            if (TryTakeRecord(ref frames, out var record))
            {
                AprilBrother.ReadRecord(record, atUnixMs, receiver, index, batch);
                continue;
            }
            batch.Refuse(new Refusal(RefusalReason.NotReadable, "devices", index));
            var next = frames.IndexOf(NextFrame);
            frames = next < 0 ? default : frames[(next + 2)..];
        }
    }

    private static bool TryTakeRecord(ref ReadOnlySpan<byte> frames, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (frames.Length < 2 || frames[0] != Start || frames[1] == 0) return false;
        var end = 1 + frames[1];
        if (end > frames.Length || (end < frames.Length && !frames[end..].StartsWith("\r\n"u8))) return false;
        record = frames[2..end];
        frames = frames[Math.Min(frames.Length, end + 2)..];
        return true;
    }
}

using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// Version 2 of April Brother's format: a line of JSON, an empty line, then frames <c>FE</c>, length [1], record, CR LF.
/// A record may hold CR LF itself, so the length leads; after a broken frame reading goes on at the next <c>CR LF FE</c>.
/// </summary>
internal static class AprilBrotherFrames
{
    private const byte Start = 0xFE;

    private static ReadOnlySpan<byte> NextFrame => [(byte)'\r', (byte)'\n', Start];

    public static void Read(ReadOnlySpan<byte> head, ReadOnlySpan<byte> frames, long atUnixMs, SightingBatch batch)
    {
        if (!JsonMessage.TryParse(head, GatewayJson.BytesMax, out var json, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        string? receiver;
        using (json) receiver = json.Root.ValueKind == System.Text.Json.JsonValueKind.Object && json.Root.TryGetProperty("id"u8, out var id) ? GatewayJson.Receiver(id) : null;
        for (var index = 0; frames.Length > 0; index++)
        {
            var isWhole = frames.Length >= 2 && frames[0] == Start && frames.Length >= 2 + frames[1]
                && (frames.Length == 2 + frames[1] || frames[(2 + frames[1])..].StartsWith("\r\n"u8));
            if (isWhole)
            {
                AprilBrother.ReadRecord(frames.Slice(2, frames[1]), atUnixMs, receiver, index, batch);
                frames = frames[Math.Min(frames.Length, 2 + frames[1] + 2)..];
                continue;
            }
            batch.Refuse(new Refusal(RefusalReason.NotReadable, "devices", index));
            var next = frames.IndexOf(NextFrame);
            frames = next < 0 ? default : frames[(next + 2)..];
        }
    }
}

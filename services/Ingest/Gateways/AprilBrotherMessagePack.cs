using System.Buffers;
using MessagePack;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>Version 4 of April Brother's format in MessagePack: a map with <c>mac</c> and <c>devices</c>, a list of binary records.</summary>
internal static class AprilBrotherMessagePack
{
    public static void Read(ReadOnlySpan<byte> payload, long atUnixMs, SightingBatch batch)
    {
        var reader = new MessagePackReader(payload.ToArray());
        try
        {
            if (!Read(ref reader, atUnixMs, batch)) Refuse(reader, batch);
        }
        catch (Exception e) when (IsOfTheBytes(e))
        {
            Refuse(reader, batch);
        }
    }

    private static bool Read(ref MessagePackReader reader, long atUnixMs, SightingBatch batch)
    {
        string? receiver = null;
        for (var fields = reader.ReadMapHeader(); fields > 0; fields--)
        {
            if (!TryBytes(ref reader, out var name)) return false;
            if (name.SequenceEqual("devices"u8) && reader.NextMessagePackType == MessagePackType.Array)
            {
                if (!ReadDevices(ref reader, atUnixMs, receiver, batch)) return true;
            }
            else if (name.SequenceEqual("mac"u8) && TryBytes(ref reader, out var gateway))
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

    // False: the list ends inside a record. What came before stays.
    private static bool ReadDevices(ref MessagePackReader reader, long atUnixMs, string? receiver, SightingBatch batch)
    {
        var devices = reader.ReadArrayHeader();
        for (var index = 0; index < devices; index++)
        {
            var start = reader.Consumed;
            try
            {
                if (TryBytes(ref reader, out var record))
                {
                    AprilBrother.ReadRecord(record, atUnixMs, receiver, index, batch);
                    continue;
                }
            }
            catch (Exception e) when (IsOfTheBytes(e))
            {
                // Told below.
            }

            batch.Refuse(new Refusal(RefusalReason.CutShort, "devices", index, Value: start));
            return false;
        }

        return true;
    }

    // Text or binary, of one piece like the payload.
    private static bool TryBytes(ref MessagePackReader reader, out ReadOnlySpan<byte> bytes)
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

    // The reader meets a length beyond all bounds with the exceptions of the platform.
    private static bool IsOfTheBytes(Exception e) => e is MessagePackSerializationException or EndOfStreamException or ArgumentException or OverflowException;

    private static void Refuse(in MessagePackReader reader, SightingBatch batch) => batch.RefuseMessage(new Refusal(RefusalReason.NotReadable, "", Value: reader.Consumed));
}

using System.Text.Json;

namespace SmartStore.Ingest.Sightings;

/// <summary>Reads any message of <c>heard</c>, right or wrong, entry by entry. Slower than <see cref="HeardReader"/>; knows every reason.</summary>
internal static class SightingsDocument
{
    private const string Heard = "heard";

    /// <summary>Fills the batch, which must be empty.</summary>
    public static void Read(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        if (!JsonMessage.TryParse(payload, SightingsReader.BytesMax, out var message, out var refusal))
        {
            batch.RefuseMessage(refusal);
            return;
        }
        using (message) Read(message.Root, batch);
    }

    private static void Read(JsonElement root, SightingBatch batch)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.WrongType, ""));
            return;
        }
        if (!root.TryGetProperty(Heard, out var heard))
        {
            batch.RefuseMessage(new Refusal(RefusalReason.Missing, Heard));
            return;
        }
        if (heard.ValueKind != JsonValueKind.Array)
        {
            batch.RefuseMessage(new Refusal(RefusalReason.WrongType, Heard));
            return;
        }
        var index = 0;
        foreach (var element in heard.EnumerateArray()) ReadEntry(element, index++, batch);
    }

    private static void ReadEntry(JsonElement element, int index, SightingBatch batch)
    {
        var entry = default(HeardEntry);
        var reason = Collect(element, ref entry, out var field);
        var value = 0L;
        if (reason == RefusalReason.None)
        {
            reason = entry.Judge(out var sighting, out field, out value);
            if (reason == RefusalReason.None)
            {
                batch.Accept(sighting);
                return;
            }
        }
        batch.Refuse(new Refusal(reason, Heard, index, field, value));
    }

    private static RefusalReason Collect(JsonElement element, ref HeardEntry entry, out string field)
    {
        field = "";
        if (element.ValueKind != JsonValueKind.Object) return RefusalReason.WrongType;
        foreach (var member in element.EnumerateObject())
        {
            var value = member.Value;
            if (value.ValueKind == JsonValueKind.Null) continue;
            if (member.NameEquals("at"u8))
            {
                field = ".at";
                if (ReadTime(value, out entry.AtUnixMs) is var wrong and not RefusalReason.None) return wrong;
                entry.Given |= HeardFields.At;
            }
            else if (member.NameEquals("rssi"u8))
            {
                field = ".rssi";
                if (!TryGetWhole(value, out entry.RssiDbm)) return RefusalReason.WrongType;
                entry.Given |= HeardFields.Rssi;
            }
            else if (member.NameEquals("adv"u8))
            {
                field = ".adv";
                if (!JsonMessage.TryGetText(value, out entry.AdvHex)) return RefusalReason.WrongType;
                entry.Given |= HeardFields.Adv;
            }
            else if (member.NameEquals("beacon"u8))
            {
                field = ".beacon";
                if (!JsonMessage.TryGetText(value, out entry.Beacon)) return RefusalReason.WrongType;
                entry.Given |= HeardFields.Beacon;
            }
            else if (member.NameEquals("mac"u8))
            {
                field = ".mac";
                if (!JsonMessage.TryGetText(value, out entry.MacText)) return RefusalReason.WrongType;
                entry.Given |= HeardFields.Mac;
            }
        }
        return RefusalReason.None;
    }

    /// <summary>A time as number or text, or what is wrong with it: its type, its spelling or its size.</summary>
    internal static RefusalReason ReadTime(JsonElement value, out long unixMs)
    {
        if (TryGetWhole(value, out unixMs)) return unixMs is >= 0 and <= InstantText.MaxUnixMs ? RefusalReason.None : RefusalReason.TimeOutOfRange;
        if (!JsonMessage.TryGetText(value, out var text)) return RefusalReason.WrongType;
        return InstantText.TryParse(text, out unixMs) ? RefusalReason.None : RefusalReason.NotATime;
    }

    /// <summary>A number, rounded to the nearest whole one (some receivers average); one that no long holds becomes the largest or smallest long.</summary>
    internal static bool TryGetWhole(JsonElement value, out long whole)
    {
        whole = 0;
        if (value.ValueKind != JsonValueKind.Number) return false;
        // The conversion saturates: 1e300 is a number, and what may not be that large says so itself.
        if (!value.TryGetInt64(out whole)) whole = (long)Math.Round(value.GetDouble(), MidpointRounding.AwayFromZero);
        return true;
    }
}

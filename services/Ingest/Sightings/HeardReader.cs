using System.Text.Json;

namespace SmartStore.Ingest.Sightings;

/// <summary>
/// Reads the message that nearly every device sends, without a document and without allocating: <c>heard</c> alone, only the contract's fields, no
/// escapes, every entry good. It leaves everything else, right or wrong, to <see cref="SightingsDocument"/>.
/// </summary>
internal static class HeardReader
{
    /// <summary>Fills the batch. False: the message is not of this kind, and what the batch holds is to be cleared.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("heard"u8)) return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                if (!TryReadEntry(ref reader, batch))
                    return false;
            return reader.TokenType == JsonTokenType.EndArray && reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadEntry(ref Utf8JsonReader reader, SightingBatch batch)
    {
        var entry = default(HeardEntry);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(reader.ValueSpan);
            if (field == HeardFields.None || entry.Has(field) || !reader.Read()) return false;
            entry.Given |= field;
            var isRead = field switch
            {
                HeardFields.At => TryReadTime(reader, out entry.AtUnixMs),
                HeardFields.Rssi => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out entry.RssiDbm),
                HeardFields.Adv => TryReadText(reader, out entry.AdvHex),
                HeardFields.Beacon => TryReadText(reader, out entry.Beacon),
                _ => TryReadText(reader, out entry.MacText),
            };
            if (!isRead) return false;
        }

        if (reader.TokenType != JsonTokenType.EndObject || entry.Judge(out var sighting, out _, out _) != RefusalReason.None) return false;
        batch.Accept(sighting);
        return true;
    }

    private static HeardFields FieldOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("at"u8) => HeardFields.At,
        3 when name.SequenceEqual("adv"u8) => HeardFields.Adv,
        3 when name.SequenceEqual("mac"u8) => HeardFields.Mac,
        4 when name.SequenceEqual("rssi"u8) => HeardFields.Rssi,
        6 when name.SequenceEqual("beacon"u8) => HeardFields.Beacon,
        _ => HeardFields.None,
    };

    // The text may still hold bytes that are no UTF-8; none of them survives the judgement of a field.
    private static bool TryReadText(scoped in Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.ValueSpan : default;
        return reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped;
    }

    private static bool TryReadTime(scoped in Utf8JsonReader reader, out long unixMs)
    {
        if (TryReadText(reader, out var text)) return InstantText.TryParse(text, out unixMs);
        unixMs = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out unixMs) && unixMs is >= 0 and <= InstantText.MaxUnixMs;
    }
}

namespace SmartStore.Ingest.Sightings;

/// <summary>Reads what a phone or scanner heard: <c>{"heard":[{"at","rssi","adv"|"beacon","mac"?},…]}</c> (contract, "Sightings over MQTT").</summary>
/// <remarks>
/// <para>Each entry is taken or refused alone; the caller judges a message of which no entry was good. The whole message is refused when it has more than
/// <see cref="BytesMax"/> bytes, is not JSON, is nested deeper than 16, names a field twice, or has no list <c>heard</c>. Unknown fields are ignored; null is "not given".</para>
/// <para><c>at</c>: ISO-8601 with an offset, or unix milliseconds as number or text. Late and early times are judged elsewhere:
/// <see cref="SightingTime"/>. Both <c>adv</c> and <c>beacon</c> may be given when they agree.</para>
/// </remarks>
public static class SightingsReader
{
    /// <summary>Largest message, bytes.</summary>
    public const int BytesMax = 64 * 1024;

    private const string Heard = "heard";

    /// <summary>Reads a message. Throws nothing, whatever the bytes.</summary>
    /// <param name="batch">Emptied, then filled. A message of the usual shape allocates nothing.</param>
    /// <returns>False when the whole message was refused; <see cref="SightingBatch.Message"/> says why.</returns>
    public static bool Read(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        batch.Clear();
        if (payload.Length <= BytesMax && IsOrdinary(payload, batch)) return true;
        // Only what is not ordinary can hide a fault that the reader passes over: bytes that are no UTF-8, or a name twice.
        if (JsonMessage.Check(payload, BytesMax) is { Reason: not RefusalReason.None } refusal) batch.RefuseMessage(refusal);
        return !batch.IsRefused;
    }

    // Ordinary is a whole message with the contract's fields alone, each once and without escapes, and with good entries alone.
    private static bool IsOrdinary(ReadOnlySpan<byte> payload, SightingBatch batch)
    {
        var json = new Utf8JsonReader(payload);
        try
        {
            return ReadMessage(ref json, batch);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool ReadMessage(ref Utf8JsonReader json, SightingBatch batch)
    {
        var (isOrdinary, hasHeard) = (true, false);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return Refuse(batch, RefusalReason.WrongType, "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isHeard = !hasHeard && json.ValueTextEquals("heard"u8);
            isOrdinary &= isHeard && !json.ValueIsEscaped;
            if (!isHeard)
            {
                json.Skip();
                continue;
            }
            hasHeard = json.Read();
            if (json.TokenType != JsonTokenType.StartArray) return Refuse(batch, RefusalReason.WrongType, Heard);
            for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
                isOrdinary &= ReadEntry(ref json, index, batch);
        }
        if (!hasHeard) return Refuse(batch, RefusalReason.Missing, Heard);
        return !json.Read() && isOrdinary;
    }

    private static bool ReadEntry(ref Utf8JsonReader json, int index, SightingBatch batch)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            batch.Refuse(new Refusal(RefusalReason.WrongType, Heard, index));
            return false;
        }
        var (isOrdinary, reason, wrong) = (true, RefusalReason.None, "");
        var entry = default(HeardEntry);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(json);
            isOrdinary &= !json.ValueIsEscaped && !entry.Has(field);
            json.Read();
            if (field == HeardFields.None || json.TokenType == JsonTokenType.Null || reason != RefusalReason.None)
            {
                isOrdinary = false;
                json.Skip();
                continue;
            }
            reason = ReadField(ref json, field, ref entry);
            if (reason == RefusalReason.None) continue;
            wrong = "." + field.ToString().ToLowerInvariant();
            json.Skip();
        }
        var sighting = default(Sighting);
        var refusal = reason == RefusalReason.None ? entry.Judge(index, out sighting) : new Refusal(reason, Heard, index, wrong);
        if (refusal.Reason == RefusalReason.None) batch.Accept(sighting);
        else batch.Refuse(refusal);
        return isOrdinary && refusal.Reason == RefusalReason.None;
    }

    private static RefusalReason ReadField(ref Utf8JsonReader json, HeardFields field, ref HeardEntry entry)
    {
        entry.Given |= field;
        switch (field)
        {
            case HeardFields.At: return ReadTime(ref json, out entry.AtUnixMs);
            case HeardFields.Rssi: return TryReadWhole(ref json, out entry.RssiDbm) ? RefusalReason.None : RefusalReason.WrongType;
        }
        if (json.TokenType != JsonTokenType.String) return RefusalReason.WrongType;
        // Bytes that are no UTF-8 do not survive the judgement of a field.
        var text = json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
        if (field == HeardFields.Adv) entry.AdvHex = text;
        else if (field == HeardFields.Beacon) entry.Beacon = text;
        else entry.MacText = text;
        return RefusalReason.None;
    }

    private static RefusalReason ReadTime(ref Utf8JsonReader json, out long unixMs)
    {
        if (TryReadWhole(ref json, out unixMs)) return InstantText.Judge(unixMs);
        if (json.TokenType != JsonTokenType.String) return RefusalReason.WrongType;
        return InstantText.TryParse(json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan, out unixMs) ? RefusalReason.None : RefusalReason.NotATime;
    }

    private static bool TryReadWhole(ref Utf8JsonReader json, out long whole)
    {
        whole = 0;
        if (json.TokenType != JsonTokenType.Number) return false;
        if (!json.TryGetInt64(out whole)) whole = JsonMessage.Nearest(json.GetDouble());
        return true;
    }

    private static HeardFields FieldOf(in Utf8JsonReader json)
    {
        if (json.ValueTextEquals("at"u8)) return HeardFields.At;
        if (json.ValueTextEquals("rssi"u8)) return HeardFields.Rssi;
        if (json.ValueTextEquals("adv"u8)) return HeardFields.Adv;
        if (json.ValueTextEquals("mac"u8)) return HeardFields.Mac;
        return json.ValueTextEquals("beacon"u8) ? HeardFields.Beacon : HeardFields.None;
    }

    private static bool Refuse(SightingBatch batch, RefusalReason reason, string where)
    {
        batch.RefuseMessage(new Refusal(reason, where));
        return false;
    }
}

/// <summary>The fields of one entry of <c>heard</c> as they came, and the judgement on them.</summary>
internal ref struct HeardEntry
{
    public HeardFields Given;

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long AtUnixMs;

    /// <summary>dBm, not yet checked.</summary>
    public long RssiDbm;

    /// <summary>Advert bytes as hex digits.</summary>
    public ReadOnlySpan<byte> AdvHex;
    public ReadOnlySpan<byte> Beacon;
    public ReadOnlySpan<byte> MacText;

    public readonly bool Has(HeardFields fields) => (Given & fields) != HeardFields.None;

    /// <summary>Makes a sighting of the fields, or says which one is wrong and why.</summary>
    /// <param name="index">Position of the entry in the message.</param>
    public readonly Refusal Judge(int index, out Sighting sighting)
    {
        sighting = default;
        if (!Has(HeardFields.At)) return No(index, ".at", RefusalReason.Missing);
        // A power that was left out is 0, as over RPC: not measured.
        if (!Sighting.TryJudgeRssi(RssiDbm, out var rssiDbm)) return No(index, ".rssi", RefusalReason.RssiOutOfRange, RssiDbm);
        var mac = Mac.None;
        if (Has(HeardFields.Mac) && !Mac.TryParse(MacText, out mac)) return No(index, ".mac", RefusalReason.NotAMac);
        var key = default(BeaconKey);
        if (Has(HeardFields.Beacon))
        {
            if (!BeaconKey.TryParse(Beacon, out key)) return No(index, ".beacon", RefusalReason.NotABeaconKey);
            if (key.HasMac)
            {
                if (mac != Mac.None && mac != key.Mac) return No(index, ".beacon", RefusalReason.Contradiction);
                (mac, key) = (key.Mac, key.WithoutMac);
            }
        }
        if (Has(HeardFields.Adv))
        {
            if (ReadAdvert(AdvHex, mac, out var heard) is var reason and not RefusalReason.None) return No(index, ".adv", reason);
            if (Has(HeardFields.Beacon) && heard != key) return No(index, ".adv", RefusalReason.Contradiction);
            key = heard;
        }
        if (!Has(HeardFields.Adv | HeardFields.Beacon)) return No(index, "", RefusalReason.NamesNobody);
        sighting = new Sighting(key, mac, rssiDbm, AtUnixMs);
        return default;
    }

    private static Refusal No(int index, string field, RefusalReason reason, long value = 0) => new(reason, "heard", index, field, value);

    /// <summary>Whose advert it is: the beacon in it, else the address it came from.</summary>
    private static RefusalReason ReadAdvert(ReadOnlySpan<byte> hex, ulong mac, out BeaconKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Advert.MaxBytes];
        if (hex.Length > 2 * Advert.MaxBytes || Convert.FromHexString(hex, bytes, out _, out var written) != OperationStatus.Done) return RefusalReason.NotHex;
        var advert = Advert.Read(bytes[..written]);
        if (advert.Kind == AdvertKind.Malformed) return RefusalReason.AdvertCutShort;
        key = advert.Key.Kind == BeaconKind.None ? BeaconKey.OfMac(mac) : advert.Key;
        return key.Kind == BeaconKind.None ? RefusalReason.NamesNobody : RefusalReason.None;
    }
}

[Flags]
internal enum HeardFields : byte
{
    None = 0,
    At = 1,
    Rssi = 2,
    Adv = 4,
    Beacon = 8,
    Mac = 16,
}

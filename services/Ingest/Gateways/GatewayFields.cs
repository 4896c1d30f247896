namespace SmartStore.Ingest.Gateways;

/// <summary>
/// One value in a gateway's JSON message, mostly an object. Each method reads one field; when the field is wrong, the method refuses the object
/// in the batch, with the field's path, and returns false.
/// </summary>
/// <param name="Value">The object.</param>
/// <param name="Batch">Gets the refusals.</param>
/// <param name="ReceivedAtUnixMs">When the message came, milliseconds since 1970 UTC.</param>
/// <param name="Where">Path of the object, or of the list it is in.</param>
/// <param name="Index">Position in that list; -1: not in a list.</param>
internal readonly record struct GatewayFields(JsonElement Value, SightingBatch Batch, long ReceivedAtUnixMs, string Where = "", int Index = -1)
{
    private string Path => Index < 0 ? Where : $"{Where}[{Index}]";

    public bool Refuse(string field, RefusalReason reason, long value = 0)
    {
        var dot = field.Length > 0 && (Where.Length > 0 || Index >= 0);
        Batch.Refuse(new Refusal(reason, Where, Index, dot ? "." + field : field, value));
        return false;
    }

    public bool IsObject() => Value.ValueKind == JsonValueKind.Object || Refuse("", RefusalReason.WrongType);

    /// <summary>The field, when it is there and not null, and does not stand twice with two values.</summary>
    public bool TryGet(string field, out JsonElement value)
    {
        value = default;
        if (Value.ValueKind != JsonValueKind.Object || !Value.TryGetProperty(field, out value) || value.ValueKind == JsonValueKind.Null) return false;
        return !Batch.IsMended || HasOneValue(field, value);
    }

    public bool Has(string field) => TryGet(field, out _);

    /// <summary>The object in a field. False, without a refusal: there is none.</summary>
    public bool TryGetObject(string field, out GatewayFields fields)
    {
        fields = TryGet(field, out var value) ? In(field, value) : default;
        return value.ValueKind == JsonValueKind.Object;
    }

    public bool Object(string field, out GatewayFields fields) => TryGetObject(field, out fields) || Refuse(field, RefusalReason.WrongType);

    /// <summary>The value of a field with its path.</summary>
    public GatewayFields In(string field, JsonElement value) => new(value, Batch, ReceivedAtUnixMs, Path.Length > 0 ? $"{Path}.{field}" : field);

    /// <summary>An entry of this list with its path.</summary>
    public GatewayFields At(int index) => new(Value[index], Batch, ReceivedAtUnixMs, Path, index);

    /// <summary>The entries of a list, or of one object as if it were a list of one: some firmware leaves the brackets out.</summary>
    public IEnumerable<GatewayFields> Each()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            yield return this;
            yield break;
        }
        var (where, index) = (Path, 0);
        foreach (var element in Value.EnumerateArray()) yield return new GatewayFields(element, Batch, ReceivedAtUnixMs, where, index++);
    }

    /// <summary>The entries of the list in a field; none when there is no such field.</summary>
    public IEnumerable<GatewayFields> Each(string field) => TryGet(field, out var list) ? In(field, list).Each() : [];

    public bool Is(string field, string text) => TryGet(field, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    public bool Text(string field, out ReadOnlySpan<byte> text)
    {
        text = default;
        return TryGet(field, out var value) ? JsonMessage.TryGetText(value, out text) || Refuse(field, RefusalReason.WrongType) : Refuse(field, RefusalReason.Missing);
    }

    /// <summary>Received power, dBm, as number or text; a fraction is rounded. One that is missing or no number was not measured.</summary>
    public bool Rssi(string field, out short rssiDbm)
    {
        rssiDbm = Sighting.NotMeasuredDbm;
        return !TryGet(field, out var value) || Power(value, out rssiDbm) || Refuse(field, RefusalReason.RssiOutOfRange, Whole(value));
    }

    /// <summary>The same of a value. False: no receiver reports such a power.</summary>
    public static bool Power(JsonElement value, out short rssiDbm) => Sighting.TryJudgeRssi(Whole(value), out rssiDbm);

    /// <summary>A whole number, as number or text.</summary>
    public bool TryNumber(string field, out long number)
    {
        number = 0;
        return TryGet(field, out var value) && JsonMessage.TryGetWholeOrText(value, out number);
    }

    public bool Address(string field, out ulong mac)
    {
        mac = Mac.None;
        return Text(field, out var text) && (Mac.TryParse(text, out mac) || Refuse(field, RefusalReason.NotAMac));
    }

    /// <summary>A device address, when it is there; another text counts as not there.</summary>
    public ulong AddressIfAny(string field) =>
        TryGet(field, out var value) && JsonMessage.TryGetText(value, out var text) && Mac.TryParse(text, out var mac) ? mac : Mac.None;

    /// <summary>A receiver's name as anchors are named: an address in the contract's spelling, anything else as it is. Null when there is none.</summary>
    public string? Receiver(string field)
    {
        if (!TryGet(field, out var value) || !JsonMessage.TryGetText(value, out var text) || text.IsEmpty) return null;
        return Mac.TryParse(text, out var mac) ? Mac.Format(mac) : value.GetString();
    }

    /// <summary>A time: ISO-8601 with an offset or unix milliseconds; when the message came, if there is none.</summary>
    public bool TimeIfAny(string field, out long atUnixMs)
    {
        atUnixMs = ReceivedAtUnixMs;
        if (!TryGet(field, out var value)) return true;
        return JsonMessage.ReadTime(value, out atUnixMs) is var wrong && (wrong == RefusalReason.None || Refuse(field, wrong));
    }

    /// <summary>A time in unix seconds, as number or text, with a fraction when a number; when the message came, if there is none.</summary>
    public bool TimeInSecondsIfAny(string field, out long atUnixMs)
    {
        atUnixMs = ReceivedAtUnixMs;
        if (!TryGet(field, out var value)) return true;
        const long secondsMax = InstantText.MaxUnixMs / 1000;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= secondsMax) atUnixMs = (long)Math.Round(seconds * 1000);
        else if (JsonMessage.TryGetText(value, out var text) && InstantText.TryParseUnixMs(text, out var whole) && whole <= secondsMax) atUnixMs = whole * 1000;
        else return Refuse(field, RefusalReason.NotATime);
        return true;
    }

    /// <summary>Whose advert the hex digits are: the beacon in it, else the address.</summary>
    public bool Advert(string field, ulong mac, out BeaconKey key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Core.Adverts.Advert.MaxBytes];
        if (!Text(field, out _) || !Hex(field, bytes, out var length)) return false;
        key = BeaconOf(bytes[..length], mac);
        return key.Kind != BeaconKind.None || Refuse(field, RefusalReason.NamesNobody);
    }

    /// <summary>Bytes as hex digits. An empty field: this value itself.</summary>
    public bool Hex(string field, Span<byte> bytes, out int length)
    {
        length = 0;
        var value = Value;
        return ((field.Length == 0 || TryGet(field, out value)) && JsonMessage.TryGetText(value, out var hex) && hex.Length <= 2 * bytes.Length
            && Convert.FromHexString(hex, bytes, out _, out length) == OperationStatus.Done) || Refuse(field, RefusalReason.NotHex);
    }

    /// <summary>An iBeacon told as three fields.</summary>
    public bool IBeacon(string uuidField, string majorField, string minorField, out BeaconKey key)
    {
        key = default;
        if (!TryGet(uuidField, out var value)) return Refuse(uuidField, RefusalReason.Missing);
        Span<byte> uuid = stackalloc byte[16];
        if (!JsonMessage.TryGetText(value, out var text) || !BeaconKey.TryParseUuid(text, uuid)) return Refuse(uuidField, RefusalReason.NotABeaconKey);
        if (!Number16(majorField, out var major) || !Number16(minorField, out var minor)) return false;
        key = BeaconKey.IBeacon(uuid, major, minor);
        return true;
    }

    /// <summary>Takes a sighting, or refuses <paramref name="idField"/> when it names no transmitter.</summary>
    public void Accept(in BeaconKey key, ulong mac, short rssiDbm, long atUnixMs, string? receiver, string idField = "")
    {
        if (key.Kind == BeaconKind.None) Refuse(idField, RefusalReason.NamesNobody);
        else Batch.Accept(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);
    }

    /// <summary>
    /// The beacon in the advert, else the address it came from; the empty key when there is neither. An advert that some firmware cut short
    /// still came from its address, which the receiver's controller vouches for.
    /// </summary>
    public static BeaconKey BeaconOf(ReadOnlySpan<byte> advertBytes, ulong mac)
    {
        var key = Core.Adverts.Advert.Read(advertBytes).Key;
        return key.Kind == BeaconKind.None ? BeaconKey.OfMac(mac) : key;
    }

    /// <summary>Reads an id as home automation writes it: a UUID, then <c>-major-minor</c> in decimal. The kind is in the contract's spelling, with its colon.</summary>
    public static bool TryReadDashed(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id, out BeaconKey key)
    {
        key = default;
        var minor = id.LastIndexOf((byte)'-');
        var major = minor > 0 ? id[..minor].LastIndexOf((byte)'-') : -1;
        if (major < 0 || kind.Length + id.Length > BeaconKey.MaxSpelling) return false;
        Span<byte> spelled = stackalloc byte[BeaconKey.MaxSpelling];
        kind.CopyTo(spelled);
        id.CopyTo(spelled[kind.Length..]);
        spelled[kind.Length + major] = spelled[kind.Length + minor] = (byte)':';
        return BeaconKey.TryParse(spelled[..(kind.Length + id.Length)], out key);
    }

    private bool Number16(string field, out ushort number)
    {
        number = 0;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        if (!JsonMessage.TryGetWholeOrText(value, out var whole) || whole is < 0 or > ushort.MaxValue) return Refuse(field, RefusalReason.NotABeaconKey);
        number = (ushort)whole;
        return true;
    }

    private static long Whole(JsonElement value) => JsonMessage.TryGetWholeOrText(value, out var whole) ? whole : Sighting.NotMeasuredDbm;

    private bool HasOneValue(string field, JsonElement value)
    {
        foreach (var property in Value.EnumerateObject())
            if (property.NameEquals(field) && !JsonElement.DeepEquals(property.Value, value))
                return false;
        return true;
    }
}

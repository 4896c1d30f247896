using System.Text.Json;
using SmartStore.Core.Sightings;
using SmartStore.Ingest.Sightings;

namespace SmartStore.Ingest.Gateways;

/// <summary>
/// The fields of one JSON object in a gateway's message. Each method reads one; when the field is wrong it refuses the object in the batch,
/// with the field's path, and returns false.
/// </summary>
/// <param name="Object">The object.</param>
/// <param name="Batch">Where refusals go.</param>
/// <param name="Where">Path of the object, or of the list it is in.</param>
/// <param name="Index">Position in that list; -1: not in a list.</param>
internal readonly record struct GatewayFields(JsonElement Object, SightingBatch Batch, string Where = "", int Index = -1)
{
    /// <summary>Refuses the object for one of its fields.</summary>
    public bool Refuse(string field, RefusalReason reason, long value = 0)
    {
        var dot = field.Length > 0 && (Where.Length > 0 || Index >= 0);
        Batch.Refuse(new Refusal(reason, Where, Index, dot ? "." + field : field, value));
        return false;
    }

    /// <summary>True when the value is an object.</summary>
    public bool IsObject() => Object.ValueKind == JsonValueKind.Object || Refuse("", RefusalReason.WrongType);

    /// <summary>The field, when it is there and not null.</summary>
    public bool TryGet(string field, out JsonElement value) => Object.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>True when the field is the text given.</summary>
    public bool Is(string field, string text) => TryGet(field, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    /// <summary>Received power, dBm; a fraction is rounded.</summary>
    public bool Rssi(string field, out short rssiDbm)
    {
        rssiDbm = 0;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        if (!JsonMessage.TryGetWhole(value, out var whole)) return Refuse(field, RefusalReason.WrongType);
        if (whole is < Sighting.MinRssiDbm or > Sighting.MaxRssiDbm) return Refuse(field, RefusalReason.RssiOutOfRange, whole);
        rssiDbm = (short)whole;
        return true;
    }

    /// <summary>A device address.</summary>
    public bool Address(string field, out ulong mac)
    {
        mac = Mac.None;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        if (!JsonMessage.TryGetText(value, out var text)) return Refuse(field, RefusalReason.WrongType);
        return Mac.TryParse(text, out mac) || Refuse(field, RefusalReason.NotAMac);
    }

    /// <summary>A device address, when it is there; another text counts as not there.</summary>
    public ulong AddressIfAny(string field) =>
        TryGet(field, out var value) && JsonMessage.TryGetText(value, out var text) && Mac.TryParse(text, out var mac) ? mac : Mac.None;

    /// <summary>A time: ISO-8601 with an offset or unix milliseconds.</summary>
    public bool Time(string field, out long atUnixMs)
    {
        atUnixMs = 0;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        return JsonMessage.ReadTime(value, out atUnixMs) is var wrong && (wrong == RefusalReason.None || Refuse(field, wrong));
    }

    /// <summary>A time in unix seconds, as number or text; with a fraction when a number.</summary>
    public bool TimeInSeconds(string field, out long atUnixMs)
    {
        atUnixMs = 0;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= InstantText.MaxUnixMs / 1000)
        {
            atUnixMs = (long)Math.Round(seconds * 1000);
            return true;
        }
        if (!JsonMessage.TryGetText(value, out var text) || !InstantText.TryParseUnixMs(text, out var whole) || whole > InstantText.MaxUnixMs / 1000)
            return Refuse(field, RefusalReason.NotATime);
        atUnixMs = whole * 1000;
        return true;
    }

    /// <summary>Whose advert the hex digits are: the beacon in it, else the address.</summary>
    public bool Advert(string field, ulong mac, out BeaconKey key)
    {
        key = default;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        if (!JsonMessage.TryGetText(value, out var hex)) return Refuse(field, RefusalReason.WrongType);
        Span<byte> bytes = stackalloc byte[Core.Adverts.Advert.MaxBytes];
        if (hex.Length > 2 * bytes.Length || Convert.FromHexString(hex, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            return Refuse(field, RefusalReason.NotHex);
        key = GatewayKeys.OfAdvert(bytes[..length], mac);
        return key.Kind != BeaconKind.None || Refuse(field, RefusalReason.NamesNobody);
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

    /// <summary>Takes the sighting.</summary>
    public void Accept(in BeaconKey key, ulong mac, short rssiDbm, long atUnixMs, string? receiver) =>
        Batch.Accept(new Sighting(key, mac, rssiDbm, atUnixMs), receiver);

    private bool Number16(string field, out ushort number)
    {
        number = 0;
        if (!TryGet(field, out var value)) return Refuse(field, RefusalReason.Missing);
        return (value.ValueKind == JsonValueKind.Number && value.TryGetUInt16(out number)) || Refuse(field, RefusalReason.NotABeaconKey);
    }
}

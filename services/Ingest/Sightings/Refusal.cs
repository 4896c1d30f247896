namespace SmartStore.Ingest.Sightings;

/// <summary>Why something a device sent was not taken. One word each for counters: <see cref="RefusalReasons.Label"/>.</summary>
public enum RefusalReason : byte
{
    /// <summary>Nothing was refused.</summary>
    None = 0,

    /// <summary>More bytes than the limit of its kind.</summary>
    TooLarge,

    /// <summary>Not JSON, or not the binary format it should be.</summary>
    NotReadable,

    /// <summary>Bytes that are no UTF-8: another encoding, or damaged.</summary>
    NotUtf8,

    /// <summary>UTF-8 with a byte order mark in front, which JSON forbids (RFC 8259 §8.1).</summary>
    ByteOrderMark,

    /// <summary>JSON nested deeper than 16.</summary>
    TooDeep,

    /// <summary>One object names a field twice.</summary>
    DuplicateKey,

    /// <summary>A field that must be there is not.</summary>
    Missing,

    /// <summary>A field holds another type of JSON value.</summary>
    WrongType,

    /// <summary>Received power outside -127..20 dBm.</summary>
    RssiOutOfRange,

    /// <summary>Neither ISO-8601 with an offset nor unix milliseconds.</summary>
    NotATime,

    /// <summary>A time before 1970 or after 9999.</summary>
    TimeOutOfRange,

    /// <summary>Not an even number of hex digits, or too many.</summary>
    NotHex,

    /// <summary>Advert bytes with a length that runs over the end.</summary>
    AdvertCutShort,

    /// <summary>Neither a beacon in the advert nor an address beside it.</summary>
    NamesNobody,

    /// <summary>Not a beacon key as the contract spells them.</summary>
    NotABeaconKey,

    /// <summary>Not a device address.</summary>
    NotAMac,

    /// <summary>Two fields tell different transmitters.</summary>
    Contradiction,

    /// <summary>More entries than one message may have.</summary>
    TooMany,

    /// <summary>Text outside the set a field allows.</summary>
    NotAllowed,

    /// <summary>Binary data that ends inside a field.</summary>
    CutShort,

    /// <summary>Binary data whose checksum does not match.</summary>
    ChecksumWrong,
}

/// <summary>What was refused, where, and why. Made without allocation; the text is made when asked for.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Where">Path of the field, or the name of the list when <paramref name="Index"/> is not negative.</param>
/// <param name="Index">Position in the list; -1 when there is none.</param>
/// <param name="Field">Rest of the path after the position, with its dot.</param>
/// <param name="Value">The number that was out of range or over a limit; else 0.</param>
public readonly record struct Refusal(RefusalReason Reason, string Where, int Index = -1, string Field = "", long Value = 0)
{
    /// <summary>Path of the field; empty: the whole message.</summary>
    public string Path => Reason == RefusalReason.None || Index < 0 ? Where + Field : $"{Where}[{Index}]{Field}";

    /// <summary>One line for people: <c>heard[3].rssi: -300 is not in -127..20</c>.</summary>
    public override string ToString() => Path.Length == 0 ? RefusalReasons.Sentence(Reason, Value) : Path + ": " + RefusalReasons.Sentence(Reason, Value);
}

/// <summary>The words of the reasons.</summary>
public static class RefusalReasons
{
    /// <summary>Name of the reason as a metric's label.</summary>
    public static string Label(this RefusalReason reason) => reason switch
    {
        RefusalReason.None => "none",
        RefusalReason.TooLarge => "too_large",
        RefusalReason.NotReadable => "not_readable",
        RefusalReason.NotUtf8 => "not_utf8",
        RefusalReason.ByteOrderMark => "byte_order_mark",
        RefusalReason.TooDeep => "too_deep",
        RefusalReason.DuplicateKey => "duplicate_key",
        RefusalReason.Missing => "missing",
        RefusalReason.WrongType => "wrong_type",
        RefusalReason.RssiOutOfRange => "rssi_out_of_range",
        RefusalReason.NotATime => "not_a_time",
        RefusalReason.TimeOutOfRange => "time_out_of_range",
        RefusalReason.NotHex => "not_hex",
        RefusalReason.AdvertCutShort => "advert_cut_short",
        RefusalReason.NamesNobody => "names_nobody",
        RefusalReason.NotABeaconKey => "not_a_beacon_key",
        RefusalReason.NotAMac => "not_a_mac",
        RefusalReason.Contradiction => "contradiction",
        RefusalReason.TooMany => "too_many",
        RefusalReason.NotAllowed => "not_allowed",
        RefusalReason.CutShort => "cut_short",
        RefusalReason.ChecksumWrong => "checksum_wrong",
        _ => "other",
    };

    internal static string Sentence(RefusalReason reason, long value) => reason switch
    {
        RefusalReason.TooLarge => $"has {value} bytes, more than allowed",
        RefusalReason.NotReadable => $"cannot be read at byte {value}",
        RefusalReason.NotUtf8 => "is not UTF-8",
        RefusalReason.ByteOrderMark => "begins with a byte order mark, which JSON forbids",
        RefusalReason.TooDeep => $"is nested deeper than {JsonMessage.MaxDepth}",
        RefusalReason.DuplicateKey => "names a field twice in one object",
        RefusalReason.Missing => "is missing",
        RefusalReason.WrongType => "has the wrong type",
        RefusalReason.RssiOutOfRange => $"{Shown(value)} is not in {Core.Sightings.Sighting.MinRssiDbm}..{Core.Sightings.Sighting.MaxRssiDbm}",
        RefusalReason.NotATime => "is no time since 1970, neither as ISO-8601 with an offset nor as unix milliseconds",
        RefusalReason.TimeOutOfRange => "is not in 1970..9999, counted in milliseconds since 1970",
        RefusalReason.NotHex => $"is not an even number of hex digits, at most {2 * Core.Adverts.Advert.MaxBytes}",
        RefusalReason.AdvertCutShort => "is an advert cut short",
        RefusalReason.NamesNobody => "names no transmitter",
        RefusalReason.NotABeaconKey => "is not a beacon key",
        RefusalReason.NotAMac => "is not a device address",
        RefusalReason.Contradiction => "names another transmitter than the field beside it",
        RefusalReason.TooMany => $"has more than {value} entries",
        RefusalReason.NotAllowed => "is not a value this field may have",
        RefusalReason.CutShort => $"ends before it should, at byte {value}",
        RefusalReason.ChecksumWrong => "does not match its checksum",
        _ => "was refused",
    };

    // What no long holds was read as the nearest one that does.
    private static string Shown(long value) => value switch
    {
        long.MaxValue => "a number beyond all bounds",
        long.MinValue => "a number below all bounds",
        _ => $"{value}",
    };
}

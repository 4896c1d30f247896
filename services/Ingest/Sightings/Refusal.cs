namespace SmartStore.Ingest.Sightings;

/// <summary>Why something a device sent was not taken; <see cref="RefusalReasons"/> has the sentences.</summary>
public enum RefusalReason : byte
{
    /// <summary>Nothing was refused.</summary>
    None = 0,
    TooLarge, NotReadable, NotUtf8, ByteOrderMark, TooDeep, DuplicateKey,
    Missing, WrongType, RssiOutOfRange, NotATime, TimeOutOfRange, NotHex, AdvertCutShort, NotABeaconKey, NotAMac, NotAllowed,
    NamesNobody, Contradiction, TooMany, CutShort, ChecksumWrong,
}

/// <summary>What was refused, where, and why. Made without allocation; the text is made when asked for.</summary>
/// <param name="Where">Path of the field, or the name of the list when <paramref name="Index"/> is not negative.</param>
/// <param name="Index">Position in the list; -1 when there is none.</param>
/// <param name="Field">Rest of the path after the position, with its dot.</param>
/// <param name="Value">The number that was out of range or over a limit; else 0.</param>
public readonly record struct Refusal(RefusalReason Reason, string Where, int Index = -1, string Field = "", long Value = 0)
{
    /// <summary>Path of the field; empty: the whole message.</summary>
    public string Path => Reason == RefusalReason.None || Index < 0 ? Where + Field : $"{Where}[{Index}]{Field}";

    /// <summary>One line for people: <c>heard[3].rssi: -300 is below -127</c>.</summary>
    public override string ToString() => Path.Length == 0 ? RefusalReasons.Sentence(Reason, Value) : Path + ": " + RefusalReasons.Sentence(Reason, Value);
}

/// <summary>The words of the reasons.</summary>
public static class RefusalReasons
{
    private static readonly string[] s_labels = [.. Enum.GetNames<RefusalReason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>Name of the reason as a metric's label, for instance <c>not_a_time</c>.</summary>
    public static string Label(this RefusalReason reason) => s_labels[(int)reason];

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
        RefusalReason.RssiOutOfRange => $"{Shown(value)} is below {Core.Sightings.Sighting.MinRssiDbm}",
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

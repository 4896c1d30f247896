namespace SmartStore.Ingest.Taps;

/// <summary>How somebody showed who they are.</summary>
public enum TapKind : byte
{
    /// <summary>A phone held to the terminal.</summary>
    Nfc,

    /// <summary>A code shown to a camera.</summary>
    Qr,

    /// <summary>Digits typed.</summary>
    Pin,
}

/// <summary>A deliberate act at a terminal, as the terminal sent it.</summary>
/// <param name="Id">The terminal's name for this act: seen twice, it is the same act. An id of the contract.</param>
/// <param name="AtUnixMs">When, by the terminal's clock, milliseconds since 1970 UTC.</param>
/// <param name="Kind">How.</param>
/// <param name="Pass">The token or PIN that was shown, 1..<see cref="PassMax"/> visible ASCII characters; not yet verified. Never log it.</param>
public readonly record struct Tap(string Id, long AtUnixMs, TapKind Kind, string Pass)
{
    /// <summary>Longest pass, characters.</summary>
    public const int PassMax = 4096;

    /// <summary>Without the pass, which must not reach a log.</summary>
    public override string ToString() => $"tap {Id} ({Kind})";
}

namespace SmartStore.Floor.Radio;

/// <summary>
/// How radio behaves on this floor. Received power = power at 1 m − 10·n·log₁₀(d) − walls − facade − body + slow fading + channel offset + fast fading.
/// Defaults are those of 2.4 GHz in a shop; every part can be set to nothing to see the law alone.
/// </summary>
public sealed record RadioModel
{
    /// <summary>Heard at one metre from a fixed beacon, dBm.</summary>
    public double BeaconPowerAt1MDbm { get; init; } = -59;

    /// <summary>Heard at one metre from a tag, dBm: a coin cell in a purse.</summary>
    public double TagPowerAt1MDbm { get; init; } = -65;

    /// <summary>Log-distance exponent: 2 in the open, 2–3 among shelves.</summary>
    public double PathLoss { get; init; } = 2.3;

    /// <summary>Nearer than this the law does not hold and power stays, metres.</summary>
    public double NearFieldM { get; init; } = 0.3;

    /// <summary>What the walker's own body takes when it stands exactly in the way, dB; nothing when the receiver is in front.</summary>
    public double BodyLossDb { get; init; } = 8;

    /// <summary>What the front of the building takes while a walker is outside, dB: without it the street would count as the shop.</summary>
    public double FacadeLossDb { get; init; } = 20;

    /// <summary>Deviation of slow fading: what shelves and people between the two ends add or take, dB.</summary>
    public double SlowFadingDb { get; init; } = 3;

    /// <summary>After this many walked metres slow fading has lost 63 % of its memory (Gudmundson 1991).</summary>
    public double SlowFadingCorrelationM { get; init; } = 2.5;

    /// <summary>Ratio of the direct path to the echoes, linear; small is wild. Infinity: no fast fading (Rice).</summary>
    public double RiceFactor { get; init; } = 4;

    /// <summary>Deviation between the three advertising channels of one link, dB: echoes differ by wavelength.</summary>
    public double ChannelOffsetDb { get; init; } = 1.5;

    /// <summary>Weaker than this is not heard, dBm.</summary>
    public double SensitivityDbm { get; init; } = -95;

    /// <summary>Share of adverts a phone misses although strong enough: its radio listens only part of the time. 0..1.</summary>
    public double PhoneLoss { get; init; } = 0.4;

    /// <summary>Share of adverts a scanner misses: collisions. 0..1.</summary>
    public double ScannerLoss { get; init; } = 0.1;

    /// <summary>How often a fixed beacon sends. To each interval 0–10 ms are added (Bluetooth Core 5.4 Vol 6 Part B §4.4.2.2.1).</summary>
    public TimeSpan BeaconInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often a tag sends; as above.</summary>
    public TimeSpan TagInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Height of a phone or tag above the floor, metres.</summary>
    public double CarriedAtM { get; init; } = 1.1;

    /// <summary>The law alone: no bodies, no fading, no loss. For checks and for reading a layout's geometry.</summary>
    public static RadioModel Ideal { get; } = new()
    {
        BodyLossDb = 0,
        FacadeLossDb = 0,
        SlowFadingDb = 0,
        RiceFactor = double.PositiveInfinity,
        ChannelOffsetDb = 0,
        PhoneLoss = 0,
        ScannerLoss = 0,
        SensitivityDbm = -200,
    };

    /// <summary>Mean power over a distance, before anything that varies.</summary>
    /// <param name="powerAt1MDbm">Power at one metre, dBm.</param>
    /// <param name="distanceM">Metres.</param>
    public double MeanRssiDbm(double powerAt1MDbm, double distanceM) =>
        powerAt1MDbm - (10 * PathLoss * Math.Log10(Math.Max(distanceM, NearFieldM)));
}

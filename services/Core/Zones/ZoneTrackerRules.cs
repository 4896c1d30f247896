namespace SmartStore.Core.Zones;

/// <summary>Every constant of the zone tracker: data with names and units, one set for a store. The defaults are the same for all halls.</summary>
public sealed record ZoneTrackerRules
{
    /// <summary>The defaults.</summary>
    public static ZoneTrackerRules Default { get; } = new();

    /// <summary>The common time grid, milliseconds, 50..2,000. Evidence is weighed once a step, however often a receiver reports.</summary>
    public int StepMs { get; init; } = 250;

    /// <summary>Time constant of the level kept for each anchor, milliseconds; 0: only the step's own mean.</summary>
    public int LevelMs { get; init; } = 1_000;

    /// <summary>Path loss exponent between anchors and places, 1.5..4. 2 is open space.</summary>
    public double PathLoss { get; init; } = 2.0;

    /// <summary>Expected level at one metre, dBm. Only a start: each shopper's own offset is learned as they walk.</summary>
    public double LevelAtOneMetreDbm { get; init; } = -59;

    /// <summary>No anchor is taken to be nearer than this, metres.</summary>
    public double NearestM { get; init; } = 1.0;

    /// <summary>Spread of a level around what the place should give, dB.</summary>
    public double SigmaDb { get; init; } = 7;

    /// <summary>Residuals beyond this count as this, dB: one reflection must not decide.</summary>
    public double ResidualMaxDb { get; init; } = 18;

    /// <summary>Spread of a device's common offset around what is known of it, dB.</summary>
    public double OffsetSigmaDb { get; init; } = 6;

    /// <summary>How fast a device's offset is learned, share of the error per second.</summary>
    public double OffsetLearnedPerSecond { get; init; } = 0.2;

    /// <summary>Independent looks that one second of levels is worth. Fading is slow: ten packets a second are not ten looks.</summary>
    public double LooksPerSecond { get; init; } = 1.0;

    /// <summary>Walking speed that the places' transitions allow, metres per second.</summary>
    public double WalkingMps { get; init; } = 1.2;

    /// <summary>Chance per second to walk into another zone, where no positions are known.</summary>
    public double ZoneChangesPerSecond { get; init; } = 0.02;

    /// <summary>A challenger becomes the answer at this probability, 0.5..1.</summary>
    public double EnterAt { get; init; } = 0.7;

    /// <summary>A first zone (from unknown) is answered at this probability.</summary>
    public double FirstAt { get; init; } = 0.5;

    /// <summary>Distance between two places, metres; widened where a hall would need more than <see cref="PlacesMax"/>.</summary>
    public double PlaceSpacingM { get; init; } = 1.5;

    /// <summary>Most places of a model.</summary>
    public int PlacesMax { get; init; } = 96;

    /// <summary>Without any sighting for this long the zone is unknown, milliseconds.</summary>
    public int SilenceMs { get; init; } = 30_000;

    /// <summary>Sightings that are older than the newest by more than this are ignored, milliseconds.</summary>
    public int LateMaxMs { get; init; } = 5_000;

    /// <summary>A tap holds its zone against radio for this long, milliseconds.</summary>
    public int TapHoldMs { get; init; } = 5_000;

    /// <summary>A receiver that was silent this long is degraded, milliseconds.</summary>
    public int ReceiverSilenceMs { get; init; } = 90_000;
}

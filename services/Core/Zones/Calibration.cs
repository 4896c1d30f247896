namespace SmartStore.Core.Zones;

/// <summary>
/// What labelled time taught about one store's radio. Data: kept with the layout, versioned, replaced whole; compiled without it the store is as before.
/// It names anchors and zones by id, so it outlives their order; what it names and the layout lacks is left out.
/// </summary>
/// <param name="Format">Version of this shape; <see cref="CurrentFormat"/>.</param>
/// <param name="Version">Counts up with every calibration of the store.</param>
/// <param name="Sensing">Which end heard the labelled time; its places say nothing about the other end.</param>
/// <param name="Offsets">How much stronger each anchor is heard than its peers, dB.</param>
/// <param name="Places">What the shopper's radio looked like at typical spots; empty: no such model earned its keep.</param>
/// <param name="Walks">How one moved between those spots.</param>
/// <param name="UnfamiliarNats">A shopper whose levels fit the places worse than this, nats an anchor, is judged by the default rule.</param>
public sealed record Calibration(
    int Format,
    int Version,
    Sensing Sensing,
    IReadOnlyList<AnchorOffset> Offsets,
    IReadOnlyList<CalibratedPlace> Places,
    IReadOnlyList<PlaceWalk> Walks,
    double UnfamiliarNats)
{
    /// <summary>The shape that this code writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most places of one calibration. With the zones there may be at most <see cref="ZoneModel.StatesMax"/>.</summary>
    public const int PlacesMax = 64;
}

/// <summary>One anchor against its peers.</summary>
/// <param name="OffsetDb">Subtracted from what it hears, dB.</param>
public sealed record AnchorOffset(string Anchor, double OffsetDb);

/// <summary>A typical spot of a zone.</summary>
/// <param name="Share">Share of the zone's time spent there, 0..1.</param>
/// <param name="Levels">What each anchor gives there.</param>
public sealed record CalibratedPlace(string Zone, double Share, IReadOnlyList<PlaceLevel> Levels);

/// <summary>What one anchor gives at a spot.</summary>
/// <param name="LevelDbm">Mean, dBm.</param>
/// <param name="SigmaDb">Spread, dB.</param>
public sealed record PlaceLevel(string Anchor, double LevelDbm, double SigmaDb);

/// <summary>A way between two spots.</summary>
/// <param name="From">Index in <see cref="Calibration.Places"/>.</param>
/// <param name="To">Index in <see cref="Calibration.Places"/>.</param>
/// <param name="PerSecond">Chance per second to take it.</param>
public sealed record PlaceWalk(int From, int To, double PerSecond);

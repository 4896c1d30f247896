namespace SmartStore.Core.Shoppers;

/// <summary>One stay in one store, while it lasts.</summary>
/// <param name="Zone">Where the shopper is; unknown: in the store.</param>
/// <param name="KnownZone">The zone of the present stay: the last one that was known. Unknown: none yet.</param>
/// <param name="Confidence">Probability of <paramref name="Zone"/>, 0..1; 1 after a tap, 0 when it is unknown.</param>
/// <param name="StaySince">When the present stay began.</param>
/// <param name="StayProven">A tap proved the present stay: it counts, however short.</param>
/// <param name="Left">The zone before, while it is open whether it was left for good; null: that is settled.</param>
/// <param name="EvidenceAt">Time of the newest evidence, a sighting or a tap. The visit ends a set time after it.</param>
/// <param name="Suggestions">Suggestions sent in this visit, repeats after a snooze included.</param>
/// <param name="Recipes">How many of them were recipes.</param>
/// <param name="SuggestedInStay">One was sent in the present stay in a zone.</param>
/// <param name="BoughtCare">Something of care went into the trolley, or was handed over, in this visit.</param>
public sealed record Visit(
    VisitId Id,
    StoreId Store,
    DateTimeOffset StartedAt,
    ZoneId Zone,
    ZoneId KnownZone,
    double Confidence,
    DateTimeOffset StaySince,
    bool StayProven,
    LeftZone? Left,
    DateTimeOffset EvidenceAt,
    int Suggestions,
    int Recipes,
    bool SuggestedInStay,
    bool BoughtCare)
{
    /// <summary>The last zone of this visit that a tap proved; null: none.</summary>
    public ProvenStay? Proven { get; init; }
}

/// <summary>A zone that a tap proved.</summary>
public sealed record ProvenStay(ZoneId Zone, DateTimeOffset At);

/// <summary>A stay that perhaps is over.</summary>
/// <param name="Since">When it began.</param>
/// <param name="At">When the shopper was first seen elsewhere.</param>
/// <param name="Suggested">A suggestion was sent in it.</param>
public sealed record LeftZone(ZoneId Zone, DateTimeOffset Since, DateTimeOffset At, bool Suggested);

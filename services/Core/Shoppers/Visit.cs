namespace SmartStore.Core.Shoppers;

/// <summary>One stay in one store, while it lasts.</summary>
/// <param name="Zone">Where the shopper is; unknown: in the store.</param>
/// <param name="KnownZone">The zone of the present stay: the last one that was known. Unknown: none yet.</param>
/// <param name="EvidenceAt">When the shopper was last known to be here.</param>
/// <param name="Suggestions">Suggestions sent in this visit, repeats after a snooze included.</param>
/// <param name="Recipes">How many of them were recipes.</param>
/// <param name="SuggestedInStay">One was sent in the present stay in a zone.</param>
/// <param name="BoughtCare">Something of care went into the trolley, or was handed over, in this visit.</param>
/// <param name="StaffTold">Staff have been told that this VIP is here.</param>
public sealed record Visit(
    VisitId Id,
    StoreId Store,
    DateTimeOffset StartedAt,
    ZoneId Zone,
    ZoneId KnownZone,
    DateTimeOffset EvidenceAt,
    int Suggestions,
    int Recipes,
    bool SuggestedInStay,
    bool BoughtCare,
    bool StaffTold);

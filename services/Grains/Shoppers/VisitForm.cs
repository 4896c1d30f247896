namespace SmartStore.Grains.Shoppers;

/// <summary>An open visit as it lies in the record.</summary>
internal static class VisitForm
{
    public static StoredVisit Of(Visit visit) => new()
    {
        Id = visit.Id.Value,
        StoreId = visit.Store.Value,
        StartedAt = StoredForm.Ms(visit.StartedAt),
        ZoneId = visit.Zone.Value ?? "",
        KnownZoneId = visit.KnownZone.Value ?? "",
        Confidence = visit.Confidence,
        EvidenceAt = StoredForm.Ms(visit.EvidenceAt),
        Suggestions = visit.Suggestions,
        Recipes = visit.Recipes,
        SuggestedInStay = visit.SuggestedInStay,
        BoughtCare = visit.BoughtCare,
        StaySince = StoredForm.Ms(visit.StaySince),
        StayProven = visit.StayProven,
        LeftZoneId = visit.Left?.Zone.Value ?? "",
        LeftSince = visit.Left is null ? 0 : StoredForm.Ms(visit.Left.Since),
        LeftAt = visit.Left is null ? 0 : StoredForm.Ms(visit.Left.At),
        LeftSuggested = visit.Left is { Suggested: true },
        ProvenZoneId = visit.Proven?.Zone.Value ?? "",
        ProvenAt = visit.Proven is null ? 0 : StoredForm.Ms(visit.Proven.At),
    };

    public static Visit ToVisit(StoredVisit visit) => new()
    {
        Id = new VisitId(visit.Id),
        Store = new StoreId(visit.StoreId),
        StartedAt = StoredForm.Time(visit.StartedAt),
        Zone = new ZoneId(visit.ZoneId),
        KnownZone = new ZoneId(visit.KnownZoneId),
        Confidence = visit.Confidence,
        StaySince = StoredForm.Time(visit.StaySince),
        StayProven = visit.StayProven,
        Left = visit.LeftZoneId.Length == 0 ? null : new LeftZone(new ZoneId(visit.LeftZoneId), StoredForm.Time(visit.LeftSince), StoredForm.Time(visit.LeftAt), visit.LeftSuggested),
        EvidenceAt = StoredForm.Time(visit.EvidenceAt),
        Suggestions = visit.Suggestions,
        Recipes = visit.Recipes,
        SuggestedInStay = visit.SuggestedInStay,
        BoughtCare = visit.BoughtCare,
        Proven = visit.ProvenAt == 0 ? null : new ProvenStay(new ZoneId(visit.ProvenZoneId), StoredForm.Time(visit.ProvenAt)),
    };
}

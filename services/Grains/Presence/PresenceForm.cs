namespace SmartStore.Grains.Presence;

/// <summary>What trackers are told of a shopper, as the shopper's grain knows it and as it lies in the outbox.</summary>
internal static class PresenceForm
{
    /// <summary>How a shopper stands for trackers.</summary>
    public static ShopperPresence Of(Shopper shopper, long version) => new(
        shopper.Id, version, shopper.Profile is not null, shopper.Profile is not null && shopper.Consent.Presence, shopper.Consent.PresenceSince,
        shopper.Visit is { } visit ? new OpenVisit(visit.Id, visit.Store, visit.Zone, visit.StartedAt, visit.EvidenceAt) : null,
        shopper.Visit?.Proven is { } proven ? new ProvenZone(proven.Zone, proven.At) : null)
    {
        Language = shopper.Visit is null ? "" : shopper.Preferences.Language,
    };

    /// <summary>The copy for one store: visits elsewhere are none of its business.</summary>
    public static PresenceTold Copy(Shopper shopper, StoreId store)
    {
        var told = new PresenceTold
        {
            Exists = shopper.Profile is not null,
            MayBeTracked = shopper.Profile is not null && shopper.Consent.Presence,
            ConsentSince = StoredForm.Ms(shopper.Consent.PresenceSince),
        };
        if (shopper.Visit is not { } visit || visit.Store != store) return told;
        (told.VisitId, told.ZoneId, told.StartedAt, told.EvidenceAt) = (visit.Id.Value, visit.Zone.Value ?? "", StoredForm.Ms(visit.StartedAt), StoredForm.Ms(visit.EvidenceAt));
        told.Language = shopper.Preferences.Language;
        if (visit.Proven is { } proven) (told.ProvenZoneId, told.ProvenAt) = (proven.Zone.Value, StoredForm.Ms(proven.At));
        return told;
    }

    /// <summary>True when trackers of a store have to be told of the difference. Where the shopper is they know themselves.</summary>
    public static bool Differs(PresenceTold before, PresenceTold after) =>
        (before.Exists, before.MayBeTracked, before.ConsentSince, before.VisitId, before.ProvenAt, before.Language) != (after.Exists, after.MayBeTracked, after.ConsentSince, after.VisitId, after.ProvenAt, after.Language);

    /// <summary>The copy as it arrives.</summary>
    public static ShopperPresence Read(ShopperId shopper, StoreId store, long version, PresenceTold told) => new(
        shopper, version, told.Exists, told.MayBeTracked, StoredForm.Time(told.ConsentSince),
        told.VisitId.Length == 0 ? null : new OpenVisit(new VisitId(told.VisitId), store, new ZoneId(told.ZoneId), StoredForm.Time(told.StartedAt), StoredForm.Time(told.EvidenceAt)),
        told.ProvenAt == 0 ? null : new ProvenZone(new ZoneId(told.ProvenZoneId), StoredForm.Time(told.ProvenAt)))
    {
        Language = told.Language,
    };
}

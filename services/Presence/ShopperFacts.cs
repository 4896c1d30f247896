using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>Reads the facts of a shopper's inbox: the other side of <see cref="ShopperEvents"/>.</summary>
internal static class ShopperFacts
{
    /// <param name="id">Id of the cause, which an event told without one gets from the host.</param>
    /// <exception cref="InvalidDataException">No fact of a shopper: the event goes to quarantine.</exception>
    public static ShopperFact Read(GrainEvent e, string id)
    {
        var at = StoredForm.WholeMs(e.At);
        var bytes = e.Payload.Span;
        return e.Kind switch
        {
            FactKinds.ProfilePut => Profile(id, at, ProfilePutFact.Parser.ParseFrom(bytes)),
            FactKinds.ListPut => new ListPut(id, at, [.. ListPutFact.Parser.ParseFrom(bytes).Items.Select(StoredForm.ToItem)]),
            FactKinds.ConsentPut => new ConsentPut(id, at, (Purposes)ConsentPutFact.Parser.ParseFrom(bytes).Purposes),
            FactKinds.OrderPut => new OrderPut(id, at, OrderPutFact.Parser.ParseFrom(bytes).Order.ToOrder()),
            FactKinds.ResponseGiven => Given(id, at, ResponseGivenFact.Parser.ParseFrom(bytes)),
            FactKinds.ZoneObserved => Observed(id, at, ZoneObservedFact.Parser.ParseFrom(bytes)),
            FactKinds.EvidenceLost => new EvidenceLost(id, at, StoredForm.Time(EvidenceLostFact.Parser.ParseFrom(bytes).LastEvidenceUnixMs)),
            FactKinds.Tapped => Tap(id, at, TappedFact.Parser.ParseFrom(bytes)),
            _ => throw new InvalidDataException($"A shopper takes no fact of kind {e.Kind}."),
        };
    }

    private static ProfilePut Profile(string id, DateTimeOffset at, ProfilePutFact fact) =>
        new(id, at, new Profile(fact.Name, (Tier)fact.Tier, [.. fact.Tags]) { IsChild = fact.Child, Guardian = fact.GuardianId });

    private static ResponseGiven Given(string id, DateTimeOffset at, ResponseGivenFact fact) =>
        new(id, at, new SuggestionId(fact.SuggestionId), (Response)fact.Response);

    private static ZoneObserved Observed(string id, DateTimeOffset at, ZoneObservedFact fact) =>
        new(id, at, new StoreId(fact.StoreId), new ZoneId(fact.ZoneId), fact.Confidence);

    private static Tapped Tap(string id, DateTimeOffset at, TappedFact fact) =>
        new(id, at, fact.Origin.ToOrigin(), new ZoneId(fact.ZoneId), (PassVerdict)fact.Verdict);
}

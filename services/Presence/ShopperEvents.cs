using Google.Protobuf;
using SmartStore.Core;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Suggestions;
using SmartStore.Grains;
using SmartStore.Presence.Stored;

namespace SmartStore.Presence;

/// <summary>
/// Facts for a shopper's grain. The id names the cause for ever: a source that repeats itself gives the same id, and nothing changes.
/// What was sent is checked before (<see cref="ListCheck"/> and its siblings); the grain only ignores what it cannot use.
/// </summary>
public static class ShopperEvents
{
    /// <summary>The operator created or replaced the profile. The first one creates the shopper.</summary>
    public static GrainEvent ProfilePut(string id, ShopperId shopper, DateTimeOffset at, Profile profile) =>
        Fact(id, shopper, FactKinds.ProfilePut, at, new ProfilePutFact { Name = profile.Name, Tier = (int)profile.Tier, Tags = { profile.Tags }, Child = profile.IsChild, GuardianId = profile.Guardian });

    /// <summary>The shopper replaced the list.</summary>
    public static GrainEvent ListPut(string id, ShopperId shopper, DateTimeOffset at, IReadOnlyList<ListItem> items) =>
        Fact(id, shopper, FactKinds.ListPut, at, new ListPutFact { Items = { items.Select(StoredForm.Of) } });

    /// <summary>The shopper replaced the whole set of consents.</summary>
    public static GrainEvent ConsentPut(string id, ShopperId shopper, DateTimeOffset at, Purposes purposes) =>
        Fact(id, shopper, FactKinds.ConsentPut, at, new ConsentPutFact { Purposes = (int)purposes });

    /// <summary>The order system created or changed an order of this shopper.</summary>
    public static GrainEvent OrderPut(string id, ShopperId shopper, DateTimeOffset at, Order order) =>
        Fact(id, shopper, FactKinds.OrderPut, at, new OrderPutFact { Order = StoredForm.Of(order) });

    /// <summary>The shopper did something with a suggestion. Replied with a <see cref="ResponseOutcome"/>.</summary>
    public static GrainEvent ResponseGiven(string id, ShopperId shopper, DateTimeOffset at, SuggestionId suggestion, Response response) =>
        Fact(id, shopper, FactKinds.ResponseGiven, at, new ResponseGivenFact { SuggestionId = suggestion.Value, Response = (int)response });

    /// <summary>The zone tracker made up its mind; fit for <see cref="GrainHost.Tell"/>, with an empty id.</summary>
    /// <param name="confidence">0..1.</param>
    public static GrainEvent ZoneObserved(string id, ShopperId shopper, DateTimeOffset at, StoreId store, ZoneId zone, double confidence) =>
        Fact(id, shopper, FactKinds.ZoneObserved, at, new ZoneObservedFact { StoreId = store.Value, ZoneId = zone.Value ?? "", Confidence = confidence });

    /// <summary>The visit is over: nothing was heard since <paramref name="lastEvidenceAt"/>. The grain also finds this out by its own timer.</summary>
    public static GrainEvent EvidenceLost(string id, ShopperId shopper, DateTimeOffset at, DateTimeOffset lastEvidenceAt) =>
        Fact(id, shopper, FactKinds.EvidenceLost, at, new EvidenceLostFact { LastEvidenceUnixMs = lastEvidenceAt.ToUnixTimeMilliseconds() });

    /// <summary>
    /// A valid or expired pass of this shopper was held to a terminal. Replied with a <see cref="TapAnswer"/>. The id derives from the tap: <see cref="TapAnswers.EventId"/>.
    /// </summary>
    public static GrainEvent Tapped(ShopperId shopper, DateTimeOffset at, TapOrigin origin, ZoneId zone, PassVerdict verdict) =>
        Fact(TapAnswers.EventId(origin.Key), shopper, FactKinds.Tapped, at, new TappedFact { Origin = StoredForm.Of(origin), ZoneId = zone.Value ?? "", Verdict = (int)verdict });

    private static GrainEvent Fact(string id, ShopperId shopper, string kind, DateTimeOffset at, IMessage payload) =>
        new(id, GrainKeys.Of(shopper), kind, at, payload.ToByteArray());
}

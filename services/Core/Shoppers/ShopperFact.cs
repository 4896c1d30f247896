using SmartStore.Core.Pickup;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>Something that happened to a shopper. The rules know no other time than a fact's.</summary>
/// <param name="Id">The cause: ids of what is decided derive from it. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record ShopperFact(string Id, DateTimeOffset At);

/// <summary>The operator created or replaced the profile.</summary>
public sealed record ProfilePut(string Id, DateTimeOffset At, Profile Profile) : ShopperFact(Id, At);

/// <summary>The shopper replaced the list.</summary>
public sealed record ListPut(string Id, DateTimeOffset At, IReadOnlyList<ListItem> Items) : ShopperFact(Id, At);

/// <summary>The shopper replaced the whole set of consents; none withdraws all.</summary>
public sealed record ConsentPut(string Id, DateTimeOffset At, Purposes Purposes) : ShopperFact(Id, At);

/// <summary>The order system created or changed an order.</summary>
public sealed record OrderPut(string Id, DateTimeOffset At, Order Order) : ShopperFact(Id, At);

/// <summary>The shopper did something with a suggestion.</summary>
public sealed record ResponseGiven(string Id, DateTimeOffset At, SuggestionId Suggestion, Response Response) : ShopperFact(Id, At);

/// <summary>The zone tracker made up its mind.</summary>
/// <param name="Zone">Where the shopper is; unknown: in the store, nobody can say where.</param>
/// <param name="Confidence">Probability that it is so, 0..1; 1 for a tap.</param>
public sealed record ZoneObserved(string Id, DateTimeOffset At, StoreId Store, ZoneId Zone, double Confidence) : ShopperFact(Id, At);

/// <summary>Nothing was heard of the shopper for so long that the visit is over. The shell says when.</summary>
/// <param name="LastEvidenceAt">When something was heard last; a visit with newer evidence goes on.</param>
public sealed record EvidenceLost(string Id, DateTimeOffset At, DateTimeOffset LastEvidenceAt) : ShopperFact(Id, At);

/// <summary>A pass of this shopper was held to a terminal. A forged one never reaches a shopper.</summary>
/// <param name="Zone">The terminal's zone.</param>
/// <param name="Verdict">Valid or expired, judged when the tap came in.</param>
public sealed record Tapped(string Id, DateTimeOffset At, TapOrigin Origin, ZoneId Zone, PassVerdict Verdict) : ShopperFact(Id, At);

/// <summary>The time has come that <see cref="ShopperClock.WakeAt"/> named.</summary>
/// <param name="LastEvidenceAt">When something was heard of the shopper last.</param>
public sealed record Woken(string Id, DateTimeOffset At, DateTimeOffset LastEvidenceAt) : ShopperFact(Id, At);

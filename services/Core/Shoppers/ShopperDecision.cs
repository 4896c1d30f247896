using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>What a shopper's rules decided. Folded into the state by <see cref="ShopperEvolution"/>.</summary>
public abstract record ShopperDecision(DateTimeOffset At);

/// <summary>A decision that the phone sees, as an update of the same name in the contract.</summary>
/// <param name="UpdateId">Derived from the cause; of a suggestion, its own id.</param>
/// <param name="ExpiresAt">After this a phone that was away need not hear of it.</param>
public abstract record PhoneUpdate(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt) : ShopperDecision(At);

/// <summary>The shopper came into a store.</summary>
public sealed record VisitStarted(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, VisitId Visit, StoreId Store)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The shopper left, or nobody may know any more.</summary>
public sealed record VisitEnded(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, VisitId Visit, StoreId Store)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The shopper is in this zone now; unknown: nobody can say.</summary>
public sealed record ZoneEntered(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, StoreId Store, ZoneId Zone, string ZoneName)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The open items, in the store's walking order.</summary>
public sealed record ListRecalled(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, IReadOnlyList<RecalledItem> Items)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>One open item, and where it stands in this store; unknown zone: not sold here.</summary>
public sealed record RecalledItem(ListItem Item, ZoneId Zone, string Aisle);

/// <summary>A suggestion goes out.</summary>
/// <param name="IsRepeat">It was snoozed and comes back: it counts against the visit, but not against the stay in the zone.</param>
public sealed record Suggested(DateTimeOffset At, Suggestion Suggestion, IReadOnlyList<Subject> Subjects, VisitId Visit, bool IsRepeat)
    : PhoneUpdate(Suggestion.Id.Value, At, Suggestion.ExpiresAt);

/// <summary>A live suggestion is taken back.</summary>
public sealed record SuggestionRevoked(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, SuggestionId Suggestion, RevokeReason Reason)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>Where an order is, in words.</summary>
public sealed record PickupTold(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order, OrderState State, ZoneId Zone, string Text)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The profile is this now.</summary>
public sealed record ProfileReplaced(DateTimeOffset At, Profile Profile) : ShopperDecision(At);

/// <summary>The list is this now.</summary>
public sealed record ListReplaced(DateTimeOffset At, IReadOnlyList<ListItem> Items) : ShopperDecision(At);

/// <summary>The consents are these now.</summary>
public sealed record ConsentReplaced(DateTimeOffset At, Consent Consent) : ShopperDecision(At);

/// <summary>Presence was withdrawn: the shopper's state forgets places at once. Updates already sent stay on the stream until they expire.</summary>
public sealed record PlacesForgotten(DateTimeOffset At) : ShopperDecision(At);

/// <summary>The order is this now.</summary>
public sealed record OrderReplaced(DateTimeOffset At, Order Order) : ShopperDecision(At);

/// <summary>The shopper was known to be here.</summary>
public sealed record EvidenceSeen(DateTimeOffset At) : ShopperDecision(At);

/// <summary>A stay in a zone is over, unless the shopper is back soon.</summary>
public sealed record StayEnded(DateTimeOffset At, LeftZone Left) : ShopperDecision(At);

/// <summary>It is settled whether the zone before was left: what was to be said about it is said.</summary>
public sealed record LeavingSettled(DateTimeOffset At) : ShopperDecision(At);

/// <summary>Something of care was bought in this visit.</summary>
public sealed record CareBought(DateTimeOffset At) : ShopperDecision(At);

/// <summary>A suggestion has another status now; an answered one needs its content no more.</summary>
public sealed record SuggestionClosed(DateTimeOffset At, SuggestionId Suggestion, SentStatus Status, DateTimeOffset? ComesBackAt) : ShopperDecision(At);

/// <summary>A subject is not to be suggested until then.</summary>
public sealed record SubjectQuieted(DateTimeOffset At, Subject Subject, DateTimeOffset Until) : ShopperDecision(At);

/// <summary>Staff of the visit's store know, or no longer know, that this VIP is here.</summary>
public sealed record StaffKnowledgeChanged(DateTimeOffset At, bool StaffTold) : ShopperDecision(At);

/// <summary>A message for the grain of a store.</summary>
public sealed record StoreTold(DateTimeOffset At, StoreId Store, StoreFact Fact) : ShopperDecision(At);

/// <summary>A tap was answered.</summary>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record TapAnswered(DateTimeOffset At, TapOrigin Origin, TapAnswer Answer, bool IsNew) : ShopperDecision(At);

/// <summary>A tap proved where the shopper is: the tracker may correct itself by it.</summary>
public sealed record ZoneProven(DateTimeOffset At, StoreId Store, ZoneId Zone) : ShopperDecision(At);

/// <summary>What is replied to whoever brought the shopper's answer.</summary>
public sealed record ResponseReplied(DateTimeOffset At, ResponseOutcome Outcome) : ShopperDecision(At);

/// <summary>What is replied to whoever put an order. One that was taken gets none.</summary>
public sealed record OrderReplied(DateTimeOffset At, OrderOutcome Outcome) : ShopperDecision(At);

/// <summary>A line for the trace.</summary>
public sealed record Noted(DateTimeOffset At, TraceEntry Entry) : ShopperDecision(At);

/// <summary>What is over is forgotten: expired suggestions' contents, quiet times, old answers.</summary>
/// <param name="SentBefore">Suggestions sent before this, and not of the open visit, are forgotten.</param>
/// <param name="AnswersBefore">Answers older than this are forgotten.</param>
/// <param name="ContentsBefore">Contents of suggestions that expired before this are forgotten.</param>
public sealed record PastForgotten(DateTimeOffset At, DateTimeOffset SentBefore, DateTimeOffset AnswersBefore, DateTimeOffset ContentsBefore) : ShopperDecision(At);

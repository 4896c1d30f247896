namespace SmartStore.Core.Shoppers;

/// <summary>What a shopper's rules decided. Folded into the state by <see cref="ShopperEvolution"/>.</summary>
public abstract record ShopperDecision(DateTimeOffset At)
{
    /// <summary>True when a crash may lose it: decisions that all are so need no commit, and the grain keeps them in memory.</summary>
    public virtual bool IsVolatile => false;
}

/// <summary>A decision that the phone sees, as an update of the same name in the contract.</summary>
/// <param name="UpdateId">Derived from the cause; of a suggestion, its own id.</param>
/// <param name="ExpiresAt">After this a phone that was away need not hear of it.</param>
public abstract record PhoneUpdate(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt) : ShopperDecision(At);

/// <summary>The shopper came into a store.</summary>
/// <param name="EvidenceAt">Time of the newest evidence of it.</param>
public sealed record VisitStarted(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, VisitId Visit, StoreId Store, DateTimeOffset EvidenceAt)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The shopper left, or presence was withdrawn.</summary>
public sealed record VisitEnded(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, VisitId Visit, StoreId Store)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The shopper is in this zone now, or the zone is unknown.</summary>
/// <param name="Confidence">Probability of the zone, 0..1; 1 after a tap, 0 when it is unknown.</param>
public sealed record ZoneEntered(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, StoreId Store, ZoneId Zone, string ZoneName, double Confidence)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The open items, in the store's walking order.</summary>
public sealed record ListRecalled(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, IReadOnlyList<RecalledItem> Items)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>One open item, and where it stands in this store; unknown zone: not sold here.</summary>
public sealed record RecalledItem(ListItem Item, ZoneId Zone, string Aisle)
{
    /// <summary>It is sold here, and there is none now.</summary>
    public bool IsOutOfStock { get; init; }

    /// <summary>What to do when it is out of stock, the best first.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];
}

/// <summary>A suggestion goes out.</summary>
/// <param name="IsRepeat">It was snoozed and comes back: it counts against the visit, but not against the stay in the zone.</param>
public sealed record Suggested(DateTimeOffset At, Suggestion Suggestion, IReadOnlyList<Subject> Subjects, VisitId Visit, bool IsRepeat)
    : PhoneUpdate(Suggestion.Id.Value, At, Suggestion.ExpiresAt);

/// <summary>A live suggestion is taken back.</summary>
public sealed record SuggestionRevoked(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, SuggestionId Suggestion, RevokeReason Reason)
    : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>Where an order is, in words.</summary>
public sealed record PickupTold(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, OrderId Order, OrderState State, ZoneId Zone, string Text)
    : PhoneUpdate(UpdateId, At, ExpiresAt)
{
    /// <summary>The terminal where it lies; empty: none in particular.</summary>
    public string Terminal { get; init; } = "";

    /// <summary>Slot or shelf; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>How long it is held; null: not said.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Who brings it; may be empty.</summary>
    public string StaffName { get; init; } = "";

    /// <summary>Bring proof of age or identity.</summary>
    public bool NeedsCheck { get; init; }
}

/// <summary>Passes of before, and tokens of before, are worth nothing.</summary>
public sealed record SignedOut(DateTimeOffset At) : ShopperDecision(At);

/// <summary>What is kept was given to the shopper.</summary>
public sealed record Exported(DateTimeOffset At) : ShopperDecision(At);

/// <summary>What is kept was given to the shopper as often as it is on one day. Nothing changes.</summary>
public sealed record ExportRefused(DateTimeOffset At, DateTimeOffset AgainAt) : ShopperDecision(At)
{
    public override bool IsVolatile => true;
}

/// <summary>There is no such shopper any more: what is left is what it takes to finish.</summary>
public sealed record PersonErasing(DateTimeOffset At, Erasing Erasing) : ShopperDecision(At);

/// <summary>The profile is this now.</summary>
public sealed record ProfileReplaced(DateTimeOffset At, Profile Profile) : ShopperDecision(At);

/// <summary>The list is this now.</summary>
/// <param name="Memory">What it remembers beside its items.</param>
public sealed record ListReplaced(DateTimeOffset At, IReadOnlyList<ListItem> Items, ListMemory Memory) : ShopperDecision(At);

/// <summary>Edits came that change no item: they are remembered like the others.</summary>
public sealed record ListEditsKept(DateTimeOffset At, ListMemory Memory) : ShopperDecision(At);

/// <summary>A change of the list is refused as a whole.</summary>
public sealed record ListRefused(DateTimeOffset At, ListOutcome Outcome) : ShopperDecision(At)
{
    /// <summary>It changes nothing: the same call later may be taken.</summary>
    public override bool IsVolatile => true;
}

/// <summary>The household that they chose, and the copy of its list, is this now.</summary>
public sealed record HomeReplaced(DateTimeOffset At, Home Home) : ShopperDecision(At);

/// <summary>The codes that led nowhere are these now.</summary>
public sealed record TriedReplaced(DateTimeOffset At, IReadOnlyList<TriedCode> Tried) : ShopperDecision(At);

/// <summary>A household gets the shopper's copy: the name, and what is wanted.</summary>
/// <param name="HasLeft">They are no member of it, whatever it knows.</param>
public sealed record HomeTold(DateTimeOffset At, HouseholdId Household, bool HasLeft) : ShopperDecision(At);

/// <summary>The shopper shares a list no longer: it leaves the phones. What was told before cannot be resumed, because the shared items are in it.</summary>
/// <param name="Version">Of the list that is gone.</param>
/// <param name="Removed">Its items.</param>
public sealed record SharingEnded(string UpdateId, DateTimeOffset At, DateTimeOffset ExpiresAt, long Version, IReadOnlyList<string> Removed) : PhoneUpdate(UpdateId, At, ExpiresAt);

/// <summary>The consents are these now.</summary>
public sealed record ConsentReplaced(DateTimeOffset At, Consent Consent) : ShopperDecision(At);

/// <summary>A change of the consents goes into the member's ledger.</summary>
public sealed record ConsentEntered(DateTimeOffset At, Members.ConsentEntry Entry) : ShopperDecision(At);

/// <summary>Consents that were put are refused.</summary>
public sealed record ConsentRefused(DateTimeOffset At, ConsentOutcome Outcome) : ShopperDecision(At)
{
    /// <summary>It changes nothing: the same call later may be taken.</summary>
    public override bool IsVolatile => true;
}

/// <summary>Presence was withdrawn or paused, or a visit is to be forgotten: the shopper's state forgets places at once. Updates already sent stay on the stream until they expire.</summary>
public sealed record PlacesForgotten(DateTimeOffset At) : ShopperDecision(At);

/// <summary>The copy of the preferences is this now.</summary>
public sealed record PreferencesTaken(DateTimeOffset At, Members.Preferences Preferences, long Version) : ShopperDecision(At);

/// <summary>The order is this now.</summary>
public sealed record OrderReplaced(DateTimeOffset At, Order Order) : ShopperDecision(At);

/// <summary>An order of somebody else that this shopper may fetch is this now.</summary>
/// <param name="Now">Null: they may fetch it no longer.</param>
public sealed record CollectableReplaced(DateTimeOffset At, OrderId Order, CollectableOrder? Now) : ShopperDecision(At);

/// <summary>There is newer evidence that the shopper is in the visit's store.</summary>
/// <param name="EvidenceAt">Its time.</param>
public sealed record EvidenceSeen(DateTimeOffset At, DateTimeOffset EvidenceAt) : ShopperDecision(At)
{
    /// <summary>After a restart the visit gets its full time anyway.</summary>
    public override bool IsVolatile => true;
}

/// <summary>What the tracker observed moves nothing: it is too old, from before the consent, or of a store that does not exist. The tracker tells it again when it has newer evidence.</summary>
public sealed record ObservationRefused(DateTimeOffset At) : ShopperDecision(At)
{
    public override bool IsVolatile => true;
}

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

/// <summary>The staff of a store get this copy of how the shopper stands.</summary>
/// <param name="Standing">Null: they may know nothing of the shopper any more.</param>
public sealed record StaffTold(DateTimeOffset At, StoreId Store, StaffStanding? Standing) : ShopperDecision(At);

/// <summary>A tap was answered, or given to an order to answer.</summary>
/// <param name="Answer">With an order, and then without a text: that order's grain answers.</param>
/// <param name="IsNew">False: the same tap was answered before, and this is the same answer.</param>
public sealed record TapAnswered(DateTimeOffset At, TapAnswer Answer, bool IsNew) : ShopperDecision(At)
{
    /// <summary>What staff may call the shopper; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>An answer that is kept already, or made of the tap alone, needs no commit.</summary>
    public override bool IsVolatile => !IsNew;
}

/// <summary>A tap proved where the shopper is: the tracker may correct itself by it.</summary>
public sealed record ZoneProven(DateTimeOffset At, StoreId Store, ZoneId Zone) : ShopperDecision(At);

/// <summary>The reply to the app that sent the shopper's answer.</summary>
public sealed record ResponseReplied(DateTimeOffset At, ResponseOutcome Outcome) : ShopperDecision(At);

/// <summary>A line for the trace.</summary>
public sealed record Noted(DateTimeOffset At, TraceEntry Entry) : ShopperDecision(At);

/// <summary>What is over is forgotten: expired suggestions' contents, quiet times, old answers.</summary>
/// <param name="SentBefore">Suggestions sent before this, and not of the open visit, are forgotten.</param>
/// <param name="AnswersBefore">Answers older than this are forgotten.</param>
/// <param name="ContentsBefore">Contents of suggestions that expired before this are forgotten.</param>
public sealed record PastForgotten(DateTimeOffset At, DateTimeOffset SentBefore, DateTimeOffset AnswersBefore, DateTimeOffset ContentsBefore) : ShopperDecision(At);

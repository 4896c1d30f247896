namespace SmartStore.Core.Shoppers;

/// <summary>Something that happened to a shopper. The rules know no other time than a fact's.</summary>
/// <param name="Id">The cause: ids of what is decided derive from it. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record ShopperFact(string Id, DateTimeOffset At);

/// <summary>The operator created or replaced the profile.</summary>
public sealed record ProfilePut(string Id, DateTimeOffset At, Profile Profile) : ShopperFact(Id, At)
{
    /// <summary>Who, as <see cref="Members.ConsentEntry.By"/> has it.</summary>
    public string By { get; init; } = "operator";
}

/// <summary>The shopper replaced the list.</summary>
public sealed record ListPut(string Id, DateTimeOffset At, IReadOnlyList<ListItem> Items) : ShopperFact(Id, At)
{
    /// <summary>The version that the shopper took the list to have; 0: any.</summary>
    public long IfVersion { get; init; }
}

/// <summary>The shopper changed items of the list.</summary>
/// <param name="Edits">In order; 1..<see cref="ListEdit.PerCallMax"/>.</param>
public sealed record ListEdited(string Id, DateTimeOffset At, IReadOnlyList<ListEdit> Edits) : ShopperFact(Id, At);

/// <summary>The shopper wants to join a household with a code. It is tried if it is among <see cref="Shopper.Tried"/> then.</summary>
/// <param name="Code"><see cref="Fingerprint"/> of the code.</param>
public sealed record InviteTried(string Id, DateTimeOffset At, ulong Code) : ShopperFact(Id, At);

/// <summary>The shopper asks for a household, made or joined. It counts if it is <see cref="Shopper.Home"/> then: a shopper is in one.</summary>
/// <param name="Code">Of the invitation, as in <see cref="InviteTried"/>; 0: none.</param>
public sealed record HomeChosen(string Id, DateTimeOffset At, HouseholdId Household, ulong Code) : ShopperFact(Id, At);

/// <summary>The shopper has left a household, or it did not take them.</summary>
public sealed record HomeLeft(string Id, DateTimeOffset At, HouseholdId Household) : ShopperFact(Id, At);

/// <summary>A household's grain gave its copy.</summary>
/// <param name="Items">The shared list; empty unless they are a member.</param>
/// <param name="WantedCount">Up to where it has taken what they want: see <see cref="Home.WantedCount"/>.</param>
public sealed record HouseholdCopied(
    string Id, DateTimeOffset At, HouseholdId Household, long CopyVersion, HomeStanding Standing, long ListVersion, IReadOnlyList<ListItem> Items, long WantedCount) : ShopperFact(Id, At);

/// <summary>The shopper replaced the whole set of consents; none withdraws all.</summary>
public sealed record ConsentPut(string Id, DateTimeOffset At, Purposes Purposes) : ShopperFact(Id, At)
{
    /// <summary>Which text was agreed to; empty: not said.</summary>
    public string TextVersion { get; init; } = "";

    /// <summary>Where it was said; may be empty.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Who said it, when no guardian did: <see cref="Members.ConsentEntry.ByShopper"/>, or who acts for the shop.</summary>
    public string By { get; init; } = Members.ConsentEntry.ByShopper;

    /// <summary>The guardian who says it for a child; empty: the child itself, or no child.</summary>
    public string Guardian { get; init; } = "";

    /// <summary>Until when nothing is to be in effect; null, or past: at once.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>The open visit ends and is forgotten, too.</summary>
    public bool ForgetsVisit { get; init; }

    /// <summary>The set is as it was read before. What was taken back meanwhile stays taken back.</summary>
    public bool GivesNothing { get; init; }
}

/// <summary>An order's grain gave its copy.</summary>
/// <param name="IsYours">False: the order belongs to another shopper now.</param>
public sealed record OrderCopied(string Id, DateTimeOffset At, Order Order, bool IsYours) : ShopperFact(Id, At)
{
    /// <summary>The shopper may fetch it for its holder.</summary>
    public bool IsCollector { get; init; }
}

/// <summary>The member's grain gave its copy of how the shopper wants to be treated.</summary>
/// <param name="Version">Of the copy: an older one changes nothing.</param>
public sealed record PreferencesCopied(string Id, DateTimeOffset At, Members.Preferences Preferences, long Version) : ShopperFact(Id, At);

/// <summary>Products of a store are sold out now, or are there again.</summary>
/// <param name="Products">Which of them, and those of the same name, because they stand for each other. How they stand now, the store's book says.</param>
public sealed record StockCrossed(string Id, DateTimeOffset At, StoreId Store, IReadOnlyList<ProductId> Products) : ShopperFact(Id, At);

/// <summary>The shopper did something with a suggestion.</summary>
public sealed record ResponseGiven(string Id, DateTimeOffset At, SuggestionId Suggestion, Response Response) : ShopperFact(Id, At);

/// <summary>The zone tracker changed its answer.</summary>
/// <param name="At">When the evidence sufficed; of silence, when it had lasted long enough.</param>
/// <param name="Zone">Where the shopper is; unknown: in the store, but the zone cannot be told.</param>
/// <param name="Confidence">Probability of the zone, 0..1; 0 when it is unknown.</param>
/// <param name="EvidenceAt">Time of the newest sighting or tap that the tracker has. The fact's own arrival is no evidence.</param>
/// <param name="ToldAt">When the tracker told it, by our clock.</param>
public sealed record ZoneObserved(string Id, DateTimeOffset At, StoreId Store, ZoneId Zone, double Confidence, DateTimeOffset EvidenceAt, DateTimeOffset ToldAt)
    : ShopperFact(Id, At);

/// <summary>The tracker has newer evidence of the shopper and the same zone. It prolongs an open visit and starts none.</summary>
/// <param name="At">When the tracker told it, by our clock.</param>
/// <param name="Store">The store that the evidence comes from.</param>
/// <param name="EvidenceAt">Time of the newest sighting or tap that the tracker has.</param>
public sealed record StillHere(string Id, DateTimeOffset At, StoreId Store, DateTimeOffset EvidenceAt) : ShopperFact(Id, At)
{
    /// <summary>True when it counts for a visit in this store of somebody who agreed to be seen since then.</summary>
    public bool Prolongs(StoreId visited, DateTimeOffset presenceSince) => visited == Store && EvidenceAt >= presenceSince;
}

/// <summary>A pass of this shopper was held to a terminal. A forged one never reaches a shopper.</summary>
/// <param name="Zone">The terminal's zone.</param>
/// <param name="Verdict">Valid, expired or too early, judged when the tap came in.</param>
public sealed record Tapped(string Id, DateTimeOffset At, TapOrigin Origin, ZoneId Zone, PassVerdict Verdict) : ShopperFact(Id, At)
{
    /// <summary>How often the shopper had ended their devices when the pass was issued.</summary>
    public int Epoch { get; init; }

    /// <summary>Orders of the household's other members in this store that this shopper may fetch; null: nobody was asked. See <see cref="HouseholdPickup"/>.</summary>
    public IReadOnlyList<CollectableOrder>? OfHousehold { get; init; }
}

/// <summary>The shopper lost a device: what was given to devices until now is worth nothing.</summary>
public sealed record DevicesEnded(string Id, DateTimeOffset At) : ShopperFact(Id, At);

/// <summary>The shopper asks for everything that is kept.</summary>
public sealed record ExportAsked(string Id, DateTimeOffset At) : ShopperFact(Id, At);

/// <summary>The shopper is to be erased.</summary>
/// <param name="Request">The caller's own id of it; may be empty.</param>
public sealed record ErasureAsked(string Id, DateTimeOffset At, string Request) : ShopperFact(Id, At)
{
    /// <summary>Only a record that was made no later than this: whoever came back later stays. Null: any.</summary>
    public DateTimeOffset? MadeBefore { get; init; }
}

/// <summary>The time has come that <see cref="ShopperClock.WakeAt"/> named.</summary>
/// <param name="HeldSince">Since when this process knows the shopper. Evidence that only memory held may be lost with the process before, so silence counts from here at the earliest.</param>
public sealed record Woken(string Id, DateTimeOffset At, DateTimeOffset HeldSince) : ShopperFact(Id, At);

using SmartStore.Core.Orders;

namespace SmartStore.Core.Cases;

/// <summary>A case of the service desk.</summary>
public readonly record struct CaseId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What a case is about. Numbers are the contract's.</summary>
public enum CaseKind
{
    Unspecified = 0,
    /// <summary>Somebody wants a member of the staff to come.</summary>
    Help = 1,
    /// <summary>Something is brought back.</summary>
    Return = 2,
    /// <summary>An appointment.</summary>
    Concierge = 3,
    Complaint = 4,
    /// <summary>How a visit was. A bad one becomes a complaint.</summary>
    Rating = 5,
    /// <summary>A question about an order, or something about an order that staff have to settle.</summary>
    Order = 6,
}

/// <summary>Where a case is. Numbers are the contract's.</summary>
public enum CaseState
{
    Unspecified = 0,
    /// <summary>Waits for staff.</summary>
    Open = 1,
    /// <summary>A member of the staff has it.</summary>
    Taken = 2,
    /// <summary>Waits for the shopper.</summary>
    Asked = 3,
    Settled = 4,
    /// <summary>The shopper took it back.</summary>
    Withdrawn = 5,
    /// <summary>Its time is over. A help that ends so was missed.</summary>
    Expired = 6,
}

/// <summary>What states of cases have in common.</summary>
public static class CaseStates
{
    /// <summary>True until it is settled, withdrawn or expired.</summary>
    public static bool IsOpen(this CaseState state) => state is CaseState.Open or CaseState.Taken or CaseState.Asked;
}

/// <summary>How a case was settled. Numbers are the contract's.</summary>
public enum CaseOutcome
{
    Unspecified = 0,
    Helped = 1,
    Refunded = 2,
    Exchanged = 3,
    Declined = 4,
    NotThere = 5,
}

/// <summary>One thing that was said in a case.</summary>
/// <param name="By"><see cref="Shopper"/>, <see cref="Shop"/>, or the id of a member of the staff.</param>
/// <param name="Choices">What the shopper may answer; none: anything.</param>
/// <param name="IsInternal">It never reaches the shopper.</param>
public sealed record CaseEntry(DateTimeOffset At, string By, string Text, IReadOnlyList<string> Choices, bool IsInternal)
{
    /// <summary>The shopper said it.</summary>
    public const string Shopper = "shopper";

    /// <summary>The shop said it by itself.</summary>
    public const string Shop = "shop";
}

/// <summary>What a case asks its shopper at the moment. The first answer counts.</summary>
/// <param name="Choices">In the order of the entry that asked.</param>
public sealed record CaseAsk(CaseAskKind Kind, IReadOnlyList<string> Choices);

/// <summary>Who asks. Stored: never renumber.</summary>
public enum CaseAskKind
{
    /// <summary>Nobody is free soon: wait, or come later?</summary>
    Wait = 1,
    /// <summary>The shopper has left: is help still needed?</summary>
    StillNeeded = 2,
    /// <summary>A member of the staff asks.</summary>
    Staff = 3,
}

/// <summary>A case as its grain knows it. The grain is its only writer; its shopper and its store hold copies (<see cref="CaseViews"/>).</summary>
public sealed record ServiceCase(CaseId Id, CaseKind Kind, StoreId Store)
{
    /// <summary>Most entries.</summary>
    public const int EntriesMax = 40;

    /// <summary>Longest text of an entry, characters.</summary>
    public const int TextMax = 1_000;

    /// <summary>Most choices of an entry.</summary>
    public const int ChoicesMax = 6;

    /// <summary>Longest choice, characters.</summary>
    public const int ChoiceMax = 200;

    /// <summary>Most products that a case names.</summary>
    public const int ProductsMax = 16;

    /// <summary>Open cases of one store; further ones are refused. <see cref="IsTrouble"/> does not count: nobody can be refused that.</summary>
    public const int PerStoreMax = 200;

    public CaseState State { get; init; } = CaseState.Open;

    /// <summary>Since when it is in its state.</summary>
    public DateTimeOffset StateAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whose it is; nobody: of somebody at a terminal, or of staff alone.</summary>
    public ShopperId Shopper { get; init; } = ShopperId.Nobody;

    /// <summary>As staff would greet them; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>BCP 47 tag of the language in which the shop speaks to them; empty: the store's.</summary>
    public string Language { get; init; } = "";

    /// <summary>Where somebody is needed; unknown: not said.</summary>
    public ZoneId Zone { get; init; } = ZoneId.Unknown;

    /// <summary>The terminal at which it was opened; empty: at none.</summary>
    public string Terminal { get; init; } = "";

    /// <summary>At most <see cref="ProductsMax"/>.</summary>
    public IReadOnlyList<ProductId> Products { get; init; } = [];

    /// <summary>The order that it is about; empty: none.</summary>
    public string Order { get; init; } = "";

    /// <summary>The purchase or receipt that it is about; empty: none.</summary>
    public string Purchase { get; init; } = "";

    /// <summary>The visit that it is about; empty: none.</summary>
    public string Visit { get; init; } = "";

    /// <summary>One of <see cref="CaseTopics"/>; empty: not known.</summary>
    public string Topic { get; init; } = "";

    /// <summary>A form or staff said what it is about: no guess changes it.</summary>
    public bool IsTopicGiven { get; init; }

    /// <summary>1..5; 0: none.</summary>
    public int Rating { get; init; }

    public DateTimeOffset OpenedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Since when somebody waits for staff: since it was opened, or opened again.</summary>
    public DateTimeOffset WaitsSince { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When somebody comes, answers, or the appointment is; null: nobody can say.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When the first word that <see cref="DueAt"/> promises is very late; null: half as long again after it.</summary>
    public DateTimeOffset? LateAt { get; init; }

    /// <summary>The shopper chose when: no estimate moves <see cref="DueAt"/>.</summary>
    public bool IsDueChosen { get; init; }

    /// <summary>The member of the staff who has it; empty: nobody.</summary>
    public string Staff { get; init; } = "";

    /// <summary>What they are called; may be empty.</summary>
    public string StaffName { get; init; } = "";

    /// <summary>The one who has it has said something to the shopper since.</summary>
    public bool IsAnswered { get; init; }

    public CaseOutcome Outcome { get; init; }

    /// <summary>Oldest first, at most <see cref="EntriesMax"/>.</summary>
    public IReadOnlyList<CaseEntry> Entries { get; init; } = [];

    /// <summary>What the shopper is asked; null: nothing.</summary>
    public CaseAsk? Ask { get; init; }

    /// <summary>The shopper was asked once whether to wait or to come later.</summary>
    public bool WasWaitOffered { get; init; }

    /// <summary>Its shopper is in the store, as far as they agreed to be seen.</summary>
    public bool IsHere { get; init; }

    /// <summary>Its shopper agreed to be seen.</summary>
    public bool MayBeSeen { get; init; }

    /// <summary>How urgent it is, 0..<see cref="HeldOrder.EscalationMax"/>.</summary>
    public int Escalation { get; init; }

    /// <summary>It is about care, such as medicine: until somebody has it, staff see kind and zone alone.</summary>
    public bool IsDiscreet { get; init; }

    /// <summary>Of an erased shopper to whom something is owed: 8 digits that settle it. Empty: its shopper was not erased.</summary>
    public string Code { get; init; } = "";

    /// <summary>Version of the shopper's last copy.</summary>
    public long ShopperVersion { get; init; }

    /// <summary>Version of the store's last copy.</summary>
    public long StoreVersion { get; init; }

    /// <summary>Version of the order's last copy.</summary>
    public long OrderVersion { get; init; }

    /// <summary>True until it is settled, withdrawn or expired.</summary>
    public bool IsOpen => State.IsOpen();

    /// <summary>Something about an order that staff have to settle, told by the order itself. It is nobody's own, and the order's line on the board says it, too.</summary>
    public bool IsTrouble => OrderVersion > 0;

    /// <summary>The one who has it, as a sentence names them.</summary>
    public string Who => StaffName.Length > 0 ? StaffName : Staff;
}

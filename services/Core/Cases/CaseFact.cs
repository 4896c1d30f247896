namespace SmartStore.Core.Cases;

/// <summary>Something that happened to a case.</summary>
/// <param name="Id">The cause. Unique, 1–128 characters.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record CaseFact(string Id, DateTimeOffset At);

/// <summary>It was opened: by its shopper, at a terminal, or by staff.</summary>
/// <param name="By">As <see cref="CaseEntry.By"/>.</param>
public sealed record CaseOpened(string Id, DateTimeOffset At, CaseId Case, CaseKind Kind, StoreId Store, string By) : CaseFact(Id, At)
{
    /// <summary>Whose it is; nobody: of somebody at a terminal.</summary>
    public ShopperId Shopper { get; init; } = ShopperId.Nobody;

    public string Name { get; init; } = "";

    public string Language { get; init; } = "";

    public ZoneId Zone { get; init; } = ZoneId.Unknown;

    public string Terminal { get; init; } = "";

    public string Text { get; init; } = "";

    public IReadOnlyList<ProductId> Products { get; init; } = [];

    public string Order { get; init; } = "";

    public string Purchase { get; init; } = "";

    public string Visit { get; init; } = "";

    public string Topic { get; init; } = "";

    public int Rating { get; init; }

    /// <summary>When the shopper would like the appointment; null: not said.</summary>
    public DateTimeOffset? WishedAt { get; init; }

    /// <summary>How long a help will wait; null: nobody is on duty.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The shopper is in the store and agreed to be seen.</summary>
    public bool IsHere { get; init; }

    /// <summary>The shopper agreed to be seen.</summary>
    public bool MayBeSeen { get; init; }
}

/// <summary>Its shopper said something: exactly one of text, choice, withdrawal and rating.</summary>
public sealed record CaseAdded(string Id, DateTimeOffset At, ShopperId Shopper) : CaseFact(Id, At)
{
    /// <summary>Empty: not this.</summary>
    public string Text { get; init; } = "";

    /// <summary>One of what was asked; empty: not this.</summary>
    public string Choice { get; init; } = "";

    public bool IsWithdrawal { get; init; }

    /// <summary>1..5; 0: not this.</summary>
    public int Rating { get; init; }
}

/// <summary>A member of the staff did something.</summary>
/// <param name="Name">What they are called; may be empty.</param>
/// <param name="IsManager">They may act on what another has.</param>
public sealed record CaseActed(string Id, DateTimeOffset At, StoreId Store, string Staff, string Name, bool IsManager, CaseAct Act) : CaseFact(Id, At)
{
    public string Text { get; init; } = "";

    /// <summary>Of a reply, at most <see cref="ServiceCase.ChoicesMax"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Of a reply: it never reaches the shopper.</summary>
    public bool IsInternal { get; init; }

    /// <summary>When somebody comes or answers; null: as it is.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public CaseOutcome Outcome { get; init; }

    public string Topic { get; init; } = "";

    /// <summary>To whom it is given.</summary>
    public string GiveTo { get; init; } = "";

    /// <summary>What they are called; may be empty.</summary>
    public string GiveToName { get; init; } = "";
}

/// <summary>What staff do with a case. It travels: never renumber.</summary>
public enum CaseAct
{
    Take = 1,
    Release = 2,
    Reply = 3,
    Settle = 4,
    Give = 5,
    Sort = 6,
    Reopen = 7,
}

/// <summary>Its shopper's grain gave its copy: where they are.</summary>
/// <param name="Version">Greater than that of every earlier copy of this shopper.</param>
/// <param name="Zone">Where in the store; unknown: not told, or not known.</param>
public sealed record CaseShopperStood(string Id, DateTimeOffset At, ShopperId Shopper, long Version, bool MayBeSeen, bool IsHere, ZoneId Zone) : CaseFact(Id, At);

/// <summary>Its store's grain gave its copy: how long it will wait.</summary>
/// <param name="Version">Greater than that of every earlier copy of this store.</param>
/// <param name="Wait">Null: nobody is on duty.</param>
public sealed record CaseWaitTold(string Id, DateTimeOffset At, StoreId Store, long Version, TimeSpan? Wait) : CaseFact(Id, At);

/// <summary>An order's grain gave its copy: staff have to settle something about the order, or it is settled.</summary>
/// <param name="Version">Greater than that of every earlier copy of this order.</param>
/// <param name="Place">Where it is handed over; unknown: not said.</param>
/// <param name="Text">One sentence for staff; empty: it is settled.</param>
public sealed record CaseOrderStood(string Id, DateTimeOffset At, CaseId Case, long Version, StoreId Store, string Order, ZoneId Place, string Terminal, string Text) : CaseFact(Id, At);

/// <summary>Its shopper is erased.</summary>
/// <param name="Code">8 digits that settle it from then on, should something be owed; empty: nobody has them, and nothing stays.</param>
public sealed record CaseShopperErased(string Id, DateTimeOffset At, ShopperId Shopper, string Code) : CaseFact(Id, At);

/// <summary>The time has come that <see cref="CaseClock.WakeAt"/> named.</summary>
public sealed record CaseWoken(string Id, DateTimeOffset At) : CaseFact(Id, At);

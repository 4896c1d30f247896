namespace SmartStore.Core.Orders;

/// <summary>How far an order has come since it is ready. Its own grain writes it; what an order system puts has none.</summary>
public sealed record OrderProgress
{
    /// <summary>Nothing happened yet.</summary>
    public static OrderProgress None { get; } = new();

    /// <summary>Since when it is ready; null: it was not yet.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>How long it is held; null: it was not ready yet.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>The shopper was reminded that it waits.</summary>
    public bool IsReminded { get; init; }

    /// <summary>Who has taken it on; null: nobody.</summary>
    public OrderClaim? Claim { get; init; }

    /// <summary>How it was handed over; null: it was not.</summary>
    public OrderEnd? End { get; init; }
}

/// <summary>Somebody has taken an order on.</summary>
/// <param name="By">A member of staff, or the locker that may open for it.</param>
/// <param name="Name">What to call them; may be empty.</param>
/// <param name="Until">When it is given back by itself; of a locker: when it has to have said what happened.</param>
public sealed record OrderClaim(string By, string Name, DateTimeOffset At, DateTimeOffset Until, bool IsTerminal)
{
    /// <summary>Their name where it is known, else their id.</summary>
    public string Who => Name.Length > 0 ? Name : By;
}

/// <summary>An order changed hands.</summary>
/// <param name="At">When, as those who were there say.</param>
/// <param name="Terminal">The terminal where it was tapped for, or whose slot was opened; empty: none.</param>
/// <param name="Staff">Who handed it over; empty: a locker or a till.</param>
/// <param name="Proof"><c>tap</c>, <c>code</c>, <c>code:NNNNNNNN</c>, <c>voucher</c>, <c>id</c>, <c>signature</c> or <c>none</c>; empty: a till said so.</param>
/// <param name="IsOffline">A locker released it by itself.</param>
/// <param name="Collector">Who fetched it for its holder; empty: the holder, or not known.</param>
/// <param name="CollectorName">What to call them; may be empty.</param>
public sealed record OrderEnd(DateTimeOffset At, string Terminal, string Staff, string Proof, bool IsOffline, ShopperId Collector, string CollectorName);

/// <summary>What the staff of its store see of an order.</summary>
public sealed record OrderStanding
{
    /// <summary>Nothing beyond its state.</summary>
    public static OrderStanding None { get; } = new();

    /// <summary>The terminal where it lies; empty: none in particular.</summary>
    public string Terminal { get; init; } = "";

    /// <summary>Slot or shelf; may be empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Age or identity has to be checked.</summary>
    public bool NeedsCheck { get; init; }

    /// <summary>How many lines it has.</summary>
    public int Items { get; init; }

    /// <summary>The order system's count of its changes.</summary>
    public long Version { get; init; }

    /// <summary>Vouchers issued before this are void.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>How long it is held; null: not said.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Who has taken it on; null: nobody.</summary>
    public OrderClaim? Claim { get; init; }

    /// <summary>Who waits for it at a desk; null: nobody.</summary>
    public OrderWait? Wait { get; init; }

    /// <summary>0..<see cref="HeldOrder.EscalationMax"/>.</summary>
    public int Escalation { get; init; }

    /// <summary>What has to be settled; null: nothing.</summary>
    public OrderTrouble? Trouble { get; init; }

    /// <summary>How it was handed over; null: it was not.</summary>
    public OrderEnd? End { get; init; }

    /// <summary>What staff see of an order now.</summary>
    public static OrderStanding Of(HeldOrder held) => new()
    {
        Terminal = held.Order.Terminal,
        Slot = held.Order.Slot,
        NeedsCheck = held.Order.NeedsCheck,
        Items = held.Order.Items.Count,
        Version = held.Order.Version,
        NotBefore = held.NotBefore,
        HoldUntil = held.Order.Progress.HoldUntil,
        Claim = held.Order.Progress.Claim,
        Wait = held is { WaitsSince: { } since, LastTap: { } tap } ? new OrderWait(since, tap.Terminal, tap.Shopper, tap.Name) : null,
        Escalation = held.Escalation,
        Trouble = held.Trouble,
        End = held.Order.Progress.End,
    };
}

/// <summary>Somebody waits for an order at a desk.</summary>
/// <param name="Shopper">Empty: not known who.</param>
/// <param name="Name">As staff would greet them; may be empty.</param>
public sealed record OrderWait(DateTimeOffset Since, string Terminal, ShopperId Shopper, string Name);

namespace SmartStore.Core.Orders;

/// <summary>An order as its grain knows it. The grain is its only writer; its shopper, its collectors and its store hold copies.</summary>
/// <param name="Holder">Whose it is.</param>
public sealed record HeldOrder(Order Order, ShopperId Holder)
{
    /// <summary>Grants that are remembered, so that a late report of a locker finds its own; the oldest make room.</summary>
    public const int GrantsMax = 16;

    /// <summary>Reports of lockers whose answers are remembered; the oldest make room.</summary>
    public const int ReportsMax = 64;

    /// <summary>Highest escalation: the screens of managers show it, too.</summary>
    public const int EscalationMax = 2;

    /// <summary>Vouchers issued before this are void, because the order belonged to another shopper then.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Answers to taps of the last day, oldest first.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>Since when it is in its state.</summary>
    public DateTimeOffset StateAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The 8 digits that collect it; empty: none was asked for.</summary>
    public string Code { get; init; } = "";

    /// <summary>What lockers were allowed to open for it, oldest first, at most <see cref="GrantsMax"/>.</summary>
    public IReadOnlyList<OrderGrant> Grants { get; init; } = [];

    /// <summary>The newest tap of its holder or a collector in its store; null: none.</summary>
    public SeenTap? LastTap { get; init; }

    /// <summary>Since when somebody waits for it at a desk; null: nobody does.</summary>
    public DateTimeOffset? WaitsSince { get; init; }

    /// <summary>How urgent it is, 0..<see cref="EscalationMax"/>.</summary>
    public int Escalation { get; init; }

    /// <summary>What staff have to settle; null: nothing.</summary>
    public OrderTrouble? Trouble { get; init; }

    /// <summary>The time for which it is held is over, and staff were told.</summary>
    public bool IsHoldOver { get; init; }

    /// <summary>What lockers reported and were answered, oldest first, at most <see cref="ReportsMax"/>.</summary>
    public IReadOnlyList<KeptReport> Reports { get; init; } = [];

    /// <summary>When its holder was erased, since when it belongs to nobody; null: it has a holder.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The grant that is not settled; null: none.</summary>
    public OrderGrant? OpenGrant => Grants.FirstOrDefault(grant => grant.IsOpen);

    /// <summary>True for its holder and for those whom it names. Of an order of nobody: for who shows its code.</summary>
    public bool MayCollect(ShopperId shopper) => Holder == shopper || Order.Collectors.Contains(shopper);

    /// <summary>Nobody waits for it any more.</summary>
    internal HeldOrder WithoutWait() => this with { WaitsSince = null, LastTap = null, Escalation = 0 };

    /// <summary>The grant is settled.</summary>
    internal HeldOrder WithoutOpenGrant() => this with { Grants = [.. Grants.Select(grant => grant.IsOpen ? grant with { IsOpen = false } : grant)] };
}

/// <summary>A locker may open one slot once.</summary>
/// <param name="Id">Names the order, too: see <see cref="GrantId"/>. Of a voucher that was used offline: its own id.</param>
/// <param name="Slot">Which slot.</param>
/// <param name="Shopper">For whom; empty: for whoever showed the order's code or voucher.</param>
/// <param name="Name">As staff would greet them; may be empty.</param>
/// <param name="Proof">What was shown: <c>tap</c>, <c>code</c> or <c>voucher</c>.</param>
/// <param name="SettleBy">When the locker has to have said what happened.</param>
/// <param name="IsOpen">False: it is known what happened, or staff settled it.</param>
public sealed record OrderGrant(string Id, string Terminal, string Slot, ShopperId Shopper, string Name, string Proof, DateTimeOffset At, DateTimeOffset SettleBy, bool IsOpen);

/// <summary>Ids of grants: derived from the tap, and they name their order, so that a report finds it.</summary>
public static class GrantId
{
    /// <summary>The grant that a tap gets.</summary>
    public static string Of(TapKey tap, OrderId order) => $"{DerivedId.Of('g', tap.Value, "grant", order.Value)}.{order.Value}";

    /// <summary>The order of a grant. False: it is no id of a grant.</summary>
    public static bool TryReadOrder(string grant, out OrderId order)
    {
        var dot = grant.IndexOf('.', StringComparison.Ordinal);
        order = new OrderId(dot > 0 ? grant[(dot + 1)..] : "");
        return Id.IsValid(order.Value);
    }
}

/// <summary>Somebody who may have the order tapped in its store.</summary>
/// <param name="Shopper">Empty: not known who of them, because a code or a voucher was shown.</param>
/// <param name="Name">As staff would greet them; may be empty.</param>
public sealed record SeenTap(ShopperId Shopper, string Name, string Terminal, DateTimeOffset At);

/// <summary>Something about an order that staff have to settle.</summary>
/// <param name="Code"><see cref="Unsettled"/>, <see cref="PutBack"/> or <see cref="ReleasedLate"/>.</param>
/// <param name="Text">One sentence for staff.</param>
public sealed record OrderTrouble(string Code, string Text, DateTimeOffset At)
{
    /// <summary>A locker was allowed to open and did not say what happened: the door may have opened.</summary>
    public const string Unsettled = "grant_unsettled";

    /// <summary>It was not fetched in the time for which it is held.</summary>
    public const string PutBack = "put_back";

    /// <summary>A locker gave it away after it had been cancelled or had changed hands.</summary>
    public const string ReleasedLate = "released_late";
}

/// <summary>The answer that a report of a locker got.</summary>
/// <param name="Report"><see cref="Fingerprint"/> of the fact's id.</param>
public sealed record KeptReport(ulong Report, ReportOutcome Outcome);

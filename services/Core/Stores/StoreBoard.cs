using SmartStore.Core.Orders;
using SmartStore.Core.Staff;

namespace SmartStore.Core.Stores;

/// <summary>
/// What the staff of one store may know at this moment: which VIPs are here that agreed to be greeted, and which orders wait for staff. It is made of copies, and decides nothing about shoppers or orders. Other shoppers are counted by the trackers, not listed.
/// </summary>
public sealed record StoreBoard
{
    /// <summary>Shoppers on one board; the one who came first makes room.</summary>
    public const int ShoppersMax = 1_000;

    /// <summary>Live orders on one board; the one that is ready for longest makes room.</summary>
    public const int OrdersMax = 2_000;

    /// <summary>Copies that left the board and whose versions are remembered, so that a late copy does not bring them back; the oldest make room.</summary>
    public const int GoneMax = 256;

    /// <summary>Which store.</summary>
    public required StoreId Id { get; init; }

    /// <summary>Shoppers who are here, in the order in which the board learned of them.</summary>
    public IReadOnlyList<PresentShopper> Shoppers { get; init; } = [];

    /// <summary>Orders that are ready or being brought here, whether their shoppers are here or not.</summary>
    public IReadOnlyList<ReadyOrder> Orders { get; init; } = [];

    /// <summary>What left, newest last.</summary>
    public IReadOnlyList<GoneCopy> Gone { get; init; } = [];

    /// <summary>Answers to forged passes and entered codes of the last day, oldest first.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>Codes that collect live orders, oldest first, at most <see cref="OrdersMax"/>.</summary>
    public IReadOnlyList<PickupCode> Codes { get; init; } = [];

    /// <summary>Wrong codes of the last hour, one entry a terminal.</summary>
    public IReadOnlyList<WrongCodes> WrongCodes { get; init; } = [];

    /// <summary>What lockers were told last, one entry a locker.</summary>
    public IReadOnlyList<KeptManifest> Manifests { get; init; } = [];

    /// <summary>Open cases, in the order in which the board learned of them. New ones are refused, and troubles make room, from <see cref="Cases.ServiceCase.PerStoreMax"/> on.</summary>
    public IReadOnlyList<BoardCase> Cases { get; init; } = [];

    /// <summary>How long shoppers wait for staff, one entry a kind.</summary>
    public IReadOnlyList<AverageWait> Waits { get; init; } = [];

    /// <summary>Who is on duty.</summary>
    public Duty Duty { get; init; } = Duty.None;

    /// <summary>A store whose staff have been told nothing yet.</summary>
    public static StoreBoard Empty(StoreId id) => new() { Id = id };

    /// <summary>Orders that wait for staff, in the order in which they began to wait.</summary>
    public IReadOnlyList<WaitingOrder> Waiting()
    {
        var here = Shoppers.ToDictionary(shopper => shopper.Shopper, shopper => shopper.Standing);
        return [.. Orders.Where(order => order.Waits(here.ContainsKey(order.Holder))).Select(order => order.AsWaiting(here.GetValueOrDefault(order.Holder))).OrderBy(waiting => waiting.Since)];
    }
}

/// <summary>A shopper on the board.</summary>
/// <param name="Version">Of the copy.</param>
public sealed record PresentShopper(ShopperId Shopper, long Version, StaffStanding Standing);

/// <summary>An order on the board.</summary>
/// <param name="Version">Of the copy.</param>
/// <param name="At">Since when it is ready here.</param>
public sealed record ReadyOrder(OrderId Order, long Version, OrderState State, ShopperId Holder, ZoneId Place, DateTimeOffset At)
{
    /// <summary>What staff see of it beside its state.</summary>
    public OrderStanding Standing { get; init; } = OrderStanding.None;

    /// <summary>Whether staff see it: its shopper is here or tapped, a claim ran out, a member of staff has it, or it has to be looked after. What a locker gives out does not wait.</summary>
    public bool Waits(bool isHere) => Standing.Trouble is not null || State switch
    {
        OrderState.Ready => isHere || Standing.Wait is not null || Standing.Escalation > 0,
        OrderState.Claimed => Standing.Claim is not { IsTerminal: true },
        _ => false,
    };

    /// <summary>As staff see it.</summary>
    /// <param name="here">Its shopper, who is here; null: not known to be.</param>
    public WaitingOrder AsWaiting(StaffStanding? here)
    {
        var wait = Standing.Wait;
        var since = wait?.Since ?? (here is null ? Standing.Claim?.At ?? At : here.Since > At ? here.Since : At);
        var (shopper, name) = wait is null ? (Holder, here?.Name ?? "") : (wait.Shopper.IsNobody ? Holder : wait.Shopper, wait.Name);
        return new WaitingOrder(Order, shopper, name, Place, since) { State = State, Standing = Standing };
    }
}

/// <summary>The last version of a copy that left the board.</summary>
/// <param name="Subject"><c>shopper/anna</c> or <c>order/o1</c>; of a shopper who was erased, a digest of it.</param>
public sealed record GoneCopy(string Subject, long Version)
{
    /// <summary>Digest of a subject that must not be named.</summary>
    public static string Hidden(string subject) => $"#{Fingerprint.Of(subject):x16}";

    /// <summary>True when it is about this subject.</summary>
    public bool IsOf(string subject) => Subject == subject || (Subject.StartsWith('#') && Subject == Hidden(subject));
}

/// <summary>An order that waits for staff.</summary>
/// <param name="Shopper">Who fetches it, as far as it is known.</param>
/// <param name="Zone">Where it is handed over.</param>
/// <param name="Since">When it began to wait.</param>
public sealed record WaitingOrder(OrderId Order, ShopperId Shopper, string Name, ZoneId Zone, DateTimeOffset Since)
{
    /// <summary>Ready, being brought, or over and to be looked after.</summary>
    public OrderState State { get; init; } = OrderState.Ready;

    /// <summary>What staff see of it beside its state.</summary>
    public OrderStanding Standing { get; init; } = OrderStanding.None;

    /// <summary>How urgent it is, 0..2.</summary>
    public int Escalation => Standing.Trouble is null ? Standing.Escalation : HeldOrder.EscalationMax;
}

/// <summary>Wrong codes that were entered at one terminal.</summary>
/// <param name="At">When, oldest first: those of the last hour, fewer than <see cref="StoreRules.WrongCodesTold"/>.</param>
/// <param name="BlockedUntil">Until then the terminal takes no codes.</param>
public sealed record WrongCodes(string Terminal, IReadOnlyList<DateTimeOffset> At, DateTimeOffset BlockedUntil);

using SmartStore.Core.Staff;

namespace SmartStore.Core.Stores;

/// <summary>
/// What the staff of one store may know at this moment: which VIPs are here that agreed to be greeted, and which ready orders wait for a
/// shopper who is here. It is made of copies, and decides nothing about shoppers or orders. Other shoppers are counted by the trackers, not listed.
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

    /// <summary>Answers to forged passes of the last day, oldest first.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>Who is on duty.</summary>
    public Duty Duty { get; init; } = Duty.None;

    /// <summary>A store whose staff have been told nothing yet.</summary>
    public static StoreBoard Empty(StoreId id) => new() { Id = id };

    /// <summary>Orders that are ready while their shopper is here, in the order in which they began to wait.</summary>
    public IReadOnlyList<WaitingOrder> Waiting()
    {
        var here = Shoppers.ToDictionary(shopper => shopper.Shopper, shopper => shopper.Standing);
        return
        [
            .. Orders
                .Where(order => order.State == OrderState.Ready && here.ContainsKey(order.Holder))
                .Select(order => new WaitingOrder(order.Order, order.Holder, here[order.Holder].Name, order.Place, Later(order.At, here[order.Holder].Since)))
                .OrderBy(waiting => waiting.Since),
        ];
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>A shopper on the board.</summary>
/// <param name="Version">Of the copy.</param>
public sealed record PresentShopper(ShopperId Shopper, long Version, StaffStanding Standing);

/// <summary>An order on the board.</summary>
/// <param name="Version">Of the copy.</param>
/// <param name="At">Since when it is ready here.</param>
public sealed record ReadyOrder(OrderId Order, long Version, OrderState State, ShopperId Holder, ZoneId Place, DateTimeOffset At);

/// <summary>The last version of a copy that left the board.</summary>
/// <param name="Subject"><c>shopper/anna</c> or <c>order/o1</c>.</param>
public sealed record GoneCopy(string Subject, long Version);

/// <summary>An order that is ready while its shopper is here.</summary>
/// <param name="Zone">Where it is handed over.</param>
/// <param name="Since">When it began to wait.</param>
public sealed record WaitingOrder(OrderId Order, ShopperId Shopper, string Name, ZoneId Zone, DateTimeOffset Since);

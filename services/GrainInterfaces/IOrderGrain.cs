using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Screens;

namespace SmartStore.GrainInterfaces;

/// <summary>One pickup order: the only writer of its state. Key: the order's id.</summary>
public interface IOrderGrain : IWakeableGrain, ICopyTarget
{
    /// <summary>Creates or changes the order. Completes when it is committed.</summary>
    [ResponseTimeout("00:00:02")]
    Task<OrderReply> Put([Immutable] OrderPut fact);

    /// <summary>Completes when shopper and store have the copies of what was put. After a second it completes without: they get them later.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task Copied();

    /// <summary>Asks whether a shopper who tapped gets this order. The same tap gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<TapReply> Tap([Immutable] OrderTapped fact);

    /// <summary>A member of staff takes the order on, or gives it back.</summary>
    [ResponseTimeout("00:00:02")]
    Task<StaffReply> Claim([Immutable] StaffClaimed fact);

    /// <summary>A member of staff handed the order over.</summary>
    [ResponseTimeout("00:00:02")]
    Task<StaffReply> Complete([Immutable] StaffCompleted fact);

    /// <summary>Gives what collects the order to one who may have it.</summary>
    [ResponseTimeout("00:00:02")]
    Task<OrderPassReply> Pass([Immutable] PassAsked fact);

    /// <summary>Takes what a locker reports. The same report gets the same answer.</summary>
    [ResponseTimeout("00:00:02")]
    Task<ReportOutcome> Report([Immutable] LockerReported fact);

    /// <summary>Makes the code and the vouchers void that were given to one who may fetch the order.</summary>
    /// <returns>The order as it is held now; null: there is none.</returns>
    [ResponseTimeout("00:00:02")]
    Task<OrderView?> EndProofs([Immutable] ProofsEnded fact);

    /// <summary>Erases a person from the order. Said again, it changes nothing.</summary>
    /// <returns>The order as it is held now; null: there is none.</returns>
    [ResponseTimeout("00:00:02")]
    Task<OrderView?> Erase([Immutable] PersonErased fact);

    /// <summary>The order; null: there is none.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    Task<OrderView?> View();
}

/// <summary>An order at a moment.</summary>
[GenerateSerializer, Immutable, Alias("OrderView")]
public sealed record OrderView([property: Id(0)] HeldOrder Held);

/// <summary>The answer to an order that was put.</summary>
/// <param name="Held">The order as it is held now.</param>
[GenerateSerializer, Immutable, Alias("OrderReply")]
public sealed record OrderReply([property: Id(0)] OrderPutOutcome Outcome, [property: Id(1)] OrderView? Held);

/// <summary>The answer to a member of staff.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
[GenerateSerializer, Immutable, Alias("StaffReply")]
public sealed record StaffReply([property: Id(0)] StaffOutcome Outcome, [property: Id(1)] OrderView? Held);

/// <summary>The answer to a shopper who asked for what collects an order.</summary>
/// <param name="Held">The order as it is held now; null: there is none.</param>
[GenerateSerializer, Immutable, Alias("OrderPassReply")]
public sealed record OrderPassReply([property: Id(0)] OrderPassOutcome Outcome, [property: Id(1)] OrderView? Held);

/// <summary>The answer to a tap, or who has it.</summary>
/// <param name="Answer">What the terminal is told; null: ask <paramref name="Order"/>.</param>
/// <param name="Order">The order whose grain answers; null: none.</param>
[GenerateSerializer, Immutable, Alias("TapReply")]
public sealed record TapReply([property: Id(0)] TapAnswer? Answer, [property: Id(1)] OrderId? Order)
{
    /// <summary>Of a code: to whom it was given.</summary>
    [Id(2)]
    public string Holder { get; init; } = "";

    /// <summary>What staff may call the shopper; may be empty.</summary>
    [Id(3)]
    public string Name { get; init; } = "";

    /// <summary>Further orders of the shopper that are ready in this store.</summary>
    [Id(4)]
    public int More { get; init; }

    /// <summary>How the shopper wants a screen to be.</summary>
    [Id(5)]
    public ScreenChoices Choices { get; init; } = ScreenChoices.None;

    /// <summary>A good pass, shown for the first time: the terminal's screen may open for the shopper.</summary>
    [Id(6)]
    public bool OpensScreen { get; init; }

    /// <summary>
    /// The shopper's household. Without an order: its other members are to be asked for orders that the shopper may fetch, and the tap is to be told again with them; nothing of it
    /// is committed yet. With an order: it is one of those. Null: the household has no part in it.
    /// </summary>
    [Id(7)]
    public HouseholdId? Household { get; init; }
}

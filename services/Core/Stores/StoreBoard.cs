using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;

namespace SmartStore.Core.Stores;

/// <summary>
/// What the staff of one store may know at this moment: which VIPs are here that agreed to be greeted, and which orders wait for a
/// shopper who has come. Nobody else is in it: other shoppers are counted by the tracker, not listed.
/// </summary>
public sealed record StoreBoard
{
    /// <summary>VIPs on one board; the one who came first makes room.</summary>
    public const int VipsMax = 500;

    /// <summary>Orders on one board; the one that waits longest makes room.</summary>
    public const int WaitingMax = 1_000;

    /// <summary>Which store.</summary>
    public required StoreId Id { get; init; }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<PresentVip> Vips { get; init; } = [];

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<WaitingOrder> Waiting { get; init; } = [];

    /// <summary>Answers to forged passes of the last day, oldest first, at most <see cref="AnsweredTaps.Max"/>.</summary>
    public AnsweredTaps Answers { get; init; } = AnsweredTaps.None;

    /// <summary>A store whose staff have been told nothing yet.</summary>
    public static StoreBoard Empty(StoreId id) => new() { Id = id };

    /// <summary>True when there is nothing to keep.</summary>
    public bool IsEmpty => Vips.Count == 0 && Waiting.Count == 0 && Answers.Count == 0;
}

/// <summary>A VIP who is here and agreed to be greeted.</summary>
/// <param name="Zone">Where now; unknown: in the store.</param>
/// <param name="Reason">One sentence for staff.</param>
/// <param name="Confidence">That it is them, 0..1.</param>
/// <param name="At">Time of the newest fact about them.</param>
public sealed record PresentVip(ShopperId Shopper, string Name, Tier Tier, ZoneId Zone, string Reason, double Confidence, DateTimeOffset At);

/// <summary>An order that is ready while its shopper is here.</summary>
/// <param name="Zone">Where it is handed over.</param>
/// <param name="At">Since when it waits.</param>
public sealed record WaitingOrder(OrderId Order, ShopperId Shopper, string Name, ZoneId Zone, DateTimeOffset At);

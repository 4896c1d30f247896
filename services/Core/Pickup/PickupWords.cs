using System.Globalization;

namespace SmartStore.Core.Pickup;

/// <summary>What shoppers and terminals read about pickup: one short sentence each.</summary>
public static class PickupWords
{
    /// <summary>To a terminal, for a code that this server did not issue.</summary>
    public const string Refused = "This pass is not valid. Please show the one in your app.";

    /// <summary>To a terminal, for a pass that is too old.</summary>
    public const string Expired = "This pass has expired. Please show a fresh one.";

    /// <summary>To a terminal, when there is nothing to hand over.</summary>
    public const string NoOrder = "No order is ready for you here.";

    /// <summary>To a terminal, for a tap that was answered before and whose answer is not kept any more.</summary>
    public const string TryAgain = "This tap was answered before. Please hold your pass to the terminal again.";

    /// <summary>To a terminal, when an order is ready.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public static string Ready(OrderId order, string place) => $"Order {order.Value} is ready{At(place)}.";

    /// <summary>To a terminal, for a pass whose minute has not come.</summary>
    public const string TooEarly = "This pass is not valid yet. Please show the one in your app.";

    /// <summary>To a terminal, while it takes no codes because too many wrong ones were entered.</summary>
    public const string TooManyCodes = "Too many wrong codes were entered here. Please wait a minute, or hold your phone to the terminal.";

    /// <summary>To a terminal, when the order lies in a locker elsewhere.</summary>
    /// <param name="slot">May be empty.</param>
    public static string InLocker(OrderId order, string locker, string slot) => $"Order {order.Value} is ready in locker {locker}{(slot.Length == 0 ? "" : $", slot {slot}")}. Please tap there.";

    /// <summary>To a locker that opens.</summary>
    public static string Granted(OrderId order, string slot) => slot.Length == 0 ? $"Please take order {order.Value}." : $"Please take order {order.Value} from slot {slot}.";

    /// <summary>To a locker, for an order that only a person may hand over.</summary>
    public static string NeedsCheck(OrderId order) => $"Please come to the desk for order {order.Value}, and bring proof of age or identity.";

    /// <summary>To a terminal, when a member of staff has taken the order on.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public static string IsBeingBrought(OrderId order, string place) => $"Order {order.Value} is being brought{At(place)}.";

    /// <summary>To a terminal, when a locker was opened for the order a moment ago.</summary>
    public static string IsBeingTaken(OrderId order, DateTimeOffset at, string terminal) => $"Order {order.Value} is being taken from locker {terminal} since {Clock(at)}.";

    /// <summary>To a terminal, for an order that staff have to look after first.</summary>
    public static string AskStaff(OrderId order) => $"Please ask staff about order {order.Value}.";

    /// <summary>To a terminal, for an order that is gone.</summary>
    /// <param name="terminal">Where it was handed over; empty: not known.</param>
    public static string WasHandedOver(OrderId order, DateTimeOffset at, string terminal) => $"Order {order.Value} was handed over at {Clock(at)}{At(terminal)}.";

    /// <summary>To staff, when a locker does not say what happened.</summary>
    public static string Unsettled(OrderId order, string terminal, string slot) =>
        $"Locker {terminal} did not say whether it opened{(slot.Length == 0 ? "" : $" slot {slot}")} for order {order.Value}: please look, and hand it over or give it back.";

    /// <summary>To staff, when an order was not fetched in time.</summary>
    public static string PutBack(OrderId order) => $"Order {order.Value} was not fetched in the time for which it is held: please put it back.";

    /// <summary>To staff, when a locker gave an order away that was no longer to be given.</summary>
    /// <param name="state">What had become of it; null: it belonged to another shopper.</param>
    public static string ReleasedLate(OrderId order, string terminal, DateTimeOffset at, OrderState? state, DateTimeOffset since) =>
        $"Locker {terminal} released order {order.Value} at {Clock(at)}; it {(state switch { null => "belongs to another shopper", OrderState.Cancelled => "was cancelled", OrderState.HandedOver => "was handed over", OrderState.Preparing => "was being put together again", _ => "was taken on by staff" })} since {Clock(since)}.";

    /// <summary>To staff, when somebody tries codes at a terminal.</summary>
    public static string CodesTried(string terminal, int codes) => $"{codes} wrong codes were entered at terminal {terminal} within an hour.";

    /// <summary>To the phone, about an order's state.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public static string Of(Order order, string place) => order.State switch
    {
        OrderState.Preparing => $"Order {order.Id.Value} is being put together.",
        OrderState.Ready => $"Your order {order.Id.Value} is ready{At(place)}.",
        OrderState.Claimed when order.Progress.Claim is { IsTerminal: true } claim => $"Locker {claim.By} opens for order {order.Id.Value}.",
        OrderState.Claimed => $"{(order.Progress.Claim is { Name.Length: > 0 } claim ? claim.Name : "A member of staff")} is bringing order {order.Id.Value}{At(place)}.",
        OrderState.HandedOver when order.Progress.End is { CollectorName.Length: > 0 } end => $"Order {order.Id.Value} was handed over to {end.CollectorName}.",
        OrderState.HandedOver => $"Order {order.Id.Value} was handed over.",
        _ => $"Order {order.Id.Value} was cancelled.",
    };

    /// <summary>To the phone, before an order is held no more.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public static string Reminder(OrderId order, string place, TimeSpan left) => $"Your order {order.Value} still waits{At(place)}; it is kept for {Math.Max(1, (int)Math.Round(left.TotalHours))} more hours.";

    /// <summary>To the phone, about an order that the order system gave to another shopper.</summary>
    public static string NoLongerYours(OrderId order) => $"Order {order.Value} is no longer yours.";

    // The store's own clock is not known here; the time is named with its zone.
    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm' UTC'", CultureInfo.InvariantCulture);

    private static string At(string place) => place.Length == 0 ? "" : $" at {place}";
}

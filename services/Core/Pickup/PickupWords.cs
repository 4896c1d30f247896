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

    /// <summary>To the phone, about an order's state.</summary>
    /// <param name="place">Name of the pickup zone; empty: not said.</param>
    public static string Of(OrderState state, OrderId order, string place) => state switch
    {
        OrderState.Preparing => $"Order {order.Value} is being put together.",
        OrderState.Ready => $"Your order {order.Value} is ready{At(place)}.",
        OrderState.Claimed => $"A member of staff is bringing order {order.Value}{At(place)}.",
        OrderState.HandedOver => $"Order {order.Value} was handed over.",
        _ => $"Order {order.Value} was cancelled.",
    };

    /// <summary>To the phone, about an order that the order system gave to another shopper.</summary>
    public static string NoLongerYours(OrderId order) => $"Order {order.Value} is no longer yours.";

    private static string At(string place) => place.Length == 0 ? "" : $" at {place}";
}

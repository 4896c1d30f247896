namespace SmartStore.Core.Pickup;

/// <summary>What staff read about orders and codes: one short sentence each, in English, as the rest of their board.</summary>
public static class StaffPhrases
{
    /// <summary>When a locker does not say what happened.</summary>
    public static string Unsettled(OrderId order, string terminal, string slot) =>
        $"Locker {terminal} did not say whether it opened{(slot.Length == 0 ? "" : $" slot {slot}")} for order {order.Value}: please look, and hand it over or give it back.";

    /// <summary>When an order was not fetched in time.</summary>
    public static string PutBack(OrderId order) => $"Order {order.Value} was not fetched in the time for which it is held: please put it back.";

    /// <summary>When a locker gave an order away that was no longer to be given.</summary>
    /// <param name="state">What had become of it; null: it belonged to another shopper.</param>
    public static string ReleasedLate(OrderId order, string terminal, DateTimeOffset at, OrderState? state, DateTimeOffset since) =>
        $"Locker {terminal} released order {order.Value} at {Phrases.Clock(at)}; it {(state switch { null => "belongs to another shopper", OrderState.Cancelled => "was cancelled", OrderState.HandedOver => "was handed over", OrderState.Preparing => "was being put together again", _ => "was taken on by staff" })} since {Phrases.Clock(since)}.";

    /// <summary>When somebody at a terminal asks for help.</summary>
    public static string HelpAt(string terminal) => $"Somebody asks for help at terminal {terminal}.";

    /// <summary>When somebody tries codes at a terminal.</summary>
    public static string CodesTried(string terminal, int codes) => $"{codes} wrong codes were entered at terminal {terminal} within an hour.";
}

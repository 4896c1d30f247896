namespace SmartStore.Core.Shoppers;

/// <summary>What the staff of the store a shopper is in may know of the shopper: the name, when an order waits there or a VIP agreed to be greeted.</summary>
internal static class StaffRules
{
    /// <summary>Tells staff what this turn changed.</summary>
    /// <param name="before">The shopper before the turn.</param>
    public static void TellOfChange(ShopperTurn turn, Shopper before)
    {
        var (was, now) = (Standing(before), Standing(turn.Shopper));
        if (was == now) return;
        if (was is { } left && left.Store != now?.Store) turn.Add(new StaffTold(turn.At, left.Store, Standing: null));
        if (now is not { } here) return;
        turn.Add(new StaffTold(turn.At, here.Store, here.Standing));
        if (here.Standing.Vip is not null && (was?.Standing.Vip is null || was.Value.Store != here.Store)) turn.Note(Outcome.StaffTold, here.Store.Value);
    }

    private static (StoreId Store, StaffStanding Standing)? Standing(Shopper shopper)
    {
        if (shopper.Visit is not { } visit || shopper.Profile is not { } profile || !shopper.Consent.Presence) return null;
        var waits = shopper.Orders.Any(order => order.Store == visit.Store && order.State is (OrderState.Ready or OrderState.Claimed));
        var vip = shopper.IsRecognised ? new VipStanding(profile.Tier, visit.Zone, Reason(waits), visit.Confidence) : null;
        return waits || vip is not null ? (visit.Store, new StaffStanding(profile.Name, visit.StartedAt, vip)) : null;
    }

    // Staff read why the shopper may be greeted, and nothing about the list or habits.
    private static string Reason(bool waits) =>
        waits ? "VIP customer who agreed to be greeted; an order is ready for pickup." : "VIP customer who agreed to be greeted.";
}

using SmartStore.Core.Stores;

namespace SmartStore.Core.Shoppers;

/// <summary>What staff are told: VIPs who agreed to be greeted, and nobody else.</summary>
internal static class StaffRules
{
    /// <summary>Brings what staff know in line with what they may know.</summary>
    public static void TellOfVip(Deliberation turn, double confidence)
    {
        if (turn.Shopper.Visit is not { } visit || turn.Shopper.Profile is not { } profile) return;
        var here = turn.Shopper.Id;
        if (turn.Shopper.IsRecognised && !visit.StaffTold)
        {
            turn.Add(new StaffKnowledgeChanged(turn.At, StaffTold: true));
            turn.Tell(visit.Store, "shopper_arrived", visit.Id.Value, id =>
                new ShopperArrived(id, turn.At, here, profile.Name, profile.Tier, visit.Zone, Reason(turn.Shopper, visit), confidence));
            turn.Note(Outcome.StaffTold, visit.Store.Value);
        }
        else if (!turn.Shopper.IsRecognised && visit.StaffTold)
        {
            turn.Add(new StaffKnowledgeChanged(turn.At, StaffTold: false));
            turn.Tell(visit.Store, "recognition_ended", visit.Id.Value, id => new RecognitionEnded(id, turn.At, here));
        }
    }

    /// <summary>A VIP whom staff know to be here is in another zone.</summary>
    public static void TellOfMove(Deliberation turn, ZoneId zone)
    {
        if (turn.Shopper.Visit is { StaffTold: true } visit)
            turn.Tell(visit.Store, "shopper_moved", zone.Value, id => new ShopperMoved(id, turn.At, turn.Shopper.Id, zone));
    }

    // Why this person may be greeted, and no more: nothing of the list, nothing of habits.
    private static string Reason(Shopper shopper, Visit visit) =>
        shopper.Orders.Any(order => order.Store == visit.Store && order.State == OrderState.Ready)
            ? "VIP customer who agreed to be greeted; an order is ready for pickup."
            : "VIP customer who agreed to be greeted.";
}

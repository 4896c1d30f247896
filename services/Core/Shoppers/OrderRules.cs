using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>Pickup orders: the phone is told where they are, staff that their shopper has come.</summary>
internal static class OrderRules
{
    public static void Put(Deliberation turn, OrderPut fact)
    {
        var order = fact.Order;
        var old = turn.Shopper.Orders.FirstOrDefault(known => known.Id == order.Id);
        if (old is not null && order.Version > 0 && order.Version < old.Version)
        {
            turn.Add(new OrderReplied(turn.At, OrderOutcome.Outdated));
            return;
        }

        // A writer that does not count its changes must not open the door to an older version.
        if (old is not null && order.Version == 0) order = order with { Version = old.Version };
        if (old is not null && Same(old, order)) return;
        if (old is null && turn.Shopper.Orders.Count(known => known.IsLive) >= Order.PerShopperMax)
        {
            turn.Note(Outcome.TooManyOrders, order.Id.Value);
            turn.Add(new OrderReplied(turn.At, OrderOutcome.TooManyLive));
            return;
        }
        turn.Add(new OrderReplaced(turn.At, order));

        if (!turn.Shopper.Consent.Presence) return; // pickup on the phone is part of presence
        if (old?.State != order.State || old.PickupZone != order.PickupZone) TellPhone(turn, order);
        if (turn.Shopper.Visit is not { } visit) return;

        if (old is not null && old.State == OrderState.Ready && old.Store == visit.Store && (order.State != OrderState.Ready || order.Store != visit.Store))
            turn.Tell(visit.Store, "order_settled", order.Id.Value, id => new OrderSettled(id, turn.At, order.Id));
        if (order.Store != visit.Store || turn.BookHere is not { } book) return;
        if (order.State == OrderState.Ready) TellStaff(turn, book, order);
        if (order.State == OrderState.HandedOver && Care.IsIn(order, book)) turn.Add(new CareBought(turn.At));
        LiveSuggestions.TakeBackUnfitting(turn, book);
    }

    /// <summary>The shopper has come: what is ready here is told to them and to staff.</summary>
    public static void WelcomeWithReadyOrders(Deliberation turn, StoreBook book)
    {
        foreach (var order in turn.Shopper.Orders.Where(order => order.Store == book.Store && order.State == OrderState.Ready))
        {
            TellPhone(turn, order);
            TellStaff(turn, book, order);
        }
    }

    private static void TellPhone(Deliberation turn, Order order)
    {
        turn.Add(OrderUpdate.Of(order, turn.Book(order.Store), turn.UpdateId("pickup", order.Id.Value), turn.At, turn.At + turn.Rules.PickupUpdateLives));
        turn.Note(Outcome.PickupTold, order.Id.Value);
    }

    private static void TellStaff(Deliberation turn, StoreBook book, Order order) =>
        turn.Tell(order.Store, "order_awaited", order.Id.Value, id =>
            new OrderAwaited(id, turn.At, order.Id, turn.Shopper.Id, turn.Shopper.Profile?.Name ?? "", OrderUpdate.PlaceOf(order, book)));

    private static bool Same(Order a, Order b) =>
        a.Store == b.Store && a.State == b.State && a.PickupZone == b.PickupZone && a.Items.SequenceEqual(b.Items)
        && a.Terminal == b.Terminal && a.Slot == b.Slot && a.NeedsCheck == b.NeedsCheck && a.Collectors.SequenceEqual(b.Collectors) && a.Version == b.Version;
}

using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Core.Suggestions;

namespace SmartStore.Core.Shoppers;

/// <summary>Copies of pickup orders: the phone is told where they are.</summary>
internal static class OrderRules
{
    public static void Take(ShopperTurn turn, OrderCopied fact)
    {
        var old = turn.Shopper.Orders.FirstOrDefault(known => known.Id == fact.Order.Id);
        if (old is not null && old.CopyVersion >= fact.Order.CopyVersion) return;
        if (!fact.IsYours)
        {
            if (old is { IsLive: true }) Become(turn, old, old with { State = OrderState.Cancelled, CopyVersion = fact.Order.CopyVersion }, isLost: true);
            return;
        }
        Become(turn, old, fact.Order, isLost: false);
    }

    /// <summary>The shopper has come: the phone is told what is ready here.</summary>
    public static void WelcomeWithReadyOrders(ShopperTurn turn, StoreBook book)
    {
        foreach (var order in turn.Shopper.Orders.Where(order => order.Store == book.Store && order.State == OrderState.Ready)) TellPhone(turn, order, isLost: false);
    }

    private static void Become(ShopperTurn turn, Order? old, Order order, bool isLost)
    {
        turn.Add(new OrderReplaced(turn.At, order));
        if (!turn.Shopper.Consent.Presence) return; // pickup on the phone is part of presence
        if (old?.State != order.State || old.PickupZone != order.PickupZone) TellPhone(turn, order, isLost);
        if (turn.Shopper.Visit is not { } visit || order.Store != visit.Store || turn.BookHere is not { } book) return;
        if (order.State == OrderState.HandedOver && Care.IsIn(order, book)) turn.Add(new CareBought(turn.At));
        LiveSuggestions.TakeBackUnfitting(turn, book);
    }

    private static void TellPhone(ShopperTurn turn, Order order, bool isLost)
    {
        var update = OrderUpdate.Of(order, turn.Book(order.Store), turn.UpdateId("pickup", order.Id.Value), turn.At, turn.At + turn.Rules.PickupUpdateLives);
        turn.Add(isLost ? update with { Text = PickupWords.NoLongerYours(order.Id) } : update);
        turn.Note(Outcome.PickupTold, order.Id.Value);
    }
}

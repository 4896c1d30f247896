using SmartStore.Core.Orders;

namespace SmartStore.Core.Shoppers;

/// <summary>
/// Orders that the members of a household may fetch for each other, because their holders chose so (<see cref="Members.Preferences.HouseholdMayCollect"/>). A member needs
/// their own pass for it, and gets neither a code nor a voucher, which would go on to count when they have left.
/// </summary>
public static class HouseholdPickup
{
    /// <summary>The orders of a shopper that the other members of a household may fetch.</summary>
    /// <param name="store">In which they tap; null: anywhere.</param>
    /// <returns>Oldest first. None of an order with care, and none while the shopper does not want it or is in another household.</returns>
    public static IEnumerable<Order> Of(Shopper holder, HouseholdId household, StoreId? store, IBooks books) =>
        holder is { Profile: not null, Preferences.HouseholdMayCollect: true, Home: { Standing: HomeStanding.Member } home } && home.Id == household
            ? holder.Orders.Where(order => (store is null || order.Store == store) && MayBe(order, books.Find(order.Store)))
            : [];

    /// <summary>As the member who tapped is offered it.</summary>
    public static CollectableOrder Offered(Order order) =>
        new(order.Id, order.Store, order.State, order.Terminal, order.Progress.End?.At ?? DateTimeOffset.UnixEpoch, order.CopyVersion) { IsOfHousehold = true };

    /// <summary>True when a household may fetch it at all: nothing of care is in it, as far as the store's book tells.</summary>
    public static bool MayBe(Order order, StoreBook? book) => book is not null && !PersonalCare.IsIn(order, book);

    /// <summary>The household whose other members are to be asked before a tap is answered; null: none, because the tap is answered already, or by what the shopper has.</summary>
    public static HouseholdId? ToAsk(Shopper shopper, Tapped fact, IBooks books)
    {
        if (fact is not { OfHousehold: null, Verdict: PassVerdict.Valid } || fact.Epoch < shopper.PassEpoch) return null;
        if (shopper is not { Profile: not null, Home: { Standing: HomeStanding.Member } home } || shopper.Answers.Of(fact.Origin.Key) is not null) return null;
        var isLocker = books.Find(fact.Origin.Store)?.Terminal(fact.Origin.Terminal) is { Kind: TerminalKind.Locker };
        return shopper.Orders.Any(order => IsNext(order.Store, order.State, order.Terminal)) || shopper.Collects.Any(order => !order.IsOfHousehold && IsNext(order.Store, order.State, order.Terminal))
            ? null
            : home.Id;

        bool IsNext(StoreId store, OrderState state, string terminal) =>
            store == fact.Origin.Store && state == OrderState.Ready && (!isLocker || terminal == fact.Origin.Terminal);
    }

    /// <summary>Orders that the household let them fetch are forgotten with it.</summary>
    internal static void Leave(ShopperTurn turn)
    {
        foreach (var order in turn.Shopper.Collects.Where(order => order.IsOfHousehold).ToList()) turn.Add(new CollectableReplaced(turn.At, order.Id, Now: null));
    }

    /// <summary>Remembers that they tapped for an order that the household lets them fetch.</summary>
    internal static void Remember(ShopperTurn turn, CollectableOrder order)
    {
        if (turn.Shopper.Collects.All(known => known.Id != order.Id)) turn.Add(new CollectableReplaced(turn.At, order.Id, order with { CopyVersion = 0 }));
    }
}

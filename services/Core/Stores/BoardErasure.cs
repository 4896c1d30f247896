using SmartStore.Core.Orders;

namespace SmartStore.Core.Stores;

/// <summary>A person is erased: what a board holds of them goes. Their orders stay, as orders of nobody.</summary>
internal static class BoardErasure
{
    /// <summary>The same board when nothing on it names the person.</summary>
    public static StoreBoard Without(StoreBoard board, ShopperErased fact)
    {
        var shopper = fact.Shopper;
        var subject = "shopper/" + shopper.Value;
        var next = board;
        if (board.Shoppers.Any(present => present.Shopper == shopper)) next = next with { Shoppers = [.. board.Shoppers.Where(present => present.Shopper != shopper)] };
        // A copy that is still under way must not bring them back. The versions of a record begin with the time at which it was made.
        if (next != board || board.Gone.Any(gone => gone.Subject == subject))
            next = next with { Gone = [.. board.Gone.Where(gone => !gone.IsOf(subject)).Append(new GoneCopy(GoneCopy.Hidden(subject), fact.At.ToUnixTimeMilliseconds())).TakeLast(StoreBoard.GoneMax)] };
        if (board.Codes.Any(code => code.Holder == shopper)) next = next with { Codes = [.. board.Codes.Select(code => code.Holder == shopper ? code with { Holder = ShopperId.Nobody } : code)] };
        if (board.Orders.Any(order => Names(order, shopper))) next = next with { Orders = [.. board.Orders.Select(order => Names(order, shopper) ? Without(order, shopper) : order)] };
        return next;
    }

    private static bool Names(ReadyOrder order, ShopperId shopper) => order.Holder == shopper || order.Standing.Wait?.Shopper == shopper || order.Standing.End?.Collector == shopper;

    private static ReadyOrder Without(ReadyOrder order, ShopperId shopper) => order with
    {
        Holder = order.Holder == shopper ? ShopperId.Nobody : order.Holder,
        Standing = order.Standing with
        {
            Wait = order.Standing.Wait is { } wait && (wait.Shopper == shopper || (wait.Shopper.IsNobody && order.Holder == shopper)) ? wait with { Shopper = ShopperId.Nobody, Name = "" } : order.Standing.Wait,
            End = order.Standing.End is { } end && end.Collector == shopper ? end with { Collector = ShopperId.Nobody, CollectorName = "" } : order.Standing.End,
        },
    };
}

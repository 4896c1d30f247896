namespace SmartStore.Core.Orders;

/// <summary>One turn: the fact that came, and the order as decided so far. Copies follow from what changed, so no rule can forget one.</summary>
internal sealed class OrderTurn(HeldOrder? before, OrderFact fact, IBooks books, HandoverRules rules)
{
    private readonly List<OrderDecision> _replies = [];
    private OrderTrouble? _trouble;

    /// <summary>The order after the decisions so far; null: there is none.</summary>
    public HeldOrder? Held { get; private set; } = before;

    public HandoverRules Rules { get; } = rules;

    public DateTimeOffset At => fact.At;

    /// <summary>The book of the order's store; null: there is none.</summary>
    public StoreBook? Book => Held is { } held ? books.Find(held.Order.Store) : null;

    /// <summary>What was decided, in the order in which it is told.</summary>
    public IReadOnlyList<OrderDecision> Decisions
    {
        get
        {
            if (ReferenceEquals(Held, before)) return _replies;
            List<OrderDecision> decisions = [new OrderBecame(At, _trouble is null ? Held! : Held! with { Trouble = before?.Trouble })];
            if (_trouble is not null) decisions.Add(new OrderTroubled(At, _trouble));
            return [.. decisions, .. Copies(Held!), .. _replies];
        }
    }

    public void Become(HeldOrder next) => Held = next;

    /// <summary>The order is in another state now.</summary>
    public void Become(OrderState state, OrderProgress progress) => Become(Held! with { Order = Held.Order with { State = state, Progress = progress }, StateAt = At });

    /// <summary>Staff have to settle something.</summary>
    public void Trouble(string code, string text)
    {
        _trouble = new OrderTrouble(code, text, At);
        Held = Held! with { Trouble = _trouble };
    }

    /// <summary>Told to who asked, after everything else.</summary>
    public void Reply(OrderDecision reply) => _replies.Add(reply);

    /// <summary>For how long an order of a store is held once it is ready.</summary>
    public TimeSpan HoldFor(StoreId store) => books.Find(store)?.Layout.HoldFor ?? StoreLayout.DefaultHoldFor;

    private IEnumerable<OrderDecision> Copies(HeldOrder now)
    {
        var order = now.Order;
        var hasMoved = before is not null && before.Holder != now.Holder;
        var isForShoppers = before is null || hasMoved || !ReferenceEquals(before.Order, order);
        if (hasMoved) yield return new ShopperCopied(At, before!.Holder, order, IsYours: false);
        foreach (var former in (before?.Order.Collectors ?? []).Except(order.Collectors).Where(former => former != now.Holder && former != before!.Holder))
            yield return new ShopperCopied(At, former, Bare(order), IsYours: false);
        if (before is not null && before.Order.Store != order.Store) yield return new StoreCopied(At, before.Order.Store, order, now.Holder, IsHere: false);
        if (isForShoppers)
        {
            yield return new ShopperCopied(At, now.Holder, order, IsYours: true);
            foreach (var collector in order.Collectors.Distinct().Where(collector => collector != now.Holder))
                yield return new ShopperCopied(At, collector, Bare(order), IsYours: false) { IsCollector = true };
        }
        var standing = OrderStanding.Of(now);
        if (isForShoppers || standing != OrderStanding.Of(before!)) yield return new StoreCopied(At, order.Store, order, now.Holder, IsHere: true) { Standing = standing };
    }

    // What is in it is its holder's own affair.
    private static Order Bare(Order order) => order with { Items = [], Collectors = [] };
}

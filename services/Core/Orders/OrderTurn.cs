namespace SmartStore.Core.Orders;

/// <summary>One turn: the fact that came, and the order as decided so far. Copies follow from what changed, so no rule can forget one.</summary>
internal sealed class OrderTurn(HeldOrder? held, OrderFact fact, IBooks books, HandoverRules rules)
{
    private readonly HeldOrder? _before = held;
    private readonly List<OrderDecision> _replies = [];
    private OrderTrouble? _trouble;
    private ShopperId _leftOut = ShopperId.Nobody;

    /// <summary>The order after the decisions so far; null: there is none.</summary>
    public HeldOrder? Held { get; private set; } = held;

    public HandoverRules Rules { get; } = rules;

    public DateTimeOffset At => fact.At;

    /// <summary>The book of the order's store; null: there is none.</summary>
    public StoreBook? Book => Held is { } now ? books.Find(now.Order.Store) : null;

    /// <summary>In which a terminal of a store speaks to who tapped there.</summary>
    /// <param name="preferred">The shopper's language; empty: not known.</param>
    public Phrases PhrasesOf(StoreId store, string preferred) => Phrases.Of(preferred, books.Find(store)?.Layout);

    /// <summary>What was decided, in the order in which it is told.</summary>
    public IReadOnlyList<OrderDecision> Decisions
    {
        get
        {
            if (ReferenceEquals(Held, _before)) return _leftOut.IsNobody ? _replies : [new ShopperLeftOut(At, _leftOut), .. _replies];
            if (Held is null) return [new OrderForgotten(At), .. _replies];
            List<OrderDecision> decisions = [new OrderBecame(At, _trouble is null ? Held! : Held! with { Trouble = _before?.Trouble })];
            if (_trouble is not null) decisions.Add(new OrderTroubled(At, _trouble));
            if (!_leftOut.IsNobody) decisions.Add(new ShopperLeftOut(At, _leftOut));
            return [.. decisions, .. Copies(Held!), .. _replies];
        }
    }

    public void Become(HeldOrder next) => Held = next;

    /// <summary>Nothing is kept of the order any more.</summary>
    public void Forget() => Held = null;

    /// <summary>There is no such shopper any more: nothing is sent there.</summary>
    public void LeaveOut(ShopperId shopper) => _leftOut = shopper;

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
        var hasMoved = _before is not null && _before.Holder != now.Holder;
        var isForShoppers = _before is null || hasMoved || !ReferenceEquals(_before.Order, order);
        if (hasMoved && IsSomebody(_before!.Holder)) yield return new ShopperCopied(At, _before.Holder, order, IsYours: false);
        foreach (var former in (_before?.Order.Collectors ?? []).Except(order.Collectors).Where(former => former != now.Holder && former != _before!.Holder && IsSomebody(former)))
            yield return new ShopperCopied(At, former, Bare(order), IsYours: false);
        if (_before is not null && _before.Order.Store != order.Store) yield return new StoreCopied(At, _before.Order.Store, order, now.Holder, IsHere: false);
        if (isForShoppers)
        {
            if (IsSomebody(now.Holder)) yield return new ShopperCopied(At, now.Holder, order, IsYours: true);
            foreach (var collector in order.Collectors.Distinct().Where(collector => collector != now.Holder))
                yield return new ShopperCopied(At, collector, Bare(order), IsYours: false) { IsCollector = true };
        }
        var standing = OrderStanding.Of(now);
        if (isForShoppers || standing != OrderStanding.Of(_before!)) yield return new StoreCopied(At, order.Store, order, now.Holder, IsHere: true) { Standing = standing };
    }

    private bool IsSomebody(ShopperId shopper) => !shopper.IsNobody && shopper != _leftOut;

    // What is in it is its holder's own affair.
    private static Order Bare(Order order) => order with { Items = [], Collectors = [] };
}

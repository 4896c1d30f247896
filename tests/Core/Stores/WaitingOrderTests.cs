using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Stores;

/// <summary>Which orders wait for staff, and what they see of them.</summary>
public sealed class WaitingOrderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrderWait BenWaits = new(Noon.AddSeconds(-5), "t1", new ShopperId("ben"), "Ben");

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private long _versions;

    [Fact]
    public void After_a_tap_it_waits_though_nobody_knows_that_its_shopper_is_here()
    {
        Assert.Empty(Stands(OrderState.Ready, OrderStanding.None));
        var waiting = Assert.Single(Stands(OrderState.Ready, new OrderStanding { Wait = BenWaits, Slot = "B3", Items = 4 }).OfType<PickupWaiting>()).Order;
        Assert.Equal(("ben", "Ben", Noon.AddSeconds(-5), "t1", "B3", 4), (waiting.Shopper.Value, waiting.Name, waiting.Since, waiting.Standing.Wait!.Terminal, waiting.Standing.Slot, waiting.Standing.Items));
    }

    [Fact]
    public void Of_an_unknown_shopper_the_holder_is_named()
    {
        var waiting = Assert.Single(Stands(OrderState.Ready, new OrderStanding { Wait = BenWaits with { Shopper = ShopperId.Nobody, Name = "Ann" } }).OfType<PickupWaiting>()).Order;
        Assert.Equal(("ann", "Ann"), (waiting.Shopper.Value, waiting.Name));
    }

    [Fact]
    public void Claimed_by_staff_it_stays_on_the_board_until_it_is_handed_over()
    {
        var claim = new OrderClaim("kim", "Kim", Noon, Noon.AddMinutes(10), IsTerminal: false);
        var waiting = Assert.Single(Stands(OrderState.Claimed, new OrderStanding { Claim = claim }).OfType<PickupWaiting>()).Order;
        Assert.Equal((OrderState.Claimed, claim, Noon), (waiting.State, waiting.Standing.Claim, waiting.Since));
        var end = new OrderEnd(Noon, "t1", "kim", "tap", IsOffline: false, ShopperId.Nobody, "");
        var told = Stands(OrderState.HandedOver, new OrderStanding { End = end });
        Assert.Equal(end, Assert.IsType<OrderHandedOver>(Assert.Single(told)).End);
        Assert.Empty(_board.Orders);
    }

    [Fact]
    public void What_a_locker_gives_out_does_not_wait_and_its_end_is_told()
    {
        Stands(OrderState.Ready, new OrderStanding { Wait = BenWaits });
        var claim = new OrderClaim("L1", "", Noon, Noon.AddSeconds(90), IsTerminal: true);
        Assert.Equal("a locker opens for it", Assert.Single(Stands(OrderState.Claimed, new OrderStanding { Claim = claim }).OfType<PickupEnded>()).Why);
        Assert.IsType<OrderHandedOver>(Assert.Single(Stands(OrderState.HandedOver, OrderStanding.None)));
    }

    [Fact]
    public void Who_waits_no_more_and_what_becomes_urgent_is_told()
    {
        Stands(OrderState.Ready, new OrderStanding { Wait = BenWaits });
        Assert.Equal(2, Assert.Single(Stands(OrderState.Ready, new OrderStanding { Wait = BenWaits, Escalation = 2 }).OfType<PickupWaiting>()).Order.Escalation);
        Assert.Equal("nobody waits for it any more", Assert.Single(Stands(OrderState.Ready, OrderStanding.None).OfType<PickupEnded>()).Why);
    }

    [Fact]
    public void An_urgent_order_waits_whether_somebody_is_here_or_not() =>
        Assert.Single(Stands(OrderState.Ready, new OrderStanding { Escalation = 1 }).OfType<PickupWaiting>());

    [Fact]
    public void What_is_in_trouble_is_most_urgent_is_told_in_words_once_and_stays_until_it_is_settled_also_when_it_is_over()
    {
        var trouble = new OrderTrouble(OrderTrouble.ReleasedLate, "Locker L1 released it.", Noon);
        var end = new OrderEnd(Noon, "L1", "", "voucher", IsOffline: true, ShopperId.Nobody, "");
        var told = Stands(OrderState.HandedOver, new OrderStanding { Trouble = trouble, End = end, Terminal = "L1" });
        Assert.Equal(2, Assert.Single(told.OfType<PickupWaiting>()).Order.Escalation);
        Assert.Equal(("L1", "Locker L1 released it."), told.OfType<StaffAsked>().Select(asked => (asked.Terminal, asked.Text)).Single());
        Assert.Single(told.OfType<OrderHandedOver>());
        var settled = Stands(OrderState.HandedOver, new OrderStanding { End = end, Terminal = "L1" });
        Assert.Equal("it was looked after", Assert.IsType<PickupEnded>(Assert.Single(settled)).Why);
    }

    private IReadOnlyList<StaffUpdate> Stands(OrderState state, OrderStanding standing)
    {
        var fact = new OrderStood($"c{++_versions}", Noon, new OrderId("o1"), _versions, state, new ShopperId("ann"), new ZoneId("desk"), IsHere: true) { Standing = standing };
        var decisions = StoreDecider.Decide(_board, fact, StoreRules.Default);
        _board = decisions.Aggregate(_board, StoreDecider.Evolve);
        return [.. decisions.OfType<StaffUpdate>()];
    }
}

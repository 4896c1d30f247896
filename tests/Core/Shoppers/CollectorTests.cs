using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Shoppers;

/// <summary>Which order a tap asks, among several of one's own and those that one may fetch for others.</summary>
public sealed class CollectorTests
{
    private readonly Day _day = new();
    private long _version = 100;

    [Fact]
    public void An_order_of_somebody_else_is_asked_when_its_collector_taps_and_is_no_news_on_the_phone()
    {
        _day.Plays("0:00", "consent presence");
        Assert.Empty(Copy("o9", OrderState.Ready, isCollector: true).OfType<PhoneUpdate>());
        Assert.Equal(("o9", 0), Tap("1"));
        Assert.Empty(_day.Ann.Orders);
    }

    [Fact]
    public void Ones_own_comes_first_and_the_rest_is_counted()
    {
        Copy("o9", OrderState.Ready, isCollector: true);
        _day.Plays("0:01", "order o1 ready");
        _day.Plays("0:02", "order o2 ready");
        Assert.Equal(("o1", 2), Tap("1"));
    }

    [Fact]
    public void Who_is_no_longer_named_asks_nothing()
    {
        Copy("o9", OrderState.Ready, isCollector: true);
        Copy("o9", OrderState.Ready, isCollector: false);
        Assert.Equal((null, 0), Tap("1"));
    }

    [Fact]
    public void A_copy_that_is_not_newer_changes_nothing()
    {
        Copy("o9", OrderState.Ready, isCollector: true);
        Copy("o9", OrderState.Ready, isCollector: false, version: 1);
        Assert.Equal(("o9", 0), Tap("1"));
    }

    [Fact]
    public void Whose_it_becomes_does_not_fetch_it_for_another()
    {
        Copy("o9", OrderState.Ready, isCollector: true);
        _day.Apply(new OrderCopied("own", Day.Midnight, Order("o9", OrderState.Ready), IsYours: true));
        Assert.Empty(_day.Ann.Collects);
        Assert.Equal(("o9", 0), Tap("1"));
    }

    [Fact]
    public void They_are_kept_up_to_a_limit_and_the_oldest_makes_room()
    {
        for (var i = 0; i <= CollectableOrder.PerShopperMax; i++) Copy($"c{i}", OrderState.Preparing, isCollector: true);
        Assert.Equal((CollectableOrder.PerShopperMax, "c1"), (_day.Ann.Collects.Count, _day.Ann.Collects[0].Id.Value));
    }

    [Fact]
    public void One_that_is_being_brought_is_asked_when_none_is_ready_and_one_just_handed_over_when_nothing_is_open()
    {
        _day.Plays("0:01", "order o1 ready");
        _day.Plays("0:02", "order o2 ready");
        Ended("o1", "0:03");
        _day.Plays("0:04", "order o2 claimed");
        Assert.Equal(("o2", 0), Tap("1"));
        _day.Plays("0:05", "order o2 cancelled");
        Assert.Equal(("o1", 0), Tap("2"));
        Assert.Equal((null, 0), Tap("3", "1.00:03:01"));
    }

    [Fact]
    public void Pickup_on_the_phone_says_where_it_lies_how_long_and_who_brings_it()
    {
        _day.Plays("0:00", "consent presence");
        var claimed = Order("o1", OrderState.Claimed) with
        {
            Terminal = "t1",
            Slot = "B3",
            NeedsCheck = true,
            Progress = new OrderProgress { HoldUntil = Day.Midnight.AddHours(72), Claim = new OrderClaim("kim", "Kim", Day.Midnight, Day.Midnight.AddMinutes(10), IsTerminal: false) },
        };
        var told = Assert.Single(_day.Apply(new OrderCopied("own", Day.Midnight, claimed, IsYours: true)).OfType<PickupTold>());
        Assert.Equal(("t1", "B3", true, "Kim", Day.Midnight.AddHours(72)), (told.Terminal, told.Slot, told.NeedsCheck, told.StaffName, told.HoldUntil));
        Assert.Equal("Kim is bringing order o1 at Desk 2.", told.Text);
    }

    [Fact]
    public void The_reminder_is_told_once()
    {
        _day.Plays("0:00", "consent presence");
        var ready = Order("o1", OrderState.Ready) with { Progress = new OrderProgress { HoldUntil = Day.Midnight.AddHours(12) } };
        _day.Apply(new OrderCopied("one", Day.Midnight, ready, IsYours: true));
        var reminded = ready with { Progress = ready.Progress with { IsReminded = true }, CopyVersion = ++_version };
        Assert.Equal("Your order o1 still waits at Desk 2; it is kept for 12 more hours.", Assert.Single(_day.Apply(new OrderCopied("two", Day.Midnight, reminded, IsYours: true)).OfType<PickupTold>()).Text);
        Assert.Empty(_day.Apply(new OrderCopied("three", Day.Midnight, reminded with { CopyVersion = ++_version }, IsYours: true)).OfType<PickupTold>());
    }

    [Fact]
    public void A_pass_whose_minute_has_not_come_is_refused_and_proves_no_place()
    {
        _day.Plays("0:00", "consent presence");
        var decided = _day.Plays("0:30", "tap 1 tooearly");
        Assert.Equal(TapOutcome.Refused, Assert.Single(decided.OfType<TapAnswered>()).Answer.Outcome);
        Assert.Null(_day.Ann.Visit);
    }

    private IReadOnlyList<ShopperDecision> Copy(string order, OrderState state, bool isCollector, long? version = null) =>
        _day.Apply(new OrderCopied($"copy-{++_version}", Day.Midnight, Order(order, state) with { CopyVersion = version ?? _version }, IsYours: false) { IsCollector = isCollector });

    private void Ended(string order, string time) => _day.Apply(new OrderCopied($"copy-{++_version}", Day.Midnight, Order(order, OrderState.HandedOver) with
    {
        Progress = new OrderProgress { End = new OrderEnd(Day.Midnight + TimeSpan.Parse($"0:{time}"), "", "kim", "tap", IsOffline: false, ShopperId.Nobody, "") },
    }, IsYours: true));

    private Order Order(string id, OrderState state) => new(new OrderId(id), CornerShop.Id, state, ZoneId.Unknown, []) { CopyVersion = ++_version };

    private (string? Order, int More) Tap(string id, string time = "0:30")
    {
        var answer = _day.Plays(time, $"tap {id} valid").OfType<TapAnswered>().Single().Answer;
        return (answer.Order?.Value, answer.More);
    }
}

using SmartStore.Core.Shoppers;

namespace SmartStore.Core.Tests.Shoppers;

public sealed class OrderTests
{
    [Fact]
    public void A_ready_order_and_a_shopper_who_arrives_are_told_to_phone_and_staff() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: o1 awaited by Ann at desk
        1:00 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void An_order_that_becomes_ready_during_the_visit_is_told_at_once() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 preparing           | pickup o1 PREPARING
        0:02 | zone entrance                | visit_started, zone entrance
        0:30 | order o1 ready               | pickup o1 READY, staff: o1 awaited by Ann at desk
        0:30 | order o1 ready               | -
        0:40 | order o1 handed_over         | pickup o1 HANDED_OVER, staff: o1 settled
        """);

    [Fact]
    public void When_the_shopper_leaves_staff_wait_no_longer() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: o1 awaited by Ann at desk
        5:00 | silence                      | visit_ended, staff: left
        """);

    [Fact]
    public void The_words_for_the_phone_name_the_place()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        var told = Assert.Single(day.Plays("0:01", "order o1 ready").OfType<PickupTold>());

        Assert.Equal("Your order o1 is ready at Desk 2.", told.Text);
        Assert.Equal("desk", told.Zone.Value);
    }

    [Fact]
    public void The_oldest_finished_order_makes_room_and_no_live_one_does()
    {
        var day = new Day();
        day.Plays("0:00", "order first ready");
        day.Plays("0:00", "order done handed_over");
        day.Plays("0:00", "order void cancelled");
        for (var i = 4; i <= Order.PerShopperMax; i++) day.Plays("0:01", $"order o{i} preparing");

        day.Plays("0:02", "order another preparing");

        Assert.Equal(Order.PerShopperMax, day.Ann.Orders.Count);
        Assert.Equal(["first", "void", "o4"], day.Ann.Orders.Take(3).Select(order => order.Id.Value));
        Assert.Equal("another", day.Ann.Orders[^1].Id.Value);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("handed_over")]
    public void A_new_order_beside_as_many_live_ones_as_are_kept_is_refused_and_changes_nothing(string state)
    {
        var day = Full();
        var before = day.Ann.Orders;

        var decisions = day.Plays("0:02", $"order another {state}");

        Assert.Equal(OrderOutcome.TooManyLive, Assert.Single(decisions.OfType<OrderReplied>()).Outcome);
        Assert.Equal("-", Told.Of(decisions));
        Assert.Equal(before, day.Ann.Orders);
        Assert.Equal("Order another was refused: the shopper has 16 live orders already.", TraceWords.Why(day.Ann.Trace[^1]));
    }

    [Fact]
    public void The_last_order_that_is_kept_is_taken_and_each_of_them_may_still_change()
    {
        var day = Full();
        Assert.Empty(day.All.OfType<OrderReplied>());

        Assert.Equal("pickup o1 READY", Told.Of(day.Plays("0:02", "order o1 ready")));
        Assert.Equal("pickup o2 CANCELLED", Told.Of(day.Plays("0:03", "order o2 cancelled")));
        Assert.Equal("pickup another READY", Told.Of(day.Plays("0:04", "order another ready")));

        Assert.Equal(["o1", "o3"], day.Ann.Orders.Take(2).Select(order => order.Id.Value));
        Assert.Equal(Order.PerShopperMax, day.Ann.Orders.Count(order => order.IsLive));
    }

    private static Day Full()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        for (var i = 1; i <= Order.PerShopperMax; i++) day.Plays("0:01", $"order o{i} preparing");
        return day;
    }
}

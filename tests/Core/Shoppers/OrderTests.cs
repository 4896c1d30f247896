namespace SmartStore.Core.Tests.Shoppers;

public sealed class OrderTests
{
    [Fact]
    public void A_ready_order_and_a_shopper_who_arrives_are_told_to_phone_and_staff() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: Ann is here
        1:00 | zone dairy                   | zone dairy
        """);

    [Fact]
    public void An_order_that_becomes_ready_during_the_visit_is_told_at_once() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 preparing           | pickup o1 PREPARING
        0:02 | zone entrance                | visit_started, zone entrance
        0:30 | order o1 ready               | pickup o1 READY, staff: Ann is here
        0:31 | order o1 ready               | -
        0:40 | order o1 handed_over         | pickup o1 HANDED_OVER, staff: gone
        """);

    [Fact]
    public void When_the_shopper_leaves_staff_know_nothing_of_them_any_more() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: Ann is here
        5:00 | timer                        | visit_ended, staff: gone
        """);

    [Fact]
    public void An_order_that_belongs_to_another_shopper_now_is_told_as_cancelled_and_taps_ask_it_no_more()
    {
        var day = new Day().Goes("""
            0:00 | consent presence         | -
            0:01 | order o1 ready           | pickup o1 READY
            0:02 | zone desk                | visit_started, zone desk, pickup o1 READY, staff: Ann is here
            0:03 | lost o1                  | pickup o1 CANCELLED, staff: gone
            0:04 | lost o1                  | -
            0:05 | lost o2                  | -
            0:06 | tap 1 valid              | answer no_order
            """);

        Assert.Equal("Order o1 is no longer yours.", day.All.OfType<PickupTold>().Last().Text);
    }

    [Fact]
    public void A_copy_that_is_older_than_the_held_one_changes_nothing()
    {
        var day = new Day();
        day.Plays("0:00", "consent presence");
        day.Plays("0:01", "order o1 preparing");
        day.Plays("0:02", "order o1 ready");

        foreach (var version in new[] { 0, day.Ann.Orders[0].CopyVersion })
            Assert.Empty(day.Apply(new OrderCopied("late", Day.Midnight.AddSeconds(3), day.Ann.Orders[0] with { State = OrderState.Preparing, CopyVersion = version }, IsYours: true)));
    }

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
        foreach (var (order, end) in (ReadOnlySpan<(string, string)>)[("done", "handed_over"), ("void", "cancelled")])
        {
            day.Plays("0:00", $"order {order} ready");
            day.Plays("0:00", $"order {order} {end}");
        }

        for (var i = 4; i <= Order.PerShopperMax; i++) day.Plays("0:01", $"order o{i} preparing");

        day.Plays("0:02", "order another preparing");

        Assert.Equal(Order.PerShopperMax, day.Ann.Orders.Count);
        Assert.Equal(["first", "void", "o4"], day.Ann.Orders.Take(3).Select(order => order.Id.Value));
        Assert.Equal("another", day.Ann.Orders[^1].Id.Value);
    }

    [Fact]
    public void Live_orders_that_were_put_at_the_same_moment_are_all_kept_because_each_was_accepted()
    {
        var day = new Day();
        for (var i = 0; i < 3 * Order.PerShopperMax; i++) day.Plays("0:01", $"order o{i} preparing");

        Assert.Equal(3 * Order.PerShopperMax, day.Ann.Orders.Count);
    }

    [Fact]
    public void The_copy_of_a_finished_order_that_is_not_known_any_more_is_not_told_again()
    {
        var day = new Day();
        day.Plays("0:01", "order o1 handed_over");

        Assert.Empty(day.Ann.Orders);
    }
}

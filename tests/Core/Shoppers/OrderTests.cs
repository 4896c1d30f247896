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
        var told = Assert.Single(day.Plays("0:01", "order o1 ready").OfType<Core.Shoppers.PickupTold>());

        Assert.Equal("Your order o1 is ready at Desk 2.", told.Text);
        Assert.Equal("desk", told.Zone.Value);
    }

    [Fact]
    public void A_shopper_keeps_the_latest_orders_and_lets_finished_ones_go_first()
    {
        var day = new Day();
        day.Plays("0:00", "order done handed_over");
        for (var i = 1; i <= Core.Shoppers.Order.PerShopperMax; i++) day.Plays("0:01", $"order o{i} preparing");
        Assert.Equal("o1", day.Ann.Orders[0].Id.Value);
        Assert.Equal(Core.Shoppers.Order.PerShopperMax, day.Ann.Orders.Count);

        day.Plays("0:02", "order another preparing");
        Assert.Equal("o2", day.Ann.Orders[0].Id.Value);
        Assert.Equal("another", day.Ann.Orders[^1].Id.Value);
    }
}

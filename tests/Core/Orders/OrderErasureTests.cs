using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Orders;

/// <summary>Of a person who was erased an order says nothing, and it can still be collected.</summary>
public sealed class OrderErasureTests
{
    [Fact]
    public void An_order_in_a_locker_is_nobodys_and_its_code_opens_it_tomorrow_and_72_hours_later_it_is_gone() => new OrderDay().Goes("""
        0:00         | put ann ready L1       | Taken: READY
        1:00         | erase ann 12345678     | READY, nobody's
        1:01         | tap ann L1 1           | no_order
        1:02         | voucher L1 2 0:30      | no_order
        1:03         | pass ann 12345678      | NoOrder
        1.00:00:00   | code nobody L1 3       | granted: CLAIMED L1, nobody's
        1.00:00:09   | report L1 taken        | Ok: HANDED_OVER code, nobody's
        4.00:00:08   | wake                   | -
        4.00:00:09   | wake                   | forgotten
        """);

    [Fact]
    public void An_order_that_is_over_goes_72_hours_after_its_end_and_at_once_when_that_is_past()
    {
        new OrderDay().Goes("""
            0:00         | put ann ready          | Taken: READY
            1:00         | complete kim           | Taken: HANDED_OVER none
            1.00:00:00   | erase ann              | HANDED_OVER none, nobody's
            3.00:00:59   | wake                   | -
            3.00:01:00   | wake                   | forgotten
            """);
        new OrderDay().Goes("""
            0:00         | put ann cancelled      | Taken: CANCELLED
            3.00:00:00   | erase ann              | forgotten
            """);
    }

    [Fact]
    public void What_staff_have_to_settle_stays_until_they_have() => new OrderDay().Goes("""
        0:00         | put ann ready L1       | Taken: READY
        0:10         | put ann cancelled L1   | Taken: CANCELLED
        0:20         | erase ann              | CANCELLED, nobody's
        0:30         | by_voucher L1 taken 0:05 | Conflict: HANDED_OVER voucher offline, nobody's, trouble released_late
        5.00:00:00   | wake                   | -
        5.00:00:01   | release kim            | Taken: HANDED_OVER voucher offline, nobody's
        5.00:00:02   | wake                   | forgotten
        """);

    [Fact]
    public void The_order_system_goes_on_with_it_and_its_code_stays_the_same()
    {
        var day = new OrderDay().Goes("""
            0:00   | put ann preparing         | Taken: PREPARING
            1:00   | erase ann 12345678        | PREPARING, nobody's
            2:00   | put nobody ready L1       | Taken: READY, nobody's
            3:00   | put nobody preparing L1   | Taken: PREPARING, nobody's
            4:00   | put nobody ready L1       | Taken: READY, nobody's
            """);
        Assert.Equal("12345678", day.Held!.Code);
    }

    [Fact]
    public void Put_for_another_shopper_it_is_theirs_and_the_code_collects_it_no_more() => new OrderDay().Goes("""
        0:00   | put ann ready           | Taken: READY
        1:00   | erase ann 12345678      | READY, nobody's
        2:00   | put ben ready           | Taken: READY
        3:00   | code nobody t1 1        | no_order
        """);

    [Fact]
    public void What_was_over_may_be_put_again_as_it_was_and_nothing_else() => new OrderDay().Goes("""
        0:00   | put ann ready           | Taken: READY
        0:30   | put ann handed_over     | Taken: HANDED_OVER
        1:00   | erase ann               | HANDED_OVER, nobody's
        2:00   | put ann handed_over     | Taken
        3:00   | put ann ready           | Final
        """);

    [Fact]
    public void Nothing_in_it_names_the_holder_and_whoever_else_may_fetch_it_still_may()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready for ben");
        day.Plays("0:10", "tap ann t1 1");
        day.Plays("0:20", "claim kim");
        day.Plays("0:30", "tap ann t1 2");
        day.Plays("1:00", "erase ann 12345678");
        Assert.DoesNotContain("ann", System.Text.Json.JsonSerializer.Serialize(day.Held), StringComparison.OrdinalIgnoreCase);
        Assert.True(day.Held!.MayCollect(new ShopperId("ben")));
        Assert.False(day.Held.MayCollect(new ShopperId("ann")));
        day.Goes("2:00 | complete kim | Taken: HANDED_OVER tap, nobody's");
    }

    [Fact]
    public void Who_showed_the_code_before_is_called_by_the_holders_name_no_more()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        day.Plays("0:10", "code ann L1 1");
        day.Plays("0:20", "report L1 taken");
        day.Plays("1:00", "erase ann");
        Assert.DoesNotContain("ann", System.Text.Json.JsonSerializer.Serialize(day.Held), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Nothing_names_who_fetched_it_for_somebody_else_and_it_stays_its_holders()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1 for ben");
        day.Plays("0:10", "tap ben L1 1");
        day.Plays("0:20", "report L1 taken");
        Assert.Equal("Ben", day.Held!.Order.Progress.End!.CollectorName);
        day.Plays("1:00", "erase ben");
        Assert.DoesNotContain("ben", System.Text.Json.JsonSerializer.Serialize(day.Held), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new ShopperId("ann"), day.Held!.Holder);
        day.Goes("5.00:00:00 | wake | -");
    }

    [Fact]
    public void Nothing_is_sent_to_who_was_erased_and_the_others_are_told()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready for ben");
        var decided = day.Plays("1:00", "erase ann 12345678");
        Assert.Equal(new ShopperId("ann"), decided.OfType<ShopperLeftOut>().Single().Shopper);
        Assert.Equal([new ShopperId("ben")], decided.OfType<ShopperCopied>().Select(copy => copy.Shopper));
        Assert.True(decided.OfType<StoreCopied>().Single().Holder.IsNobody);
        Assert.DoesNotContain(day.Plays("2:00", "put ben ready"), decision => decision is ShopperCopied { Shopper.IsNobody: true });
    }

    [Fact]
    public void Said_again_it_changes_nothing() => new OrderDay().Goes("""
        0:00   | put ann ready           | Taken: READY
        1:00   | erase ann 12345678      | READY, nobody's
        2:00   | erase ann 99999999      | -
        3:00   | erase cem               | -
        """);

    [Fact]
    public void When_a_phone_is_lost_vouchers_and_code_of_before_are_void_and_new_ones_are_good() => new OrderDay().Goes("""
        0:00   | put ann ready L1        | Taken: READY
        0:10   | pass ann 12345678       | Given: READY
        1:00   | lost ann                | READY
        1:10   | voucher L1 1 0:30       | no_order
        1:20   | complete kim code:12345678 | WrongCode
        1:30   | pass ann 87654321       | Given: READY
        1:40   | voucher L1 2 1:30       | granted: CLAIMED L1
        """);

    [Fact]
    public void A_phone_of_a_collector_ends_them_too_and_that_of_a_stranger_changes_nothing() => new OrderDay().Goes("""
        0:00   | put ann ready L1 for ben | Taken: READY
        1:00   | lost cem                | -
        1:10   | lost ben                | READY
        1:20   | voucher L1 1 0:30       | no_order
        """);

    [Fact]
    public void A_door_that_is_about_to_open_is_not_shut_by_a_lost_phone() => new OrderDay().Goes("""
        0:00   | put ann ready L1        | Taken: READY
        1:00   | tap ann L1 1            | granted: CLAIMED L1
        1:05   | lost ann                | CLAIMED L1
        1:10   | report L1 taken         | Ok: HANDED_OVER tap
        """);
}

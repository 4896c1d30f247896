using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Orders;

/// <summary>Lockers open by a grant or by a voucher, and what they report is what happened.</summary>
public sealed class LockerTests
{
    [Fact]
    public void A_tap_at_the_locker_where_it_lies_is_granted_once_and_the_order_is_handed_over_when_it_is_taken() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        1:01 | tap ann L1 1       | granted
        1:02 | tap ann L1 2       | already_claimed
        1:03 | tap ann t1 3       | already_claimed
        1:05 | report L1 opened   | Ok: CLAIMED L1
        1:09 | report L1 taken    | Ok: HANDED_OVER tap
        1:10 | report L1 closed   | Ok: HANDED_OVER tap
        1:20 | tap ann L1 4       | already_claimed
        """);

    [Fact]
    public void The_grant_names_slot_and_time_and_is_the_same_bytes_when_the_tap_comes_again()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        day.Plays("1:00", "tap ann L1 1");
        var (first, until) = (day.LastAnswer(), OrderDay.At("1:30").ToUnixTimeMilliseconds());
        Assert.EndsWith($"\"text\":\"Please take order o1 from slot A1.\",\"grant\":\"{day.LastGrant}\",\"slot\":\"A1\",\"until\":{until}}}", first, StringComparison.Ordinal);
        Assert.True(GrantId.TryReadOrder(day.LastGrant, out var order));
        Assert.Equal("o1", order.Value);
        day.Plays("1:05", "report L1 taken");
        day.Plays("2:00", "tap ann L1 1");
        Assert.Equal(first, day.LastAnswer());
    }

    [Fact]
    public void A_locker_without_a_sensor_says_closed_and_that_is_taken() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        1:09 | report L1 closed   | Ok: HANDED_OVER tap
        """);

    [Fact]
    public void A_door_that_did_not_open_makes_it_ready_again() => new OrderDay().Goes("""
        0:00 | put ann ready L1       | Taken: READY
        1:00 | tap ann L1 1           | granted: CLAIMED L1
        1:09 | report L1 not_opened   | Ok: READY
        1:20 | tap ann L1 2           | granted: CLAIMED L1
        """);

    [Fact]
    public void A_locker_that_says_nothing_for_90_s_is_for_staff_and_nothing_is_granted_until_they_settled_it() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        2:29 | wake               | -
        2:30 | wake               | CLAIMED L1, trouble grant_unsettled
        2:40 | tap ann L1 2       | already_claimed
        2:41 | claim kim          | ClaimedByAnother
        2:50 | release kim        | Taken: READY
        3:00 | tap ann L1 3       | granted: CLAIMED L1
        """);

    [Theory]
    [InlineData("complete kim", "Taken: HANDED_OVER tap")]
    [InlineData("put ann ready L1", "Taken: READY")]
    [InlineData("report L1 taken", "Ok: HANDED_OVER tap")]
    [InlineData("report L1 not_opened", "Ok: READY")]
    public void Staff_an_operator_or_a_late_word_of_the_locker_settle_it(string fact, string told) => new OrderDay().Goes($"""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        2:30 | wake               | CLAIMED L1, trouble grant_unsettled
        2:50 | {fact}             | {told}
        """);

    [Fact]
    public void After_it_was_given_back_the_locker_may_still_say_that_it_was_taken() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        2:30 | wake               | CLAIMED L1, trouble grant_unsettled
        2:50 | release kim        | Taken: READY
        3:00 | report L1 opened   | Conflict: READY
        3:01 | report L1 taken    | Ok: HANDED_OVER tap
        """);

    [Fact]
    public void While_the_door_may_be_open_nothing_but_the_end_can_be_put() => new OrderDay().Goes("""
        0:00 | put ann ready L1       | Taken: READY
        1:00 | tap ann L1 1           | granted: CLAIMED L1
        1:01 | put ann preparing L1   | BeingHandedOver
        1:02 | put ben ready L1       | BeingHandedOver
        1:03 | claim kim              | ClaimedByAnother
        1:04 | complete boss*         | ClaimedByAnother
        1:05 | put ann ready L1       | Taken
        1:06 | put ann cancelled L1   | Taken: CANCELLED
        1:09 | report L1 taken        | Conflict: HANDED_OVER tap, trouble released_late
        1:10 | release kim            | Taken: HANDED_OVER tap
        """);

    [Fact]
    public void An_order_that_lies_elsewhere_is_named_and_nobody_waits_for_it_there() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L2 1       | ok: READY
        1:10 | tap ann t1 2       | ok: READY
        """);

    [Fact]
    public void A_desk_names_the_locker()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        day.Plays("1:00", "tap ann t1 1");
        Assert.Contains("Order o1 is ready in locker L1, slot A1. Please tap there.", day.LastAnswer(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_a_check_is_never_released_by_a_locker() => new OrderDay().Goes("""
        0:00 | put ann ready L1 check   | Taken: READY
        1:00 | tap ann L1 1             | ok: READY
        1:10 | tap ann t1 2             | ok: READY, ann waits at t1
        """);

    [Fact]
    public void Two_taps_at_once_are_two_events_and_one_is_granted() => new OrderDay().Goes("""
        0:00 | put ann ready L1   | Taken: READY
        1:00 | tap ann L1 1       | granted: CLAIMED L1
        1:00 | tap ann t1 2       | already_claimed
        """);

    [Fact]
    public void A_report_said_again_gets_the_same_answer_and_one_of_another_terminal_or_grant_is_unknown()
    {
        var day = new OrderDay();
        day.Goes("""
            0:00 | put ann ready L1         | Taken: READY
            1:00 | tap ann L1 1             | granted: CLAIMED L1
            1:01 | report L2 taken          | Unknown
            1:02 | report L1 not_opened r1  | Ok: READY
            1:03 | tap ann L1 2             | granted: CLAIMED L1
            1:04 | report L1 not_opened r1  | Ok
            """);
        var stranger = day.Apply(new LockerReported("x", OrderDay.At("1:05"), OrderDay.At("1:05"), new StoreId("corner"), "L1", "g-no.o1", IsVoucher: false, DateTimeOffset.UnixEpoch, LockerEvent.Taken));
        Assert.Equal(ReportOutcome.Unknown, Assert.IsType<LockerReplied>(Assert.Single(stranger)).Outcome);
    }

    [Fact]
    public void Reports_and_grants_are_remembered_up_to_their_limits()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        for (var i = 0; i <= HeldOrder.ReportsMax; i++)
        {
            day.Plays($"{i / 60 + 1}:{i % 60:00}", $"tap ann L1 {i}");
            day.Plays($"{i / 60 + 1}:{i % 60:00}", $"report L1 not_opened r{i}");
        }
        Assert.Equal((HeldOrder.GrantsMax, HeldOrder.ReportsMax), (day.Held!.Grants.Count, day.Held.Reports.Count));
    }

    [Fact]
    public void A_locker_that_released_offline_is_believed_with_its_time() => new OrderDay().Goes("""
        0:00    | put ann ready L1              | Taken: READY
        1:00:00 | by_voucher L1 opened 0:30     | Ok: CLAIMED L1
        1:00:01 | by_voucher L1 taken 0:30      | Ok: HANDED_OVER voucher offline
        1:00:02 | by_voucher L1 closed 0:30     | Ok: HANDED_OVER voucher offline
        """);

    [Fact]
    public void The_true_time_of_an_offline_release_is_kept()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        day.Plays("1:00:00", "by_voucher L1 taken 0:30");
        Assert.Equal((OrderDay.At("59:00"), true, "L1"), (day.Held!.Order.Progress.End!.At, day.Held.Order.Progress.End.IsOffline, day.Held.Order.Progress.End.Terminal));
    }

    [Fact]
    public void Released_after_it_was_cancelled_it_is_handed_over_all_the_same_and_staff_read_both_times()
    {
        var day = new OrderDay().Goes("""
            0:00    | put ann ready L1            | Taken: READY
            10:00   | put ann cancelled L1        | Taken: CANCELLED
            1:00:00 | by_voucher L1 taken 0:30    | Conflict: HANDED_OVER voucher offline, trouble released_late
            """);
        Assert.Equal("Locker L1 released order o1 at 12:59 UTC; it was cancelled since 12:10 UTC.", day.Held!.Trouble!.Text);
        Assert.Single(day.All.OfType<OrderTroubled>());
    }

    [Fact]
    public void Released_after_it_had_changed_hands_it_is_handed_over_and_its_new_holder_is_told()
    {
        var day = new OrderDay().Goes("""
            0:00    | put ann ready L1            | Taken: READY
            10:00   | put ben ready L1            | Taken: READY
            1:00:00 | by_voucher L1 taken 0:30    | Conflict: HANDED_OVER voucher offline, trouble released_late
            """);
        Assert.Contains("it belongs to another shopper since 12:10 UTC", day.Held!.Trouble!.Text, StringComparison.Ordinal);
        Assert.Contains(day.All.TakeLast(5), decision => decision is ShopperCopied { IsYours: true, Shopper.Value: "ben", Order.State: OrderState.HandedOver });
    }

    [Fact]
    public void A_voucher_that_opened_for_a_cancelled_order_and_was_never_closed_is_for_staff_after_90_s() => new OrderDay().Goes("""
        0:00    | put ann ready L1            | Taken: READY
        10:00   | put ann cancelled L1        | Taken: CANCELLED
        1:00:00 | by_voucher L1 opened 0:30   | Conflict: CANCELLED
        1:01:29 | wake                        | -
        1:01:30 | wake                        | CANCELLED, trouble grant_unsettled
        1:02:00 | release kim                 | Taken: CANCELLED
        1:05:00 | wake                        | -
        """);

    [Fact]
    public void A_voucher_that_opened_for_a_former_holder_and_was_never_closed_keeps_the_order_from_the_new_one_until_staff_settled_it() => new OrderDay().Goes("""
        0:00    | put ann ready L1            | Taken: READY
        10:00   | put ben ready L1            | Taken: READY
        1:00:00 | by_voucher L1 opened 0:30   | Conflict: CLAIMED L1
        1:00:10 | tap ben L1 1                | already_claimed
        1:01:30 | wake                        | CLAIMED L1, trouble grant_unsettled
        1:02:00 | release kim                 | Taken: READY
        1:02:10 | tap ben L1 2                | granted: CLAIMED L1
        """);

    [Fact]
    public void A_voucher_that_opened_while_staff_had_the_order_and_was_never_closed_leaves_it_with_them_and_nothing_is_granted_until_it_is_settled() => new OrderDay().Goes("""
        0:00    | put ann ready L1            | Taken: READY
        59:00   | claim kim                   | Taken: CLAIMED kim
        1:00:00 | by_voucher L1 opened 0:30   | Conflict: CLAIMED kim
        1:00:10 | release kim                 | Taken: READY
        1:00:20 | tap ann L1 1                | already_claimed
        1:01:30 | wake                        | READY, trouble grant_unsettled
        1:01:40 | tap ann L1 2                | already_claimed
        1:02:00 | release kim                 | Taken: READY
        1:02:10 | tap ann L1 3                | granted: CLAIMED L1
        """);

    [Theory]
    [InlineData("put ann cancelled L1", "Taken: CANCELLED", "Conflict: CANCELLED", "Conflict: HANDED_OVER voucher offline, trouble released_late", "Ok: CANCELLED")]
    [InlineData("put ben ready L1", "Taken: READY", "Conflict: CLAIMED L1", "Conflict: HANDED_OVER voucher offline, trouble released_late", "Ok: READY")]
    [InlineData("claim kim", "Taken: CLAIMED kim", "Conflict: CLAIMED kim", "Conflict: HANDED_OVER voucher offline, trouble released_late", "Ok: CLAIMED kim")]
    public void What_a_locker_says_within_the_90_s_settles_a_voucher_that_came_too_late(string change, string changed, string opened, string closed, string notOpened)
    {
        foreach (var (word, told) in new[] { ("closed", closed), ("not_opened", notOpened) })
            new OrderDay().Goes($"""
                0:00    | put ann ready L1            | Taken: READY
                59:00   | {change}                    | {changed}
                1:00:00 | by_voucher L1 opened 0:30   | {opened}
                1:00:05 | by_voucher L1 {word} 0:30   | {told}
                1:01:30 | wake                        | -
                """);
    }

    [Fact]
    public void Staff_who_hand_over_what_a_voucher_opened_have_settled_it() => new OrderDay().Goes("""
        0:00    | put ann ready L1            | Taken: READY
        59:00   | claim kim                   | Taken: CLAIMED kim
        1:00:00 | by_voucher L1 opened 0:30   | Conflict: CLAIMED kim
        1:00:30 | complete kim                | Taken: HANDED_OVER none
        1:01:30 | wake                        | -
        """);

    [Fact]
    public void A_tap_whose_answer_came_too_late_and_a_voucher_that_opened_instead_are_one_handover() => new OrderDay().Goes("""
        0:00 | put ann ready L1            | Taken: READY
        1:00 | tap ann L1 1                | granted: CLAIMED L1
        1:20 | by_voucher L1 taken 0:30    | Ok: HANDED_OVER voucher offline
        1:21 | report L1 not_opened        | Ok: HANDED_OVER voucher offline
        """);

    [Fact]
    public void Online_a_voucher_is_taken_like_a_pass_unless_the_order_changed_hands_since() => new OrderDay().Goes("""
        0:00    | put ann ready L1          | Taken: READY
        1:00    | voucher L1 1 0:30         | granted: CLAIMED L1
        1:01    | report L1 not_opened      | Ok: READY
        2:00    | put ben ready L1          | Taken: READY
        2:01    | voucher L1 2 0:30         | no_order
        2:02    | voucher t1 3 2:00         | ok: READY
        """);

    [Fact]
    public void An_expired_voucher_is_told_so_in_the_same_bytes_each_time()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        var tap = new OrderTapped("v", OrderDay.At("1:00"), TapOrigin.Of(new StoreId("corner"), "L1", "1", "v"), ShopperId.Nobody, OrderDay.At("1:00")) { Shown = ShownProof.Voucher, Verdict = PassVerdict.Expired };
        day.Apply(tap);
        var first = day.LastAnswer();
        Assert.Contains("\"expired\"", first, StringComparison.Ordinal);
        day.Apply(tap with { Id = "w", At = OrderDay.At("2:00"), Verdict = PassVerdict.Valid });
        Assert.Equal(first, day.LastAnswer());
    }

    [Fact]
    public void A_code_opens_for_the_holder_to_whom_it_was_given_alone() => new OrderDay().Goes("""
        0:00    | put ann ready L1          | Taken: READY
        0:10    | pass ben 11111111         | NoOrder
        0:11    | pass ann 11111111         | Given: READY
        0:12    | pass ann 11111111         | Given
        2:00    | put ben ready L1          | Taken: READY
        2:01    | code ann L1 1             | no_order
        2:02    | code ben L1 2             | granted: CLAIMED L1
        2:03    | report L1 taken           | Ok: HANDED_OVER code
        2:04    | pass ben 11111111         | NotReady
        """);

    [Fact]
    public void A_tap_a_day_after_the_handover_finds_no_order() => new OrderDay().Goes("""
        0:00        | put ann ready        | Taken: READY
        1:00        | complete kim         | Taken: HANDED_OVER none
        2:00        | tap ann t1 1         | already_claimed
        1.00:01:00  | tap ann t1 2         | no_order
        """);

    [Fact]
    public void Being_brought_is_ok_and_says_so()
    {
        var day = new OrderDay().Goes("""
            0:00 | put ann ready       | Taken: READY
            1:00 | claim kim           | Taken: CLAIMED kim
            1:10 | tap ann t1 1        | ok: CLAIMED kim, ann waits at t1
            """);
        Assert.Contains("Order o1 is being brought at Desk 2.", day.LastAnswer(), StringComparison.Ordinal);
    }
}

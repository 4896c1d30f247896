using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Orders;

/// <summary>Staff take an order on, give it back and hand it over.</summary>
public sealed class StaffHandoverTests
{
    [Fact]
    public void The_first_who_claims_has_it_and_hears_so_again() => new OrderDay().Goes("""
        0:00 | put ann ready     | Taken: READY
        0:10 | claim kim         | Taken: CLAIMED kim
        0:11 | claim kim         | Taken
        0:12 | claim lee         | ClaimedByAnother
        0:13 | release lee       | ClaimedByAnother
        0:14 | release kim       | Taken: READY
        0:15 | release kim       | Taken
        0:16 | claim lee         | Taken: CLAIMED lee
        0:17 | release boss*     | Taken: READY
        """);

    [Fact]
    public void What_nobody_completes_within_ten_minutes_is_given_back_and_becomes_urgent() => new OrderDay().Goes("""
        0:00     | put ann ready     | Taken: READY
        0:10     | claim kim         | Taken: CLAIMED kim
        10:09    | wake              | -
        10:10    | wake              | READY, urgent 1
        10:20    | claim lee         | Taken: CLAIMED lee, urgent 1
        10:30    | complete kim      | ClaimedByAnother
        10:31    | complete lee      | Taken: HANDED_OVER none
        10:32    | complete lee      | Taken
        10:33    | complete kim      | WrongState
        10:34    | claim kim         | WrongState
        """);

    [Theory]
    [InlineData("put ann preparing", "WrongState")]
    [InlineData("put ann cancelled", "WrongState")]
    public void Only_what_is_ready_can_be_claimed_or_completed(string put, string outcome)
    {
        var day = new OrderDay();
        day.Plays("0:00", put);
        day.Goes($"""
            0:01 | claim kim    | {outcome}
            0:02 | complete kim | {outcome}
            0:03 | release kim  | {outcome}
            """);
    }

    [Fact]
    public void An_order_that_does_not_exist_or_lies_in_another_store_is_no_order()
    {
        var day = new OrderDay();
        day.Goes("0:00 | claim kim | NoOrder");
        day.Plays("0:01", "put ann ready");
        var elsewhere = day.Apply(new StaffClaimed("f", OrderDay.Noon, new StoreId("elsewhere"), "kim", "Kim", IsRelease: false, IsManager: false));
        Assert.Equal(StaffOutcome.NoOrder, Assert.IsType<StaffReplied>(Assert.Single(elsewhere)).Outcome);
    }

    [Fact]
    public void Small_shops_complete_without_a_claim_and_a_tap_of_five_minutes_is_the_proof() => new OrderDay().Goes("""
        0:00 | put ann ready       | Taken: READY
        0:10 | complete kim tap    | NoTap
        1:00 | tap ann t1 1        | ok: READY, ann waits at t1
        5:59 | complete kim        | Taken: HANDED_OVER tap
        """);

    [Fact]
    public void A_tap_of_more_than_five_minutes_ago_proves_nothing() => new OrderDay().Goes("""
        0:00 | put ann ready       | Taken: READY
        1:00 | tap ann t1 1        | ok: READY, ann waits at t1
        6:00 | complete kim tap    | NoTap
        6:01 | complete kim        | Taken: HANDED_OVER none
        """);

    [Fact]
    public void What_staff_saw_last_is_the_proof_and_a_wrong_code_is_none() => new OrderDay().Goes("""
        0:00 | put ann ready               | Taken: READY
        0:01 | pass ann 12345678           | Given: READY
        0:30 | tap ann t1 1                | ok: READY, ann waits at t1
        0:40 | complete kim code:12345679  | WrongCode
        0:41 | complete kim code:12345678  | Taken: HANDED_OVER code:12345678
        """);

    [Fact]
    public void What_needs_a_check_is_completed_with_an_identity_alone() => new OrderDay().Goes("""
        0:00 | put ann ready check | Taken: READY
        0:30 | tap ann t1 1        | ok: READY, ann waits at t1
        0:40 | complete kim        | NeedsId
        0:41 | complete kim signature | NeedsId
        0:42 | complete kim id     | Taken: HANDED_OVER id
        """);

    [Fact]
    public void A_manager_completes_what_another_took_on() => new OrderDay().Goes("""
        0:00 | put ann ready       | Taken: READY
        0:10 | claim kim           | Taken: CLAIMED kim
        0:20 | complete boss*      | Taken: HANDED_OVER none
        """);

    [Theory]
    [InlineData("", true)]
    [InlineData("tap", true)]
    [InlineData("id", true)]
    [InlineData("signature", true)]
    [InlineData("code:12345678", true)]
    [InlineData("code:1234567", false)]
    [InlineData("code:1234567a", false)]
    [InlineData("none", false)]
    [InlineData("passport", false)]
    public void Proofs_are_spelled_as_in_the_contract(string proof, bool isOne) => Assert.Equal(isOne, HandoverProof.IsOne(proof));

    [Fact]
    public void What_is_put_as_ready_again_stays_claimed_and_what_is_cancelled_does_not() => new OrderDay().Goes("""
        0:00 | put ann ready       | Taken: READY
        0:10 | claim kim           | Taken: CLAIMED kim
        0:20 | put ann ready       | Taken
        0:21 | put ann ready check | Taken: CLAIMED kim
        0:22 | put ben ready       | BeingHandedOver
        0:30 | put ann cancelled   | Taken: CANCELLED
        """);

    [Fact]
    public void Who_waits_becomes_urgent_after_three_and_six_minutes_and_waits_no_more_after_an_hour() => new OrderDay().Goes("""
        0:00     | put ann ready       | Taken: READY
        1:00     | tap ann t1 1        | ok: READY, ann waits at t1
        3:59     | wake                | -
        4:00     | wake                | READY, ann waits at t1, urgent 1
        7:00     | wake                | READY, ann waits at t1, urgent 2
        8:00     | tap ann t2 2        | ok: READY, ann waits at t2, urgent 2
        1:07:59  | wake                | -
        1:08:00  | wake                | READY
        """);

    [Fact]
    public void The_copy_of_the_store_says_who_waits_where_and_since_when_and_a_further_tap_there_sends_none()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready");
        var copy = Assert.Single(day.Plays("1:00", "tap ann t1 1").OfType<StoreCopied>());
        Assert.Equal(new OrderWait(OrderDay.At("1:00"), "t1", new ShopperId("ann"), "Ann"), copy.Standing.Wait);
        Assert.Empty(day.Plays("1:30", "tap ann t1 2").OfType<StoreCopied>());
        Assert.Equal("t2", Assert.Single(day.Plays("1:40", "tap ann t2 3").OfType<StoreCopied>()).Standing.Wait!.Terminal);
    }

    [Fact]
    public void The_shopper_is_reminded_twelve_hours_before_it_is_held_no_more_and_then_staff_put_it_back() => new OrderDay().Goes("""
        0:00        | put ann ready       | Taken: READY
        2.11:59:59  | wake                | -
        2.12:00:00  | wake                | READY, reminded
        3.00:00:00  | wake                | READY, trouble put_back, reminded
        3.01:00:00  | wake                | -
        3.01:00:01  | release kim         | Taken: READY, reminded
        3.01:00:02  | wake                | -
        3.02:00:00  | tap ann t1 1        | ok: READY, ann waits at t1, reminded
        """);

    [Fact]
    public void Nothing_is_asked_again_that_was_settled()
    {
        var day = new OrderDay();
        Assert.Null(OrderClock.WakeAt(null, HandoverRules.Default));
        foreach (var (time, fact) in new[] { ("0:00", "put ann ready"), ("0:10", "tap ann t1 1"), ("0:20", "claim kim") })
        {
            day.Plays(time, fact);
            for (var i = 0; i < 20 && OrderClock.WakeAt(day.Held, HandoverRules.Default) is { } at; i++)
            {
                day.Apply(new OrderWoken($"w{i}", at));
                // A time that does not move on would wake the grain without end.
                Assert.True(OrderClock.WakeAt(day.Held, HandoverRules.Default) is not { } next || next > at, $"{fact}: asked again at {at}");
            }
        }
        day.Plays("0:30", "complete kim");
        Assert.Null(OrderClock.WakeAt(day.Held, HandoverRules.Default));
    }

    [Fact]
    public void Who_fetches_it_for_its_holder_is_told_to_the_holder()
    {
        var day = new OrderDay();
        Assert.Equal(["ann: Yours", "ben: Collector"], Copies(day.Plays("0:00", "put ann ready for ben")));
        day.Plays("0:10", "tap ben t1 1");
        var done = day.Plays("0:20", "complete kim");
        Assert.Equal("Order o1 was handed over to Ben.", PickupWords.Of(done.OfType<ShopperCopied>().First(copy => copy.IsYours).Order, ""));
        Assert.Empty(done.OfType<ShopperCopied>().Single(copy => copy.IsCollector).Order.Items);

        static IEnumerable<string> Copies(IEnumerable<OrderDecision> decisions) =>
            decisions.OfType<ShopperCopied>().Select(copy => $"{copy.Shopper}: {(copy.IsYours ? "Yours" : copy.IsCollector ? "Collector" : "Lost")}");
    }

    [Fact]
    public void Who_is_no_longer_named_fetches_nothing()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready for ben");
        Assert.Contains(day.Plays("0:01", "put ann ready"), decision => decision is ShopperCopied { IsYours: false, IsCollector: false, Shopper.Value: "ben" });
        day.Goes("0:02 | tap ben t1 1 | no_order");
    }
}

using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Orders;

/// <summary>A member of the holder's household taps for the order.</summary>
public sealed class HouseholdTapTests
{
    [Fact]
    public void A_member_is_given_what_the_holder_lets_the_household_fetch_and_nobody_else_is() => new OrderDay().Goes("""
        0:00 | put ann ready            | Taken: READY
        1:00 | tap ben t1 1             | no_order
        1:01 | tap ben t1 2 let eve     | no_order
        1:02 | tap ben t1 3 let ann     | ok: READY, ben waits at t1
        1:30 | complete kim tap         | Taken: HANDED_OVER tap
        """);

    [Fact]
    public void An_order_that_has_another_holder_by_then_is_not_theirs_to_fetch() => new OrderDay().Goes("""
        0:00 | put ann ready            | Taken: READY
        0:30 | put eve ready            | Taken: READY
        1:00 | tap ben t1 1 let ann     | no_order
        """);

    [Fact]
    public void An_order_with_care_goes_to_the_holder_and_to_those_whom_it_names() => new OrderDay().Goes("""
        0:00 | put ann ready L1 for zoe with ibuprofen | Taken: READY
        1:00 | tap ben L1 1 let ann     | no_order
        1:01 | tap zoe t1 2             | ok: READY
        1:02 | tap ann L1 3             | granted: CLAIMED L1
        """);

    [Fact]
    public void A_locker_opens_for_a_member_but_sends_them_to_the_desk_where_a_person_has_to_look() => new OrderDay().Goes("""
        0:00 | put ann ready L1         | Taken: READY
        1:00 | tap ben L1 1 let ann     | granted: CLAIMED L1
        1:09 | report L1 not_opened     | Ok: READY
        1:10 | put ann ready L1 check   | Taken: READY
        1:20 | tap ben L1 2 let ann     | ok: READY
        1:25 | tap ben t1 3 let ann     | ok: READY, ben waits at t1
        1:30 | complete kim             | NeedsId
        1:40 | complete kim id          | Taken: HANDED_OVER id
        """);

    [Theory]
    [InlineData("tap ben t1 1 let ann", "complete kim")]
    [InlineData("tap ben L1 1 let ann", "report L1 taken")]
    public void Who_of_the_household_fetched_it_the_holder_is_told(string tap, string end)
    {
        var day = new OrderDay();
        day.Plays("0:00", $"put ann ready {(end[0] == 'r' ? "L1" : "")}");
        day.Plays("1:00", tap);
        day.Plays("1:10", end);
        Assert.Equal("Ben", day.Held!.Order.Progress.End!.CollectorName);
        Assert.Equal("ann", Assert.Single(day.All.OfType<ShopperCopied>().Select(copied => copied.Shopper.Value).Distinct()));
    }

    [Fact]
    public void A_member_who_is_erased_or_leaves_is_not_named_any_more()
    {
        var day = new OrderDay();
        day.Plays("0:00", "put ann ready L1");
        day.Plays("1:00", "tap ben L1 1 let ann");
        day.Plays("1:10", "report L1 taken");
        day.Plays("2:00", "erase ben");
        Assert.DoesNotContain("ben", System.Text.Json.JsonSerializer.Serialize(day.Held! with { Answers = AnsweredTaps.None }), StringComparison.OrdinalIgnoreCase);
    }
}

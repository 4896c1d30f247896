using System.Text;

namespace SmartStore.Core.Tests.Shoppers;

public sealed class TapTests
{
    [Fact]
    public void A_good_pass_asks_the_ready_order_and_corrects_the_zone() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:02 | zone entrance                | visit_started, zone entrance, pickup o1 READY, staff: Ann is here
        0:30 | tap 1 valid                  | zone desk, asks o1
        """);

    [Fact]
    public void A_tap_of_somebody_not_yet_seen_is_an_arrival() => new Day().Goes("""
        0:00 | consent presence             | -
        0:30 | tap 1 valid                  | visit_started, zone desk, answer no_order
        """);

    [Fact]
    public void Without_consent_to_presence_a_tap_is_answered_and_tells_no_place() => new Day().Goes("""
        0:01 | order o1 ready               | -
        0:30 | tap 1 valid                  | asks o1
        """);

    [Fact]
    public void An_order_that_is_not_ready_is_no_order() => new Day().Goes("""
        0:01 | order o1 preparing           | -
        0:30 | tap 1 valid                  | answer no_order
        """);

    [Fact]
    public void An_expired_pass_says_so_and_proves_no_place() => new Day().Goes("""
        0:00 | consent presence             | -
        0:01 | order o1 ready               | pickup o1 READY
        0:30 | tap 1 expired                | answer expired
        """);

    [Fact]
    public void The_same_tap_gets_the_same_bytes_for_a_day_whatever_happened_meanwhile()
    {
        var day = new Day();
        var first = Answer(day.Plays("0:30", "tap 1 valid"));
        day.Plays("0:40", "order o1 ready");

        Assert.Equal(first, Answer(day.Plays("23:59:00", "tap 1 valid")));
        Assert.Equal("""{"id":"1","at":"2026-03-02T00:00:30.000Z","outcome":"no_order","text":"No order is ready for you here."}""", first);
        Assert.Equal("asks o1", Told.Of(day.Plays("1.00:00:31", "tap 1 valid")));
    }

    [Fact]
    public void The_same_tap_asks_the_same_order_for_a_day_whatever_happened_meanwhile() => new Day().Goes("""
        0:01     | order o1 ready           | -
        0:30     | tap 1 valid              | asks o1
        0:40     | order o1 cancelled       | -
        23:59:00 | tap 1 valid              | asks o1
        23:59:01 | tap 2 valid              | answer no_order
        """);

    [Fact]
    public void An_id_with_another_pass_is_another_tap()
    {
        var (one, other) = (TapOrigin.Of(CornerShop.Id, "t1", "1", "pass"), TapOrigin.Of(CornerShop.Id, "t1", "1", "another pass"));
        Assert.NotEqual(one.Key, other.Key);
        Assert.Equal("1", one.Key.TapId().ToString());
    }

    [Fact]
    public void Of_two_ready_orders_the_one_that_came_first_is_asked() => new Day().Goes("""
        0:01 | order o1 ready               | -
        0:02 | order o2 ready               | -
        0:30 | tap 1 valid                  | asks o1
        """);

    [Fact]
    public void A_tap_that_came_late_is_answered_and_moves_nothing() => new Day().Goes("""
        0:00 | consent presence             | -
        5:00 | zone dairy                   | visit_started, zone dairy
        4:00 | tap 1 valid                  | answer no_order
        """);

    [Fact]
    public void A_tap_tells_the_tracker_where_the_shopper_is_for_certain()
    {
        var day = new Day();
        Assert.Empty(day.Plays("0:00", "tap 1 valid").OfType<ZoneProven>());
        day.Plays("0:01", "consent presence");

        Assert.Equal("desk", Assert.Single(day.Plays("0:02", "tap 2 valid").OfType<ZoneProven>()).Zone.Value);
        Assert.Empty(day.Plays("0:03", "tap 2 valid").OfType<ZoneProven>());
    }

    [Fact]
    public void A_pass_of_before_the_devices_were_ended_is_expired_and_proves_no_place()
    {
        var day = Day.WithAllConsents();
        day.Apply(new DevicesEnded("end", Day.Midnight));
        var old = new Tapped("t1", Day.Midnight.AddMinutes(1), TapOrigin.Of(CornerShop.Id, "t1", "1", "lost"), new ZoneId("desk"), PassVerdict.Valid);
        var decided = day.Apply(old);
        Assert.Contains("expired", Answer(decided), StringComparison.Ordinal);
        Assert.Empty(decided.OfType<VisitStarted>());
        // One of a minute that has not come is not for later, either.
        Assert.Contains("expired", Answer(day.Apply(old with { Id = "t2", Origin = TapOrigin.Of(CornerShop.Id, "t1", "2", "ahead"), Verdict = PassVerdict.TooEarly })), StringComparison.Ordinal);

        var now = day.Apply(old with { Id = "t3", Origin = TapOrigin.Of(CornerShop.Id, "t1", "3", "new"), Epoch = 1 });
        Assert.Contains("no_order", Answer(now), StringComparison.Ordinal);
        Assert.Single(now.OfType<VisitStarted>());
    }

    [Fact]
    public void A_pass_of_somebody_who_is_no_shopper_is_refused_and_nothing_is_kept()
    {
        var tapped = new Tapped("t", Day.Midnight, TapOrigin.Of(CornerShop.Id, "t1", "1", "pass"), new ZoneId("desk"), PassVerdict.Valid);
        var ghost = Shopper.Unknown(new ShopperId("ghost"));
        var decisions = ShopperDecider.Decide(ghost, tapped, new Books(), ShopperRules.Default);

        Assert.Contains("refused", Answer(decisions), StringComparison.Ordinal);
        Assert.Equal(ghost, ShopperEvolution.Evolve(ghost, decisions));
    }

    private static string Answer(IEnumerable<ShopperDecision> decisions) =>
        Encoding.UTF8.GetString(Assert.Single(decisions.OfType<TapAnswered>()).Answer.ToJson());
}

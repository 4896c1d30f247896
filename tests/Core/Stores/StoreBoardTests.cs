using System.Text;
using SmartStore.Core.Pickup;
using SmartStore.Core.Shoppers;
using SmartStore.Core.Stores;

namespace SmartStore.Core.Tests.Stores;

public sealed class StoreBoardTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ShopperId Ann = new("ann");

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private int _facts;

    [Fact]
    public void A_vip_who_arrives_is_announced_and_stays_on_the_board_until_gone()
    {
        var told = Assert.IsType<VipArrived>(Assert.Single(When(new ShopperArrived(Next(), Noon, Ann, "Ann", Tier.Vip, new ZoneId("entrance"), "why", 0.8))));
        Assert.Equal(new PresentVip(Ann, "Ann", Tier.Vip, new ZoneId("entrance"), "why", 0.8, Noon), told.Vip);

        Assert.DoesNotContain(When(new ShopperMoved(Next(), Noon.AddSeconds(5), Ann, new ZoneId("dairy"))), decision => decision is StaffUpdate);
        Assert.Equal("dairy", Assert.Single(_board.Vips).Zone.Value);

        Assert.IsType<VipLeft>(Assert.Single(When(new ShopperLeft(Next(), Noon.AddSeconds(9), Ann))));
        Assert.True(_board.IsEmpty);
    }

    [Fact]
    public void Announced_twice_a_vip_is_greeted_once()
    {
        When(new ShopperArrived(Next(), Noon, Ann, "Ann", Tier.Vip, new ZoneId("entrance"), "why", 0.8));

        Assert.DoesNotContain(When(new ShopperArrived(Next(), Noon.AddSeconds(1), Ann, "Ann", Tier.Vip, new ZoneId("dairy"), "why", 0.8)), decision => decision is StaffUpdate);
        Assert.Single(_board.Vips);
    }

    [Fact]
    public void A_move_that_is_older_than_the_last_one_moves_nobody()
    {
        When(new ShopperArrived(Next(), Noon, Ann, "Ann", Tier.Vip, new ZoneId("entrance"), "why", 0.8));

        Assert.Empty(When(new ShopperMoved(Next(), Noon.AddSeconds(-1), Ann, new ZoneId("dairy"))));
    }

    [Fact]
    public void Somebody_who_is_not_on_the_board_can_neither_move_nor_leave()
    {
        Assert.Empty(When(new ShopperMoved(Next(), Noon, Ann, new ZoneId("dairy"))));
        Assert.Empty(When(new ShopperLeft(Next(), Noon, Ann)));
        Assert.Empty(When(new OrderSettled(Next(), Noon, new OrderId("o1"))));
    }

    [Fact]
    public void An_order_waits_until_it_is_settled_or_its_shopper_leaves()
    {
        Assert.IsType<PickupWaiting>(Assert.Single(When(Awaited("o1"))));
        Assert.Empty(When(Awaited("o1")));
        When(Awaited("o2"));
        When(new OrderSettled(Next(), Noon, new OrderId("o1")));
        Assert.Equal(["o2"], _board.Waiting.Select(order => order.Order.Value));

        When(new ShopperLeft(Next(), Noon, Ann));
        Assert.Empty(_board.Waiting);
    }

    [Fact]
    public void An_order_that_moves_to_another_desk_is_told_again_and_keeps_its_place()
    {
        When(Awaited("o1"));
        When(Awaited("o2"));

        var moved = Assert.IsType<PickupWaiting>(Assert.Single(When(Awaited("o1") with { At = Noon.AddSeconds(9), Zone = new ZoneId("desk2") })));

        Assert.Equal((Noon.AddSeconds(9), "desk2", Noon), (moved.At, moved.Order.Zone.Value, moved.Order.At));
        Assert.Equal([("o1", "desk2"), ("o2", "desk")], _board.Waiting.Select(order => (order.Order.Value, order.Zone.Value)));
        Assert.Empty(When(Awaited("o1") with { Zone = new ZoneId("desk2") }));
    }

    [Fact]
    public void An_order_that_waits_for_somebody_else_is_told_again_as_the_newest()
    {
        When(Awaited("o1"));
        When(Awaited("o2"));

        Assert.IsType<PickupWaiting>(Assert.Single(When(Awaited("o1") with { At = Noon.AddSeconds(9), Shopper = new ShopperId("bob"), Name = "Bob" })));

        Assert.Equal([("o2", "ann", Noon), ("o1", "bob", Noon.AddSeconds(9))], _board.Waiting.Select(order => (order.Order.Value, order.Shopper.Value, order.At)));
    }

    [Fact]
    public void A_vip_who_is_no_longer_to_be_recognised_leaves_the_board_and_the_order_goes_on_waiting()
    {
        When(new ShopperArrived(Next(), Noon, Ann, "Ann", Tier.Vip, new ZoneId("entrance"), "why", 0.8));
        When(Awaited("o1"));

        Assert.IsType<VipLeft>(Assert.Single(When(new RecognitionEnded(Next(), Noon, Ann))));
        Assert.Single(_board.Waiting);
    }

    [Fact]
    public void A_forged_tap_is_refused_with_the_same_bytes_for_a_day()
    {
        var first = Tap("1", Noon);
        Assert.Equal("""{"id":"1","at":"2026-03-02T12:00:00.000Z","outcome":"refused","text":"This pass is not valid. Please show the one in your app."}""", first);
        Assert.Equal(first, Tap("1", Noon.AddHours(23)));
        Assert.NotEqual(first, Tap("1", Noon.AddHours(25)));
    }

    [Fact]
    public void A_flood_of_forged_taps_is_kept_up_to_the_limit()
    {
        for (var i = 0; i <= AnsweredTaps.Max; i++) Tap(i.ToString(), Noon);

        Assert.Equal(AnsweredTaps.Max, _board.Answers.Count);
    }

    [Fact]
    public void A_full_board_makes_room_for_the_newest()
    {
        for (var i = 0; i <= StoreBoard.VipsMax; i++)
            When(new ShopperArrived(Next(), Noon, new ShopperId($"v{i}"), "", Tier.Vip, ZoneId.Unknown, "", 1));
        for (var i = 0; i <= StoreBoard.WaitingMax; i++) When(Awaited($"o{i}"));

        Assert.Equal((StoreBoard.VipsMax, "v1"), (_board.Vips.Count, _board.Vips[0].Shopper.Value));
        Assert.Equal((StoreBoard.WaitingMax, "o1"), (_board.Waiting.Count, _board.Waiting[0].Order.Value));
    }

    private OrderAwaited Awaited(string order) => new(Next(), Noon, new OrderId(order), Ann, "Ann", new ZoneId("desk"));

    private string Tap(string id, DateTimeOffset at) => Encoding.UTF8.GetString(
        Assert.Single(When(new TapForged(Next(), at, new TapOrigin(_board.Id, "t1", id, "", default))).OfType<StoreTapAnswered>()).Answer.ToJson());

    private IReadOnlyList<StoreDecision> When(StoreFact fact)
    {
        var decisions = StoreDecider.Decide(_board, fact, StoreRules.Default);
        _board = decisions.Aggregate(_board, StoreDecider.Evolve);
        return decisions;
    }

    private string Next() => $"f{++_facts}";
}

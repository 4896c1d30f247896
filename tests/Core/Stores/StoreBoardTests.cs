using System.Text;

namespace SmartStore.Core.Tests.Stores;

public sealed class StoreBoardTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));
    private long _versions;

    [Fact]
    public void A_vip_who_is_here_is_announced_once_and_taken_off_when_gone()
    {
        Assert.Equal("vip Ann", When(Vip("ann", "Ann")));
        Assert.Equal("-", When(Vip("ann", "Ann", zone: "dairy")));
        Assert.Equal("dairy", Assert.Single(_board.Shoppers).Standing.Vip!.Zone.Value);
        Assert.Equal("vip left", When(Gone("ann")));
        Assert.Empty(_board.Shoppers);
    }

    [Fact]
    public void A_vip_with_a_corrected_name_is_announced_again_and_keeps_their_place()
    {
        When(Vip("ann", "Ann"));
        When(Vip("bob", "Bob"));
        Assert.Equal("vip Anna", When(Vip("ann", "Anna")));
        Assert.Equal(["Anna", "Bob"], _board.Shoppers.Select(shopper => shopper.Standing.Name));
    }

    [Fact]
    public void A_shopper_who_is_no_longer_to_be_recognised_leaves_as_a_vip_and_the_order_goes_on_waiting()
    {
        When(Vip("ann", "Ann"));
        When(Ready("o1", "ann"));
        Assert.Equal("vip left", When(Here("ann", "Ann")));
        Assert.Equal("o1", Assert.Single(_board.Waiting()).Order.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_waits_once_it_is_ready_and_its_shopper_is_here_whichever_is_told_first(bool orderFirst)
    {
        Assert.Equal("-", When(orderFirst ? Ready("o1", "ann") : Here("ann", "Ann")));
        Assert.Equal("o1 waits for Ann at desk", When(orderFirst ? Here("ann", "Ann") : Ready("o1", "ann")));
    }

    [Fact]
    public void An_order_of_a_shopper_who_is_not_here_waits_for_none() => Assert.Equal("-", When(Ready("o1", "ann")));

    [Theory]
    [InlineData(OrderState.HandedOver, "o1 handed over")]
    [InlineData(OrderState.Cancelled, "o1 ended: it was cancelled")]
    [InlineData(OrderState.Claimed, "o1 waits for Ann at desk")]
    [InlineData(OrderState.Preparing, "o1 ended: it is being put together again")]
    public void Staff_are_told_what_becomes_of_an_order_that_waits(OrderState state, string told)
    {
        When(Here("ann", "Ann"));
        When(Ready("o1", "ann"));
        Assert.Equal(told, When(Order("o1", "ann", state)));
    }

    [Fact]
    public void When_the_shopper_leaves_the_order_stays_ready_and_waits_again_when_they_come_back()
    {
        When(Here("ann", "Ann"));
        When(Ready("o1", "ann"));
        Assert.Equal("o1 ended: its shopper left", When(Gone("ann")));
        Assert.Equal("o1 waits for Ann at desk", When(Here("ann", "Ann")));
    }

    [Fact]
    public void An_order_that_moves_to_another_desk_is_told_again_and_keeps_its_place()
    {
        When(Here("ann", "Ann"));
        When(Ready("o1", "ann"));
        When(Ready("o2", "ann"));
        Assert.Equal("o1 waits for Ann at desk2", When(Order("o1", "ann", OrderState.Ready, place: "desk2")));
        Assert.Equal(["o1", "o2"], _board.Waiting().Select(order => order.Order.Value));
    }

    [Fact]
    public void An_order_that_goes_to_another_store_leaves_the_board()
    {
        When(Here("ann", "Ann"));
        When(Ready("o1", "ann"));
        Assert.Equal("o1 ended: it is handed over in another store", When(Order("o1", "ann", OrderState.Ready) with { IsHere = false }));
        Assert.Empty(_board.Orders);
    }

    [Fact]
    public void An_order_that_belongs_to_another_shopper_now_waits_for_that_one()
    {
        When(Here("ann", "Ann"));
        When(Here("bob", "Bob"));
        When(Ready("o1", "ann"));
        Assert.Equal("o1 waits for Bob at desk", When(Ready("o1", "bob")));
        When(Gone("bob"));
        Assert.Equal("-", When(Ready("o1", "ann") with { Version = 1 }));
    }

    [Fact]
    public void A_corrected_name_of_a_shopper_whose_order_waits_is_told_again()
    {
        When(Here("ann", "Ann"));
        When(Ready("o1", "ann"));
        Assert.Equal("o1 waits for Anna at desk", When(Here("ann", "Anna")));
    }

    [Fact]
    public void A_copy_that_is_not_newer_changes_nothing_also_after_its_subject_left_the_board()
    {
        var (here, ready) = (Vip("ann", "Ann"), Ready("o1", "ann"));
        When(here);
        When(ready);
        Assert.Equal("-", When(here));
        When(Gone("ann"));
        When(Order("o1", "ann", OrderState.Cancelled));
        Assert.Equal("-", When(here));
        Assert.Equal("-", When(ready));
        Assert.Equal((0, 0), (_board.Shoppers.Count, _board.Orders.Count));
    }

    [Fact]
    public void Versions_of_what_left_are_remembered_up_to_their_limit()
    {
        var late = Vip("first", "First");
        When(late);
        When(Gone("first"));
        for (var i = 1; i < StoreBoard.GoneMax; i++) When(Gone($"s{i}"));
        Assert.Equal("-", When(late));
        When(Gone("one more"));
        Assert.Equal((StoreBoard.GoneMax, "vip First"), (_board.Gone.Count, When(late)));
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
    public void A_full_board_makes_room_for_the_newest_and_staff_are_told()
    {
        _board = _board with { Shoppers = [.. Enumerable.Range(0, StoreBoard.ShoppersMax).Select(i => Vip($"v{i}", $"V{i}")).Select(vip => new PresentShopper(vip.Shopper, vip.Version, vip.Standing!))] };
        Assert.Equal("vip another, vip left", When(Vip("another", "another")));
        Assert.Equal((StoreBoard.ShoppersMax, "v1"), (_board.Shoppers.Count, _board.Shoppers[0].Shopper.Value));

        _board = _board with { Orders = [.. Enumerable.Range(0, StoreBoard.OrdersMax).Select(i => Ready($"o{i}", "another")).Select(o => new ReadyOrder(o.Order, o.Version, o.State, o.Holder, o.Place, o.At))] };
        Assert.Equal("more waits for another at desk, o0 ended: the board is full", When(Ready("more", "another")));
        Assert.Equal(StoreBoard.OrdersMax, _board.Orders.Count);
    }

    private ShopperStood Vip(string id, string name, string zone = "entrance") =>
        Stood(id, new StaffStanding(name, Noon, new VipStanding(Tier.Vip, new ZoneId(zone), "why", 0.8)));

    private ShopperStood Here(string id, string name) => Stood(id, new StaffStanding(name, Noon, Vip: null));

    private ShopperStood Gone(string id) => Stood(id, standing: null);

    private ShopperStood Stood(string id, StaffStanding? standing) => new($"f{++_versions}", Noon, new ShopperId(id), _versions, standing);

    private OrderStood Ready(string id, string holder) => Order(id, holder, OrderState.Ready);

    private OrderStood Order(string id, string holder, OrderState state, string place = "desk") =>
        new($"f{++_versions}", Noon.AddSeconds(_versions), new OrderId(id), _versions, state, new ShopperId(holder), new ZoneId(place), IsHere: true);

    private string Tap(string id, DateTimeOffset at)
    {
        var decisions = Apply(new TapForged($"f{++_versions}", at, TapOrigin.Of(_board.Id, "t1", id, "forged")));
        return Encoding.UTF8.GetString(Assert.Single(decisions.OfType<StoreTapAnswered>()).Answer.ToJson());
    }

    private string When(StoreFact fact)
    {
        var told = string.Join(", ", Apply(fact).OfType<StaffUpdate>().Select(update => update switch
        {
            VipArrived u => $"vip {u.Name}",
            VipLeft => "vip left",
            PickupWaiting u => $"{u.Order.Order} waits for {u.Order.Name} at {u.Order.Zone}",
            PickupEnded u => $"{u.Order} ended: {u.Why}",
            OrderHandedOver u => $"{u.Order} handed over",
            _ => update.GetType().Name,
        }));
        return told.Length == 0 ? "-" : told;
    }

    private IReadOnlyList<StoreDecision> Apply(StoreFact fact)
    {
        var decisions = StoreDecider.Decide(_board, fact, StoreRules.Default);
        _board = decisions.Aggregate(_board, StoreDecider.Evolve);
        return decisions;
    }
}

using System.Text;
using SmartStore.Core.Orders;
using SmartStore.Core.Tests.Shoppers;

namespace SmartStore.Core.Tests.Orders;

public sealed class OrderDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private HeldOrder? _held;
    private int _facts;

    [Fact]
    public void An_order_that_is_put_is_copied_to_its_shopper_and_its_store() =>
        Assert.Equal("ann has it READY, corner has it READY, taken", Put("ann", OrderState.Ready));

    [Fact]
    public void The_same_order_put_again_changes_nothing()
    {
        Put("ann", OrderState.Ready);
        Assert.Equal("taken", Put("ann", OrderState.Ready));
    }

    [Theory]
    [InlineData(OrderState.Preparing)]
    [InlineData(OrderState.Ready)]
    public void Put_for_another_shopper_it_moves_there_while_it_is_not_being_handed_over(OrderState state)
    {
        Put("ann", state);
        Assert.Equal("ann lost it, ben has it READY, corner has it READY, taken", Put("ben", OrderState.Ready));
        Assert.Equal(("ben", Noon.AddSeconds(2)), (_held!.Holder.Value, _held.NotBefore));
    }

    [Fact]
    public void Put_for_another_shopper_while_it_is_claimed_it_stays_and_says_its_state()
    {
        Put("ann", OrderState.Ready);
        _held = _held! with { Order = _held.Order with { State = OrderState.Claimed } };
        Assert.Equal("BeingHandedOver, held by ann CLAIMED", Put("ben", OrderState.Ready));
    }

    [Theory]
    [InlineData(OrderState.HandedOver)]
    [InlineData(OrderState.Cancelled)]
    public void A_finished_order_is_final_and_the_same_state_again_is_taken(OrderState state)
    {
        Put("ann", OrderState.Ready);
        Put("ann", state);
        Assert.Equal($"Final, held by ann {Word(state)}", Put("ann", OrderState.Ready));
        Assert.Equal($"Final, held by ann {Word(state)}", Put("ben", state));
        Assert.Equal("taken", Put("ann", state));
    }

    [Fact]
    public void It_goes_to_another_store_only_while_it_is_being_prepared()
    {
        Put("ann", OrderState.Preparing);
        Assert.Equal("corner lost it, ann has it READY, market has it READY, taken", Put("ann", OrderState.Ready, store: "market"));
        Assert.Equal("FixedToItsStore, held by ann READY", Put("ann", OrderState.Ready, store: "corner"));
    }

    [Fact]
    public void A_version_lower_than_the_held_one_is_refused_with_the_held_one()
    {
        Put("ann", OrderState.Ready, version: 7);
        Assert.Equal("Outdated, held by ann READY", Put("ann", OrderState.Cancelled, version: 6));
        Assert.Equal(7, _held!.Order.Version);
        Assert.Equal("ann has it CANCELLED, corner has it CANCELLED, taken", Put("ann", OrderState.Cancelled, version: 8));
    }

    [Fact]
    public void An_order_that_is_put_without_a_version_keeps_the_held_one()
    {
        Put("ann", OrderState.Preparing, version: 7);
        Put("ann", OrderState.Ready);
        Assert.Equal("Outdated, held by ann READY", Put("ann", OrderState.Preparing, version: 6));
    }

    [Fact]
    public void A_tap_of_its_holder_is_ok_when_it_is_ready()
    {
        Put("ann", OrderState.Ready);
        Assert.Equal("""{"id":"1","at":"2026-03-02T12:00:02.000Z","outcome":"ok","order_id":"o1","text":"Order o1 is ready at Desk 2."}""", Tap("ann", "1"));
    }

    [Fact]
    public void The_same_tap_gets_the_same_bytes_after_the_order_was_cancelled()
    {
        Put("ann", OrderState.Ready);
        var first = Tap("ann", "1");
        Put("ann", OrderState.Cancelled);
        Assert.Equal(first, Tap("ann", "1"));
        Assert.Contains("no_order", Tap("ann", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_order_changed_hands_before_the_tap_came_only_the_holder_gets_it()
    {
        Put("ann", OrderState.Ready);
        Put("ben", OrderState.Ready);
        Assert.Contains("no_order", Tap("ann", "1"), StringComparison.Ordinal);
        Assert.Contains("\"ok\"", Tap("ben", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_for_an_order_that_does_not_exist_is_no_order_in_the_same_bytes_each_time()
    {
        Assert.Contains("no_order", Tap("ann", "1"), StringComparison.Ordinal);
        Assert.Equal(Tap("ann", "1"), Tap("ann", "1"));
        Assert.Null(_held);
    }

    [Fact]
    public void After_a_day_the_same_tap_is_a_new_one()
    {
        Put("ann", OrderState.Ready);
        var first = Tap("ann", "1");
        Assert.NotEqual(first, When(new OrderTapped("late", Noon.AddHours(25), TapOrigin.Of(CornerShop.Id, "t1", "1", "pass"), new ShopperId("ann"), Noon)));
    }

    [Fact]
    public void Answers_are_kept_up_to_their_limit()
    {
        Put("ann", OrderState.Ready);
        for (var i = 0; i <= AnsweredTaps.Max; i++) Tap("ann", $"{i}");
        Assert.Equal(AnsweredTaps.Max, _held!.Answers.Count);
    }

    private string Put(string holder, OrderState state, string store = "corner", long version = 0) => When(new OrderPut(
        $"f{++_facts}", Noon.AddSeconds(_facts), new ShopperId(holder),
        new Order(new OrderId("o1"), new StoreId(store), state, ZoneId.Unknown, [new ListItem("i", "tea", ProductId.None, 1, IsDone: false)]) { Version = version }));

    private string Tap(string shopper, string id) => When(new OrderTapped($"f{++_facts}", Noon.AddSeconds(_facts), TapOrigin.Of(CornerShop.Id, "t1", id, "pass"), new ShopperId(shopper), Noon));

    private string When(OrderFact fact)
    {
        var decisions = OrderDecider.Decide(_held, fact, new Books(), HandoverRules.Default);
        _held = decisions.Aggregate(_held, OrderDecider.Evolve);
        return string.Join(", ", decisions.Select(Told).Where(told => told.Length > 0));
    }

    private static string Told(OrderDecision decision) => decision switch
    {
        ShopperCopied d => d.IsYours ? $"{d.Shopper} has it {Word(d.Order.State)}" : $"{d.Shopper} lost it",
        StoreCopied d => d.IsHere ? $"{d.Store} has it {Word(d.Order.State)}" : $"{d.Store} lost it",
        OrderPutReplied { Outcome: OrderPutOutcome.Taken } => "taken",
        OrderPutReplied d => $"{d.Outcome}, held by {d.Held!.Holder} {Word(d.Held.Order.State)}",
        OrderTapAnswered d => Encoding.UTF8.GetString(d.Answer.ToJson()),
        _ => "",
    };

    private static string Word(OrderState state) => state == OrderState.HandedOver ? "HANDED_OVER" : state.ToString().ToUpperInvariant();
}

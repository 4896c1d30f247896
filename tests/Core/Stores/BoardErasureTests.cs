using System.Text.Json;
using SmartStore.Core.Orders;

namespace SmartStore.Core.Tests.Stores;

/// <summary>A board names nobody who was erased, and their orders stay on it.</summary>
public sealed class BoardErasureTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ShopperId Ann = new("ann");

    private StoreBoard _board = StoreBoard.Empty(new StoreId("corner"));

    [Fact]
    public void Who_is_there_leaves_the_board_and_staff_are_told()
    {
        Stands(Ann, 5);
        Assert.Equal(Ann, Apply(new ShopperErased("e", Noon, Ann)).OfType<VipLeft>().Single().Shopper);
        NamesNobody();
    }

    [Fact]
    public void Who_was_there_before_is_remembered_by_a_digest_so_that_a_late_copy_brings_nobody_back()
    {
        Stands(Ann, 5);
        Apply(new ShopperStood("g", Noon, Ann, 6, Standing: null));
        Assert.Contains("ann", Json(), StringComparison.Ordinal);
        Apply(new ShopperErased("e", Noon, Ann));
        NamesNobody();

        Stands(Ann, 7);
        NamesNobody();
        Stands(new ShopperId("ben"), 7);
        Assert.Single(_board.Shoppers);
    }

    [Fact]
    public void Who_comes_back_after_the_erasure_is_on_the_board_again()
    {
        Stands(Ann, 5);
        Apply(new ShopperErased("e", Noon, Ann));
        Stands(Ann, Noon.ToUnixTimeMilliseconds() + 1);
        Assert.Equal(Ann, Assert.Single(_board.Shoppers).Shopper);
    }

    [Fact]
    public void An_order_that_waits_stays_and_waits_for_somebody()
    {
        OrderStands(OrderState.Ready, Ann, 1, OrderStanding.None with { Wait = new OrderWait(Noon, "t1", Ann, "Ann") });
        Assert.True(Apply(new ShopperErased("e", Noon, Ann)).OfType<PickupWaiting>().Single().Order.Shopper.IsNobody);
        NamesNobody();
        Assert.Equal("o1", Assert.Single(_board.Waiting()).Order.Value);
    }

    [Theory]
    [InlineData(OrderState.Ready, true)]
    [InlineData(OrderState.Preparing, true)]
    [InlineData(OrderState.Claimed, true)]
    [InlineData(OrderState.HandedOver, false)]
    [InlineData(OrderState.Cancelled, false)]
    public void The_code_of_an_order_stays_when_its_holder_is_erased_until_it_is_over(OrderState state, bool stays)
    {
        Apply(new CodeAsked("c", Noon, new OrderId("o1"), Ann, ["12345678"]));
        OrderStands(state, ShopperId.Nobody, 2);
        Apply(new ShopperErased("e", Noon, Ann));
        NamesNobody();
        Assert.Equal(stays ? ["12345678"] : [], _board.Codes.Select(code => code.Code));
        OrderStands(state, new ShopperId("ben"), 3);
        Assert.Empty(_board.Codes);
    }

    [Fact]
    public void A_board_that_never_knew_the_person_is_the_same() => Assert.Empty(Apply(new ShopperErased("e", Noon, Ann)));

    private void Stands(ShopperId shopper, long version) =>
        Apply(new ShopperStood("s", Noon, shopper, version, new StaffStanding("Ann", Noon, new VipStanding(Tier.Vip, new ZoneId("dairy"), "", 1))));

    private void OrderStands(OrderState state, ShopperId holder, long version, OrderStanding? standing = null) =>
        Apply(new OrderStood("o", Noon, new OrderId("o1"), version, state, holder, new ZoneId("desk"), IsHere: true) { Standing = standing ?? OrderStanding.None });

    private IReadOnlyList<StoreDecision> Apply(StoreFact fact)
    {
        var decided = StoreDecider.Decide(_board, fact, StoreRules.Default, Phrases.Of("en", null));
        _board = decided.Aggregate(_board, StoreDecider.Evolve);
        return decided;
    }

    private string Json() => JsonSerializer.Serialize(_board);

    private void NamesNobody() => Assert.DoesNotContain("ann", Json(), StringComparison.OrdinalIgnoreCase);
}

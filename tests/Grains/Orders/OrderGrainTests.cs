using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Grains.Tests.Clusters;

namespace SmartStore.Grains.Tests.Orders;

public sealed class OrderGrainTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _shop = await Shop.Open();
        await _shop.Agree(Purposes.Presence);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task An_order_reaches_its_shopper()
    {
        Assert.Equal(OrderPutOutcome.Taken, (await _shop.PutOrder("o1", "ann", OrderState.Preparing)).Outcome);
        Assert.Equal(["o1"], (await Orders(count => count == 1)).Select(order => order.Id.Value));
    }

    [Fact]
    public async Task After_its_copies_were_waited_for_an_order_is_found_at_its_shopper()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal(["o1"], (await _shop.View()).Orders.Select(order => order.Id.Value));
    }

    [Fact]
    public async Task The_copies_are_waited_for_one_second_at_most()
    {
        _shop.Store.Fault = write => new(write.Key == "shopper/ann" ? StoreFault.Before : StoreFault.None);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        var copied = _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        await Eventually.Sees(
            () =>
            {
                _shop.Silo.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(copied.IsCompletedSuccessfully);
            },
            isDone => isDone);
        Assert.Empty((await _shop.View()).Orders);
    }

    [Fact]
    public async Task A_tap_is_answered_by_the_ready_order_and_the_same_tap_gets_the_same_answer()
    {
        await Ready("o1");
        Assert.Equal("o1", (await _shop.Tap("1")).Order?.Value);
        var answer = await _shop.TapOrder("o1", "1");
        Assert.Equal((TapOutcome.Ok, "o1"), (answer.Outcome, answer.Order?.Value));
        await _shop.PutOrder("o1", "ann", OrderState.HandedOver);
        _shop.Silo.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(answer.ToJson(), (await _shop.TapOrder("o1", "1")).ToJson());
        Assert.Equal(TapOutcome.AlreadyClaimed, (await _shop.TapOrder("o1", "2")).Outcome);
    }

    [Fact]
    public async Task A_tap_whose_answer_is_forgotten_has_to_be_made_again()
    {
        await Ready("o1");
        await _shop.Tap("1");
        await _shop.TapOrder("o1", "1");
        _shop.Silo.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(TapOutcome.TryAgain, (await _shop.Tap("1")).Answer?.Outcome);
        Assert.Equal(TapOutcome.TryAgain, (await _shop.TapOrder("o1", "1")).Outcome);
        Assert.Equal("o1", (await _shop.Tap("3")).Order?.Value);
    }

    [Fact]
    public async Task A_shopper_without_a_ready_order_is_answered_by_their_own_grain()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Preparing);
        await Orders(count => count == 1);
        var reply = await _shop.Tap("1");
        Assert.Equal((TapOutcome.NoOrder, null), (reply.Answer!.Outcome, reply.Order));
        Assert.Equal("desk", (await _shop.View()).Visit!.Zone.Value);
    }

    [Fact]
    public async Task A_handed_over_order_stays_handed_over()
    {
        await Ready("o1");
        await _shop.PutOrder("o1", "ann", OrderState.HandedOver);
        var reply = await _shop.PutOrder("o1", "ann", OrderState.Ready);
        Assert.Equal((OrderPutOutcome.Final, OrderState.HandedOver), (reply.Outcome, reply.Held!.Held.Order.State));
    }

    [Fact]
    public async Task An_order_that_changes_its_shopper_leaves_the_old_one_and_the_old_one_gets_nothing_for_a_tap()
    {
        await _shop.Agree(Purposes.Presence, "ben");
        await Ready("o1");
        await _shop.PutOrder("o1", "ben", OrderState.Ready);
        Assert.Equal(TapOutcome.NoOrder, (await _shop.TapOrder("o1", "1")).Outcome);
        Assert.Equal(TapOutcome.Ok, (await _shop.TapOrder("o1", "1", "ben")).Outcome);
        await Eventually.Sees(async () => (await _shop.View()).Orders.Single().State, state => state == OrderState.Cancelled);
        await Eventually.Sees(async () => (await _shop.View("ben")).Orders.Count, count => count == 1);
    }

    [Fact]
    public async Task A_store_that_died_after_the_commit_still_gives_the_copy_when_it_is_back()
    {
        var first = true;
        _shop.Store.Fault = write => new(write.Key == "shopper/ann" || (write.Key == "order/o1" && !(first && !(first = false))) ? StoreFault.Before : StoreFault.None);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Restart();
        _shop.Store.Fault = null;
        Assert.Empty((await _shop.View()).Orders);
        await Eventually.Sees(
            async () =>
            {
                _shop.Silo.Time.Advance(TimeSpan.FromSeconds(1));
                return (await _shop.View()).Orders.Count;
            },
            count => count == 1);
    }

    [Fact]
    public async Task An_older_version_of_the_order_system_changes_nothing_and_is_told_the_newer_one()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready, version: 5);
        var reply = await _shop.PutOrder("o1", "ann", OrderState.Preparing, version: 4);
        Assert.Equal((OrderPutOutcome.Outdated, 5, OrderState.Ready), (reply.Outcome, reply.Held!.Held.Order.Version, reply.Held.Held.Order.State));
    }

    [Fact]
    public async Task An_order_that_nobody_put_does_not_exist_and_a_tap_does_not_create_it()
    {
        Assert.Null(await _shop.Silo.Grain<IOrderGrain>("o1").View());
        Assert.Equal(TapOutcome.NoOrder, (await _shop.TapOrder("o1", "1")).Outcome);
        Assert.DoesNotContain("order/o1", _shop.Store.Records.Keys);
    }

    private async Task Ready(string id)
    {
        await _shop.PutOrder(id, "ann", OrderState.Ready);
        await Orders(count => count == 1);
    }

    private async Task<IReadOnlyList<Order>> Orders(Func<int, bool> isThere) =>
        await Eventually.Sees(async () => (await _shop.View()).Orders, orders => isThere(orders.Count));
}

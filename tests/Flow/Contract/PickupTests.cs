namespace SmartStore.Flow.Tests.Contract;

/// <summary>An order that waits and a shopper who comes, and how a visit ends.</summary>
public sealed class PickupTests(HastyShop shop) : IClassFixture<HastyShop>
{
    private readonly ShopClient _client = shop.Client;

    [Fact]
    public async Task A_ready_order_is_told_to_the_shopper_who_arrives_and_to_staff()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);
        await using var board = _client.WatchStaff();
        var order = $"order-of-{shopper}";
        await _client.PutOrder(order, shopper, OrderState.Ready);
        await stream.First(update => update.Pickup?.OrderId == order, "the order on the phone");

        await _client.Tap(shopper, "entrance");

        var pickup = (await stream.Nth(2, update => update.Pickup?.OrderId == order, "the order once more, in the shop")).Pickup;
        var waiting = (await board.First(update => update.PickupWaiting?.OrderId == order, "the order on the board")).PickupWaiting;
        Assert.Equal((OrderState.Ready, "pickup"), (pickup.State, pickup.ZoneId));
        Assert.NotEmpty(pickup.Text);
        Assert.Equal((shopper, $"Name of {shopper}", "pickup"), (waiting.ShopperId, waiting.Name, waiting.ZoneId));
    }

    [Fact]
    public async Task An_order_that_becomes_ready_during_the_visit_is_told_at_once()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);
        await using var board = _client.WatchStaff();
        await _client.Tap(shopper, "entrance");
        var order = $"order-of-{shopper}";

        await _client.PutOrder(order, shopper, OrderState.Preparing);
        await _client.PutOrder(order, shopper, OrderState.Ready);

        await stream.First(update => update.Pickup is { State: OrderState.Ready } pickup && pickup.OrderId == order, "the ready order on the phone");
        await board.First(update => update.PickupWaiting?.OrderId == order, "the ready order on the board");
    }

    [Fact]
    public async Task A_visit_ends_after_the_time_without_evidence_that_the_settings_say()
    {
        var shopper = await _client.NewShopper([Purpose.Presence]);
        await using var stream = _client.Watch(shopper);

        await _client.Tap(shopper, "dairy");

        var started = await stream.First(update => update.VisitStarted is not null, "the visit's beginning");
        var ended = await stream.First(update => update.VisitEnded is not null, "the visit's end");
        Assert.Equal(started.VisitStarted.VisitId, ended.VisitEnded.VisitId);
        Assert.Equal((CornerShop.Id, CornerShop.Id), (started.VisitStarted.StoreId, ended.VisitEnded.StoreId));
        Assert.True(ended.At.ToDateTimeOffset() - started.At.ToDateTimeOffset() >= TimeSpan.FromSeconds(12));
    }
}

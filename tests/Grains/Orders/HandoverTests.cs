using SmartStore.Contracts.V1;
using SmartStore.Core.Orders;
using SmartStore.Core.Pickup;
using SmartStore.Core.Stores;
using SmartStore.Grains.Tests.Clusters;
using OrderState = SmartStore.Core.Shoppers.OrderState;
using TapOutcome = SmartStore.Core.Pickup.TapOutcome;

namespace SmartStore.Grains.Tests.Orders;

/// <summary>Handing over, through the grains: claims, lockers, codes, and what boards see of them.</summary>
public sealed class HandoverTests : IAsyncLifetime
{
    private Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await Shop.Open();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private IStoreGrain Board => _shop.Silo.Grain<IStoreGrain>(Shop.Id.Value);

    [Fact]
    public async Task Of_a_thousand_parallel_claims_exactly_one_has_the_order()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => _shop.Claim("o1", $"staff-{i}")));
        Assert.Single(replies, reply => reply.Outcome == StaffOutcome.Taken);
        Assert.Equal(999, replies.Count(reply => reply.Outcome == StaffOutcome.ClaimedByAnother));
        Assert.Single(replies.Select(reply => reply.Held!.Held.Order.Progress.Claim!.By).Distinct());
    }

    [Fact]
    public async Task What_was_claimed_and_not_completed_is_ready_again_after_ten_minutes_also_when_the_server_died_meanwhile()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Claim("o1", "kim");
        await _shop.Restart();
        _shop.Silo.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(OrderState.Claimed, (await _shop.Held("o1")).Order.State);
        var held = await Becomes("o1", held => held.Order.State == OrderState.Ready);
        Assert.Equal(1, held.Escalation);
        Assert.Equal(StaffOutcome.Taken, (await _shop.Claim("o1", "lee")).Outcome);
        var late = await _shop.Complete("o1", "kim");
        Assert.Equal((StaffOutcome.ClaimedByAnother, "lee"), (late.Outcome, late.Held!.Held.Order.Progress.Claim!.By));
    }

    [Fact]
    public async Task Without_consent_to_presence_the_board_shows_the_order_after_the_tap_with_the_name_and_the_terminal()
    {
        await _shop.Agree(Purposes.None);
        var (_, hub) = await _shop.Follow(Board);
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await Eventually.Sees(async () => (await _shop.View()).Orders.Count, count => count == 1);
        var reply = await _shop.Tap("1");
        Assert.Equal(("o1", "Ann"), (reply.Order?.Value, reply.Name));
        await _shop.TapOrder("o1", "1");
        var waiting = (await Next(hub, update => update.PickupWaiting is not null)).PickupWaiting;
        Assert.Equal(("o1", "ann", "Ann", "t1"), (waiting.OrderId, waiting.ShopperId, waiting.Name, waiting.TerminalId));
        await _shop.Claim("o1", "kim");
        waiting = (await Next(hub, update => update.PickupWaiting is { ClaimedBy.Length: > 0 })).PickupWaiting;
        Assert.Equal(("kim", Contracts.V1.OrderState.Claimed, _shop.Now.AddMinutes(10)), (waiting.ClaimedBy, waiting.State, waiting.ClaimedUntil.ToDateTimeOffset()));
        await _shop.Complete("o1", "kim");
        var ended = (await Next(hub, update => update.HandedOver is not null)).HandedOver;
        Assert.Equal(("o1", "kim", "t1", "tap"), (ended.OrderId, ended.StaffId, ended.TerminalId, ended.Proof));
        Assert.Null((await _shop.View()).Visit);
    }

    [Fact]
    public async Task A_grant_is_the_same_after_the_server_died_and_the_door_opens_once()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready, slot: "A1");
        var granted = await _shop.TapOrder("o1", "1", terminal: "L1");
        Assert.Equal((TapOutcome.Granted, "A1"), (granted.Outcome, granted.Slot));
        await _shop.Restart();
        Assert.Equal(granted.ToJson(), (await _shop.TapOrder("o1", "1", terminal: "L1")).ToJson());
        Assert.Equal(TapOutcome.AlreadyClaimed, (await _shop.TapOrder("o1", "2", terminal: "L1")).Outcome);
        Assert.Equal(ReportOutcome.Ok, await _shop.Report(granted.Grant, LockerEvent.Taken, "r1"));
        await _shop.Restart();
        Assert.Equal(ReportOutcome.Ok, await _shop.Report(granted.Grant, LockerEvent.Taken, "r1"));
        Assert.Equal((OrderState.HandedOver, "tap"), ((await _shop.Held("o1")).Order.State, (await _shop.Held("o1")).Order.Progress.End!.Proof));
    }

    [Fact]
    public async Task A_locker_that_says_nothing_for_90_s_is_on_the_board_in_words_until_it_is_settled()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready, slot: "A1");
        var granted = await _shop.TapOrder("o1", "1", terminal: "L1");
        var (_, hub) = await _shop.Follow(Board);
        await Becomes("o1", held => held.Trouble is not null);
        Assert.Contains("slot A1", (await Next(hub, update => update.Assistance is not null)).Assistance.Text, StringComparison.Ordinal);
        // The order, the word about it, and the case that was opened for it.
        var present = Shop.Staff(await Eventually.Sees(async () => (await _shop.Follow(Board)).Followed.Missed, missed => Shop.Staff(missed).Any(update => update.Case is not null)));
        Assert.Equal(2, present.Single(update => update.PickupWaiting is not null).PickupWaiting.Escalation);
        Assert.Equal("L1", present.Single(update => update.Assistance is not null).Assistance.TerminalId);
        Assert.Equal("o1", present.Single(update => update.Case is not null).Case.OrderId);
        Assert.Equal(ReportOutcome.Ok, await _shop.Report(granted.Grant, LockerEvent.NotOpened));
        await Eventually.Sees(async () => (await _shop.Follow(Board)).Followed.Missed.Count, count => count == 0);
    }

    [Fact]
    public async Task A_code_is_found_by_the_store_until_the_order_is_handed_over()
    {
        await _shop.PutOrder("o1", "ann", OrderState.Ready);
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        var asked = new CodeAsked("c", _shop.Now, new Core.OrderId("o1"), new ShopperId("ann"), ["01234567"]);
        Assert.Equal("01234567", await Board.Code(asked));
        var reply = await Board.Enter(Entered("1"));
        Assert.Equal(("o1", "ann"), (reply.Order?.Value, reply.Holder));
        await _shop.Complete("o1", "kim");
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal("o1", (await Board.Enter(Entered("1"))).Order?.Value);
        Assert.Equal(TapOutcome.Refused, (await Board.Enter(Entered("2"))).Answer?.Outcome);

        CodeEntered Entered(string tap) => new($"tap/{tap}", _shop.Now, TapOrigin.Of(Shop.Id, "t1", tap, "01234567"), new ZoneId("desk"), "01234567", _shop.Now);
    }

    [Fact]
    public async Task The_manifest_of_a_locker_follows_its_orders_and_says_nothing_while_nothing_changes()
    {
        var first = await Board.Manifests(0);
        Assert.Equal(("L1", 0), (first.Manifests!.Single().Terminal, first.Manifests!.Single().Orders.Count));
        Assert.Null((await Board.Manifests(first.Seen)).Manifests);
        await _shop.PutOrder("o1", "ann", OrderState.Ready, slot: "A2");
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        var second = (await Board.Manifests(first.Seen)).Manifests!.Single();
        Assert.True(second.Version > first.Manifests!.Single().Version);
        Assert.Equal(("o1", "A2", _shop.Now.AddHours(72)), (second.Orders.Single().Order.Value, second.Orders.Single().Slot, second.Orders.Single().Until));
        await _shop.Restart();
        Assert.Equal(second.Version, (await Board.Manifests(0)).Manifests!.Single().Version);
    }

    [Fact]
    public async Task A_collector_finds_the_order_by_a_tap_and_its_holder_is_told_who_fetched_it()
    {
        await _shop.Agree(Purposes.Presence);
        await _shop.Agree(Purposes.None, "ben");
        var order = new Core.Shoppers.Order(new Core.OrderId("o1"), Shop.Id, OrderState.Ready, ZoneId.Unknown, []) { Collectors = [new ShopperId("ben")] };
        await _shop.Silo.Grain<IOrderGrain>("o1").Put(new OrderPut(_shop.NextId(), _shop.Now, new ShopperId("ann"), order));
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal("o1", (await _shop.Tap("1", "ben")).Order?.Value);
        Assert.Equal(TapOutcome.Ok, (await _shop.TapOrder("o1", "1", "ben")).Outcome);
        await _shop.Complete("o1", "kim");
        await _shop.Silo.Grain<IOrderGrain>("o1").Copied();
        Assert.Equal("Ben", (await _shop.View()).Orders.Single().Progress.End!.CollectorName);
        Assert.Empty((await _shop.View("ben")).Orders);
    }

    // Moves the clock on until the order's timer has done it.
    private Task<HeldOrder> Becomes(string order, Func<HeldOrder, bool> wanted) => Eventually.Sees(
        async () =>
        {
            _shop.Silo.Time.Advance(TimeSpan.FromSeconds(10));
            return await _shop.Held(order);
        },
        wanted);

    private static async Task<StoreUpdate> Next(TestHub hub, Func<StoreUpdate, bool> wanted)
    {
        while (true)
            if (Shop.Staff((await hub.Next()).Updates).FirstOrDefault(wanted) is { } found)
                return found;
    }
}
